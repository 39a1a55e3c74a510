"""Turning one track into the next: parts of tracks, joined by crossfades of equal power, on the beat where it is sure.

A part is played up to 6 % faster or slower, pitch and all as on a turntable, where its beat then meets the one before.
Levels are such that no crossfade clips: each part peaks at 0.68 at most, and two of equal power add up to √2 of that.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from portal.studio.mixing.traits import Traits

RATE = 44_100
MOST_FASTER = 0.06
Samples = NDArray[np.float32]

_BEATS = 8  # of a crossfade that is on the beat
_PLAIN = 4.0  # seconds of one that is not
_LOUDNESS = -16.0  # LUFS, as music services play
_PEAK = 0.68
_LAST_FADE = 3.0


@dataclass(frozen=True)
class Part:
    """A part of a track in the mix. Times in seconds: `start` and `seconds` in the file, `at` and `lasts` in the mix,
    `fade` from the part before (0 for the first). `speed` is how fast it is played; `on_beat` whether beats meet.
    """

    path: Path
    traits: Traits
    start: float
    seconds: float
    speed: float = 1.0
    fade: float = 0.0
    on_beat: bool = False
    at: float = 0.0
    lasts: float = 0.0


def planned(tracks: Sequence[tuple[Path, Traits]], longest: float) -> list[Part]:
    """Which part of each track is played, when and how fast: all of it together `longest` seconds at most."""
    each = (longest + _PLAIN * (len(tracks) - 1)) / len(tracks)
    parts = [_chosen(path, traits, each) for path, traits in tracks]
    planned: list[Part] = []
    for part in parts:
        planned.append(_joined(planned[-1], part) if planned else replace(part, lasts=part.seconds))
        if len(planned) > 1:
            planned[-2:] = _aligned(*planned[-2:])
    last = planned[-1]
    lasts = max(last.fade, min(last.lasts, longest - last.at))
    return [*planned[:-1], replace(last, lasts=lasts, seconds=lasts * last.speed)]


def blended(parts: Sequence[Part], target: Path) -> Iterator[int]:
    """Write the mix as WAV, stereo, 16 bits; yields how many parts are in it as each is done."""
    with soundfile.SoundFile(target, "w", RATE, 2, subtype="PCM_16") as file:
        ending: Samples = np.zeros((0, 2), np.float32)
        for number, part in enumerate(parts):
            sound = _sound(part)
            if number + 1 == len(parts):
                sound = _edged(sound, min(_LAST_FADE, part.lasts / 4), start=False)
            overlap = min(len(ending), len(sound))
            file.write(_clipped(crossfaded(ending[:overlap], sound[:overlap])))
            after = parts[number + 1].fade if number + 1 < len(parts) else 0.0
            keep = min(round(after * RATE), len(sound) - overlap)
            file.write(_clipped(sound[overlap : len(sound) - keep]))
            ending = sound[len(sound) - keep :]
            yield number + 1


def crossfaded(ending: Samples, beginning: Samples) -> Samples:
    """Two sounds of one length, the first going as the second comes, with the power of both always one."""
    turn = (np.arange(len(ending), dtype=np.float32) / max(len(ending), 1) * np.float32(math.pi / 2))[:, None]
    return ending * np.cos(turn) + beginning * np.sin(turn)


def _chosen(path: Path, traits: Traits, most: float) -> Part:
    """The loudest part of that length, where the music is in full swing, from a beat on; a short track is whole."""
    with soundfile.SoundFile(path) as file:
        seconds = file.frames / file.samplerate
        if seconds <= most + 1:
            return Part(path, traits, 0.0, min(seconds, most) if seconds > most else seconds)
        power = np.array([float((block**2).mean()) for block in file.blocks(file.samplerate, dtype="float32")])
    span = max(1, int(most))
    sums = np.convolve(power, np.ones(span), "valid")
    start = float(np.argmax(sums > 0.95 * sums.max()))  # the first that is about as loud as the loudest
    if traits.has_tempo:
        start = next((beat for beat in traits.beats if beat >= start), start)
    return Part(path, traits, max(0.0, min(start, seconds - most)), most)


def _joined(before: Part, part: Part) -> Part:
    """How it comes in: at which speed, and over how long a crossfade."""
    speed, on_beat = 1.0, False
    if before.traits.has_tempo and part.traits.has_tempo:
        wanted = before.traits.tempo * before.speed / part.traits.tempo
        wanted /= 2.0 ** round(math.log2(wanted))
        if abs(wanted - 1) <= MOST_FASTER:
            speed, on_beat = wanted, True
    lasts = part.seconds / speed
    fade = _BEATS * 60 / (part.traits.tempo * speed) if on_beat else _PLAIN
    return replace(part, speed=speed, on_beat=on_beat, lasts=lasts, fade=min(fade, lasts / 3, before.lasts / 3))


def _aligned(before: Part, part: Part) -> tuple[Part, Part]:
    """The one before is cut so that the crossfade starts on one of its beats, and the next starts on one of its own."""
    if part.on_beat:
        first = next((beat for beat in part.traits.beats if beat >= part.start), part.start)
        if first - part.start < min(4.0, part.seconds / 4):
            seconds = part.seconds - (first - part.start)
            part = replace(part, start=first, seconds=seconds, lasts=seconds / part.speed)
        latest = before.start + (before.lasts - part.fade) * before.speed
        beats = [beat for beat in before.traits.beats if before.start + before.seconds / 2 < beat <= latest]
        if beats:
            lasts = (beats[-1] - before.start) / before.speed + part.fade
            before = replace(before, lasts=lasts, seconds=lasts * before.speed)
    return before, replace(part, at=before.at + before.lasts - part.fade)


def _sound(part: Part) -> Samples:
    """The part as it is heard: at its speed, as loud as the others, with soft edges where no crossfade makes them."""
    with soundfile.SoundFile(part.path) as file:
        file.seek(min(round(part.start * file.samplerate), file.frames))
        sound = file.read(round(part.seconds * file.samplerate), dtype="float32", always_2d=True)
        rate = file.samplerate
    sound = np.repeat(sound, 2, axis=1) if sound.shape[1] == 1 else sound[:, :2]
    if abs(rate * part.speed - RATE) > 0.01 and len(sound):
        sound = soxr.resample(sound, rate * part.speed, RATE, quality="HQ")
    peak = float(np.abs(sound).max(initial=0.0))
    wanted = 10 ** (min(9.0, max(-12.0, _LOUDNESS - part.traits.loudness)) / 20)
    sound = sound * np.float32(min(wanted, _PEAK / max(peak, 1e-6)))
    return _edged(sound, 0.02)


def _edged(sound: Samples, seconds: float, *, start: bool = True) -> Samples:
    count = min(round(seconds * RATE), len(sound) // 2)
    ramp = np.linspace(0, 1, count, dtype=np.float32)[:, None]
    if start:
        sound[:count] *= ramp
    sound[len(sound) - count :] *= ramp[::-1]
    return sound


def _clipped(sound: Samples) -> Samples:
    return np.clip(sound, -1, 1)
