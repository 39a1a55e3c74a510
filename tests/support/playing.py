"""Sound made by sums, for tests on real audio: a band, a singer and a piano, with every note and stem known.

Everything is (samples, 2) float32 at 44.1 kHz and the same at each run.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

RATE = 44_100
Samples = NDArray[np.float32]
Wave = NDArray[np.float64]

# The first four formants of sung vowels in Hz (after Peterson and Barney), their widths, and how loud they are.
_VOWELS = {
    "a": (700, 1220, 2600, 3300),
    "e": (500, 1800, 2500, 3300),
    "i": (300, 2200, 2900, 3400),
    "o": (450, 850, 2600, 3300),
    "u": (330, 900, 2300, 3200),
}
_WIDTHS = (90.0, 110.0, 150.0, 200.0)
_LEVELS = (1.0, 0.6, 0.45, 0.3)


@dataclass(frozen=True)
class Note:
    """A note that is played: seconds from the start, and its MIDI pitch."""

    start: float
    end: float
    pitch: int


def save(path: Path, samples: Any) -> Path:
    """Keep it as what a tool is given: WAV, 16 bits, stereo."""
    soundfile.write(path, samples, RATE, subtype="PCM_16")
    return path


def hertz(pitch: float) -> float:
    return float(440.0 * 2 ** ((pitch - 69) / 12))


def piano(notes: Sequence[Note], seconds: float) -> Samples:
    """Struck strings: partials a little sharp, the higher ones gone sooner."""
    sound = np.zeros(int(seconds * RATE))
    for note in notes:
        begin = int(note.start * RATE)
        count = min(int((note.end - note.start + 0.25) * RATE), len(sound) - begin)
        if count > 0:
            sound[begin : begin + count] += _struck(note, count)
    return _stereo(sound)


def _struck(note: Note, count: int) -> Wave:
    time = np.arange(count) / RATE
    tone = np.zeros(count)
    for partial in range(1, 11):
        pitch = hertz(note.pitch) * partial * np.sqrt(1 + 3e-4 * partial**2)
        if pitch < 10_000:
            tone += np.exp(-time * (1.2 + 0.6 * partial)) / partial**1.3 * np.sin(2 * np.pi * pitch * time)
    return tone * np.minimum(1, time / 0.004) * np.clip((count / RATE - time) / 0.12, 0, 1) * 0.2


def band(seconds: float, *, tempo: float = 96, chords: Sequence[int] = (57, 53, 60, 55), seed: int = 1) -> Samples:
    """Drums, a bass and held chords."""
    return drums(seconds, tempo=tempo, seed=seed) + strings(seconds, tempo=tempo, chords=chords)


def strings(seconds: float, *, tempo: float, chords: Sequence[int]) -> Samples:
    """A bass on the eighths, and a bright chord for each bar, spread between left and right."""
    time = np.arange(int(seconds * RATE)) / RATE
    beat = 60 / tempo
    sound = np.zeros((len(time), 2))
    for bar in range(int(seconds / (4 * beat)) + 1):
        root = chords[bar % len(chords)]
        inside = np.flatnonzero((time >= bar * 4 * beat) & (time < (bar + 1) * 4 * beat))
        local = time[inside] - bar * 4 * beat
        edge = np.minimum(1, local / 0.02) * np.minimum(1, (4 * beat - local) / 0.05)
        for place, step in enumerate((0, 4 if root in (53, 60, 55) else 3, 7, 12)):
            saw = sum(np.sin(2 * np.pi * hertz(root + step) * k * local + place) / k for k in range(1, 12))
            sound[inside, place % 2] += 0.05 * edge * saw
            sound[inside, 1 - place % 2] += 0.02 * edge * saw
        since = local % (beat / 2)
        low = sum(np.sin(2 * np.pi * hertz(root - 24) * k * local) / k**1.5 for k in range(1, 7))
        sound[inside] += (0.16 * low * np.exp(-since * 4) * np.minimum(1, since / 0.005))[:, None]
    return sound.astype(np.float32)


def drums(seconds: float, *, tempo: float, seed: int = 1) -> Samples:
    """Kick on one and three, snare on two and four, a hat on the eighths."""
    random = np.random.default_rng(seed)
    time = np.arange(int(seconds * RATE)) / RATE
    beat = 60 / tempo
    noise = random.standard_normal(len(time))
    high = sosfilt(butter(4, 6000, "high", fs=RATE, output="sos"), noise)
    middle = sosfilt(butter(2, (300, 6000), "band", fs=RATE, output="sos"), noise)
    kick = time % (2 * beat)
    snare = (time + beat) % (2 * beat)
    hat = time % (beat / 2)
    sound = 0.5 * np.sin(2 * np.pi * (50 * kick + 12 * (1 - np.exp(-kick * 30)))) * np.exp(-kick * 14)
    sound += 0.25 * middle * np.exp(-snare * 22) * (time >= beat)
    sound += 0.08 * high * np.exp(-hat * 60)
    return _stereo(sound)


def singer(notes: Sequence[Note], seconds: float, *, vowels: str = "aeiou", seed: int = 2) -> Samples:
    """A voice: pulses with vibrato through the formants of vowels, with a breath before each note."""
    random = np.random.default_rng(seed)
    sound = np.zeros(int(seconds * RATE))
    for number, note in enumerate(notes):
        begin, count = int(note.start * RATE), int((note.end - note.start) * RATE)
        count = min(count, len(sound) - begin)
        if count > 0:
            pair = vowels[number % len(vowels)], vowels[(number + 1) % len(vowels)]
            sound[begin : begin + count] += _sung(note.pitch, count, pair, random)
    return _stereo(0.5 * sound / max(1e-9, float(np.abs(sound).max())))


def _sung(pitch: int, count: int, vowels: tuple[str, str], random: np.random.Generator) -> Wave:
    time = np.arange(count) / RATE
    vibrato = 0.35 * np.sin(2 * np.pi * 5.6 * time) * np.clip((time - 0.15) / 0.3, 0, 1)
    scoop = -1.2 * np.exp(-time * 18)
    drift = np.cumsum(random.standard_normal(count)) * 4e-4
    tone = 440.0 * 2 ** ((pitch + vibrato + scoop + 0.05 * np.tanh(drift) - 69) / 12)
    phase = 2 * np.pi * np.cumsum(tone) / RATE
    turn = np.clip((time / time[-1] - 0.3) / 0.4, 0, 1)
    formants = [(1 - turn) * a + turn * b for a, b in zip(_VOWELS[vowels[0]], _VOWELS[vowels[1]], strict=True)]
    sung = np.zeros(count)
    for harmonic in range(1, int(8000 / hertz(pitch)) + 1):
        frequency = harmonic * tone
        shape = sum(
            level / (1 + ((frequency - formant) / width) ** 2)
            for formant, width, level in zip(formants, _WIDTHS, _LEVELS, strict=True)
        )
        sung += (shape + 0.01) / harmonic**0.7 * np.sin(harmonic * phase)
    breath = sosfilt(butter(2, (1500, 9000), "band", fs=RATE, output="sos"), random.standard_normal(count))
    edge = np.minimum(1, time / 0.05) * np.minimum(1, (time[-1] - time) / 0.08)
    return sung * edge + 0.25 * breath * (np.exp(-time * 35) + 0.02)


def _stereo(sound: Wave) -> Samples:
    return np.repeat(sound[:, None], 2, axis=1).astype(np.float32)
