"""Rendering a song: a voice, keys, pads, a bass and drums, each by sums of sines and filtered noise."""

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from portal.ops.demo_music import melody
from portal.ops.demo_music.songs import SONGS, Song

RATE = 48_000
Wave = NDArray[np.float32]

# Formants in Hz of a mezzo's vowels, their widths and their levels.
_VOWELS = {
    "a": (800, 1150, 2900, 3900),
    "e": (450, 1900, 2700, 3500),
    "i": (320, 2100, 2900, 3600),
    "o": (450, 820, 2830, 3700),
    "u": (360, 750, 2700, 3500),
}
_WIDTHS = (90.0, 110.0, 160.0, 220.0)
_LEVELS = (1.0, 0.55, 0.4, 0.25)


def render(song: Song) -> Wave:
    """The whole mix: stereo, at -1 dB, with a fade at the end."""
    beat = 60 / song.tempo
    places = melody.bars(song)
    count = int((len(places) * 4 * beat + 2.0) * RATE)
    dry, wet = np.zeros((count, 2), np.float32), np.zeros((count, 2), np.float32)
    for number, (degree, part) in enumerate(places):
        start = number * 4 * beat
        chord = melody.chord(song, degree)
        _bass(dry, song, chord[0], start, beat, busy=part == "chorus")
        _pad(wet, song, chord, start, 4 * beat, louder=part in ("chorus", "end"))
        if part != "end":
            _keys(wet, song, chord, start, beat)
            _drums(dry, song, start, beat, number, full=part != "intro")
    _voice(wet, song, beat)
    return _mastered(dry + 0.9 * wet + _room(wet, song.seed))


def write(title: str, target: Path) -> None:
    """Render the song of this title into a small file: Ogg with Opus."""
    soundfile.write(target, render(SONGS[title]), RATE, format="OGG", subtype="OPUS", compression_level=0.86)


def _hertz(pitch: float) -> float:
    return float(440.0 * 2 ** ((pitch - 69) / 12))


def _put(onto: Wave, sound: Wave, start: float, level: float, side: float = 0.0) -> None:
    """Add a mono sound at a time; `side` from -1 (left) to 1 (right)."""
    begin = int(start * RATE)
    sound = sound[: max(0, len(onto) - begin)]
    onto[begin : begin + len(sound), 0] += level * np.sqrt((1 - side) / 2) * 1.41 * sound
    onto[begin : begin + len(sound), 1] += level * np.sqrt((1 + side) / 2) * 1.41 * sound


def _time(seconds: float) -> Wave:
    return np.arange(int(seconds * RATE), dtype=np.float32) / np.float32(RATE)


def _bass(onto: Wave, song: Song, root: int, start: float, beat: float, *, busy: bool) -> None:
    pitch = root - 24 if root - 24 >= 31 else root - 12
    steps = (0, 1.5, 2, 3, 3.5) if busy else (0, 1.5, 3)
    for place, step in enumerate(steps):
        note = pitch + (7 if place == len(steps) - 1 else 0)
        time = _time(beat * 1.4)
        tone = sum(np.sin(2 * np.pi * _hertz(note) * k * time) / k**1.6 for k in range(1, 6))
        shape = np.minimum(1, time / 0.008) * np.exp(-time * 2.2) * np.clip((beat * 1.4 - time) / 0.05, 0, 1)
        _put(onto, np.asarray(tone * shape, np.float32), start + step * beat, 0.24)


def _pad(onto: Wave, song: Song, chord: tuple[int, int, int], start: float, length: float, *, louder: bool) -> None:
    time = _time(length + 0.5)
    shape = np.minimum(1, time / 0.4) * np.clip((length + 0.5 - time) / 0.6, 0, 1)
    for place, pitch in enumerate((*chord, chord[0] + 12)):
        for side, detune in ((-0.7, -0.06), (0.7, 0.06)):
            phase = 2 * np.pi * _hertz(pitch + detune) * time + place
            tone = sum(np.sin(k * phase) / k**1.9 for k in range(1, 7))
            _put(onto, np.asarray(tone * shape, np.float32), start, (0.045 if louder else 0.03) * song.pad, side)


def _keys(onto: Wave, song: Song, chord: tuple[int, int, int], start: float, beat: float) -> None:
    """An electric piano (two sines, one bending the other), broken upwards and down again in eighths."""
    order = (0, 1, 2, 3, 2, 1, 2, 1)
    pitches = (*chord, chord[0] + 12)
    for eighth, place in enumerate(order):
        late = song.swing * beat if eighth % 2 else 0.0
        time = _time(1.1)
        tone = _hertz(pitches[place] + 12)
        bend = 1.6 * np.exp(-time * 6) * np.sin(2 * np.pi * tone * time) + 0.25 * np.exp(-time * 30) * np.sin(
            2 * np.pi * 14 * tone * time
        )
        struck = np.sin(2 * np.pi * tone * time + bend) * np.exp(-time * 3.2) * np.minimum(1, time / 0.003)
        accent = 1.0 if eighth % 4 == 0 else 0.7
        side = 0.5 if eighth % 2 else -0.35
        _put(onto, np.asarray(struck, np.float32), start + eighth * beat / 2 + late, 0.085 * song.keys * accent, side)


def _drums(onto: Wave, song: Song, start: float, beat: float, bar: int, *, full: bool) -> None:
    if not song.drums:
        return
    dice = np.random.default_rng(song.seed * 1000 + bar)
    if full:
        for step in (0, 2, 2.5) if bar % 2 else (0, 2):
            time = _time(0.32)
            sweep = 2 * np.pi * (48 * time + 6 * (1 - np.exp(-time * 28)))
            _put(
                onto, np.asarray(np.sin(sweep) * np.exp(-time * 11), np.float32), start + step * beat, 0.5 * song.drums
            )
        for step in (1, 3):
            time = _time(0.22)
            noise = _bright(dice.standard_normal(len(time)), 900)
            body = 0.5 * np.sin(2 * np.pi * 190 * time) * np.exp(-time * 30)
            struck = (0.6 * noise * np.exp(-time * 20) + body).astype(np.float32)
            _put(onto, struck, start + step * beat, 0.22 * song.drums, 0.08)
    for eighth in range(8):
        late = song.swing * beat if eighth % 2 else 0.0
        time = _time(0.09)
        hat = _bright(dice.standard_normal(len(time)), 7000) * np.exp(-time * (60 if eighth % 2 else 42))
        level = (0.07 if eighth % 2 else 0.1) * (0.85 + 0.3 * dice.random())
        _put(onto, hat.astype(np.float32), start + eighth * beat / 2 + late, level * song.drums, -0.3)


def _bright(noise: NDArray[np.float64], above: float) -> NDArray[np.float64]:
    """Noise without what lies under a frequency."""
    spectrum = np.fft.rfft(noise)
    spectrum[np.fft.rfftfreq(len(noise), 1 / RATE) < above] = 0
    return np.fft.irfft(spectrum, len(noise))


def _voice(onto: Wave, song: Song, beat: float) -> None:
    dice = np.random.default_rng(song.seed)
    before: float | None = None
    for number, note in enumerate(melody.tune(song)):
        vowels = (song.vowels[number % len(song.vowels)], song.vowels[(number + 1) % len(song.vowels)])
        sung = _sung(note.pitch, before, note.length * beat, vowels, dice)
        _put(onto, sung, note.start * beat, 0.34)
        before = note.pitch


def _sung(
    pitch: float, before: float | None, seconds: float, vowels: tuple[str, str], dice: np.random.Generator
) -> Wave:
    """One syllable: it glides from the note before, then finds its vibrato. The vowel sets the harmonics."""
    time = _time(max(0.12, seconds))
    length = time[-1]
    glide = (np.clip(before - pitch, -4, 4) if before is not None else -1.5) * np.exp(-time * 28)
    vibrato = 0.28 * np.sin(2 * np.pi * (5.3 + 0.4 * dice.random()) * time) * np.clip((time - 0.22) / 0.35, 0, 1)
    tone = 440.0 * 2 ** ((pitch + glide + vibrato - 69) / 12)
    phase = 2 * np.pi * np.cumsum(tone) / RATE
    turn = np.clip((time / length - 0.45) / 0.4, 0, 1) * 0.6
    formants = [(1 - turn) * a + turn * b for a, b in zip(_VOWELS[vowels[0]], _VOWELS[vowels[1]], strict=True)]
    sung = np.zeros(len(time), np.float32)
    for harmonic in range(1, min(24, int(7000 / _hertz(pitch))) + 1):
        frequency = harmonic * tone
        shape = sum(
            level / (1 + ((frequency - formant) / width) ** 2)
            for formant, width, level in zip(formants, _WIDTHS, _LEVELS, strict=True)
        )
        sung += ((shape + 0.015) / harmonic**0.45 * np.sin(harmonic * phase)).astype(np.float32)
    edge = np.minimum(1, time / 0.045) * np.minimum(1, (length - time) / 0.07)
    breath = _bright(dice.standard_normal(len(time)), 2500) * (0.05 * np.exp(-time * 22) + 0.004)
    return np.asarray(sung / max(1e-6, float(np.abs(sung).max())) * 0.8 * edge + breath * edge, np.float32)


def _room(wet: Wave, seed: int) -> Wave:
    """A room's answer: noise that dies away, a different one for each ear, by one multiplication of spectra."""
    dice = np.random.default_rng(seed)
    time = _time(1.6)
    size = 1 << (len(wet) + len(time)).bit_length()
    answer = np.zeros_like(wet)
    for side in (0, 1):
        impulse = dice.standard_normal(len(time)) * np.exp(-time * 4.2) * np.clip(time / 0.012, 0, 1)
        impulse *= 0.16 / np.sqrt(float(np.sum(impulse**2)))
        spectrum = np.fft.rfft(wet[:, side], size) * np.fft.rfft(impulse.astype(np.float32), size)
        answer[:, side] = np.fft.irfft(spectrum, size)[: len(wet)]
    return answer * 1.8


def _mastered(mix: Wave) -> Wave:
    squeezed = np.tanh(1.3 * mix / max(1e-6, float(np.percentile(np.abs(mix), 99.7))))
    tail = int(2.5 * RATE)
    squeezed[-tail:] *= np.linspace(1, 0, tail, dtype=np.float32)[:, None] ** 1.5
    return np.asarray(squeezed / np.abs(squeezed).max() * 0.89, np.float32)
