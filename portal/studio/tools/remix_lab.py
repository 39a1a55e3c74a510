"""Remix lab: the track slowed, sped up, and so on. Audio processing, not AI: what comes out is what went in, reshaped.

Every preset takes a strength from 0 to 100. Speed and pitch change together, as on a turntable: the track is resampled
(soxr), so nothing is stretched, smeared or guessed. pedalboard (GPL-3) does reverb, shelves and dynamics; it is
imported here and nowhere else, so it lives in the tool's own process alone (docs/decisions/0031).

What comes out never peaks above -1 dBTP, measured four times oversampled, and is never longer than the order allows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from types import MappingProxyType

import numpy as np
import pedalboard
import soundfile
import soxr
from numpy.typing import NDArray
from pedalboard._pedalboard import Pedalboard
from scipy import signal

from portal.studio.tools import Made, Order, Say, Unmakeable

TITLE = "Audio processing, not AI"
RATE = 44_100
PEAK_DB = -1.0
_TAIL_SECONDS = 2.5
_SHORTEST_SECONDS = 1.0

Sound = NDArray[np.float32]
"""Frames by channels: two of them, from -1 to 1."""


@dataclass(frozen=True)
class Preset:
    """`speed` and `shape` take the strength, 0 to 1. `tail` where it rings on after the end."""

    speed: Callable[[float], float]
    shape: Callable[[Sound, float], Sound]
    tail: bool = False


def missing() -> str:
    """Nothing, where this module can be imported at all."""
    return ""


def make(order: Order, say: Say) -> list[Made]:
    """One FLAC file, the role `mix`. Its facts: preset, strength, speed, semitones, seconds."""
    code = str(order.inputs["preset"])
    preset = PRESETS.get(code)
    if preset is None:
        raise Unmakeable("This sound is not one the remix lab knows.")
    strength = max(0, min(100, int(order.inputs.get("strength") or 0)))
    speed = preset.speed(strength / 100)
    say(5, "Opening the track")
    sound = _part(order, speed)
    say(20, "Changing its speed" if speed != 1 else "Listening to it")
    sound = _turned(sound, speed)
    if preset.tail:
        sound = np.concatenate([sound, np.zeros((round(_TAIL_SECONDS * RATE), 2), np.float32)])
    say(45, "Shaping the sound")
    sound = _ended(preset.shape(sound, strength / 100), order.longest)
    say(80, "Setting its loudness")
    sound = _safe(sound)
    path = order.folder / "mix.flac"
    soundfile.write(path, sound, RATE, subtype="PCM_16", format="FLAC")
    facts = {
        "preset": code, "strength": strength, "speed": round(speed, 4), "semitones": round(12 * log2(speed), 2),
        "seconds": round(len(sound) / RATE, 2),
    }  # fmt: skip
    return [Made("mix", path, "audio/flac", facts)]


def _part(order: Order, speed: float) -> Sound:
    """What was asked for of the track: as much of it as fits into the longest once its speed is changed."""
    [track] = order.tracks[:1]
    start, length = order.inputs.get("start") or 0, order.inputs.get("length")
    longest = min((one for one in (length, order.longest) if one), default=None)
    with soundfile.SoundFile(track.path) as file:
        begin = min(file.frames, int(start) * RATE)
        frames = file.frames - begin if longest is None else min(file.frames - begin, int(longest * RATE * speed))
        if frames < _SHORTEST_SECONDS * RATE:
            raise Unmakeable("The track is over by then. Start earlier.")
        file.seek(begin)
        found: Sound = file.read(frames, dtype="float32", always_2d=True)
    return found if found.shape[1] == 2 else np.repeat(found[:, :1], 2, axis=1)


def _turned(sound: Sound, speed: float) -> Sound:
    """As a turntable at another speed: shorter and higher, or longer and lower."""
    if speed == 1:
        return sound
    turned: Sound = soxr.resample(sound, RATE * speed, RATE, quality="HQ")
    return turned.astype(np.float32, copy=False)


def _ended(sound: Sound, longest: int | None) -> Sound:
    """Not too long, and without a click at either end."""
    if longest is not None:
        sound = sound[: longest * RATE]
    sound = sound.copy()
    rise, fall = min(len(sound) // 4, RATE // 100), min(len(sound) // 4, RATE // 2)
    sound[:rise] *= np.linspace(0, 1, rise, dtype=np.float32)[:, None]
    sound[-fall:] *= np.linspace(1, 0, fall, dtype=np.float32)[:, None]
    return sound


def _safe(sound: Sound) -> Sound:
    """Even out what sticks out, then turn down until no converter clips: the peak between the samples counts."""
    most = np.float32(10 ** (PEAK_DB / 20))
    held = _through(sound, [pedalboard.Limiter(threshold_db=PEAK_DB - 0.5, release_ms=120)])
    peak = true_peak(held)
    return held * (most / peak) if peak > most else held


def true_peak(sound: Sound) -> np.float32:
    """The highest value of the curve through the samples, worked out at four times the rate (ITU-R BS.1770)."""
    highest = np.float32(np.max(np.abs(sound), initial=0))
    for begin in range(0, len(sound), 20 * RATE):
        piece = sound[begin : begin + 20 * RATE + 256]
        finer = soxr.resample(piece, RATE, 4 * RATE, quality="MQ")
        highest = max(highest, np.float32(np.max(np.abs(finer), initial=0)))
    return highest


def _through(sound: Sound, effects: Sequence[pedalboard.Plugin]) -> Sound:
    shaped: Sound = Pedalboard(list(effects))(np.ascontiguousarray(sound.T), RATE).T
    return shaped


def _filtered(sound: Sound, kind: str, hertz: float, order: int = 4) -> Sound:
    sections = signal.butter(order, hertz, kind, fs=RATE, output="sos")
    shaped: Sound = signal.sosfilt(sections, sound, axis=0).astype(np.float32)
    return shaped


def _reverb(wet: float, room: float) -> pedalboard.Plugin:
    return pedalboard.Reverb(room_size=room, damping=0.45, wet_level=wet, dry_level=1 - wet * 0.6, width=1.0)


def _slowed(sound: Sound, strength: float) -> Sound:
    return _through(
        sound, [pedalboard.HighShelfFilter(6000, -3 * strength), _reverb(0.12 + 0.24 * strength, 0.62 + 0.2 * strength)]
    )


def _sped(sound: Sound, strength: float) -> Sound:
    return _through(sound, [pedalboard.LowShelfFilter(120, 1 + strength), _reverb(0.05, 0.3)])


def _nightcore(sound: Sound, strength: float) -> Sound:
    return _through(
        sound,
        [
            pedalboard.LowShelfFilter(110, 2 + 2 * strength),
            pedalboard.HighShelfFilter(7000, 1.5 + 2 * strength),
            pedalboard.Compressor(threshold_db=-16, ratio=2 + strength, attack_ms=8, release_ms=120),
        ],
    )


def _lofi(sound: Sound, strength: float) -> Sound:
    """A worn tape: its highs are gone, it wavers, it hisses a little."""
    worn = _filtered(
        _filtered(_wavered(sound, 0.0006 + 0.0012 * strength), "lowpass", 7000 - 3800 * strength), "highpass", 90
    )
    worn = _through(worn, [pedalboard.Compressor(threshold_db=-20, ratio=3, attack_ms=15, release_ms=200)])
    driven = np.tanh(worn * (1.2 + strength)) / np.float32(np.tanh(1.2 + strength))
    hiss = np.random.default_rng(7).standard_normal(sound.shape).astype(np.float32)
    level = np.float32(10 ** ((-62 + 12 * strength) / 20))
    louder: Sound = driven + _filtered(hiss, "lowpass", 5000, 2) * level
    return louder.astype(np.float32)


def _wavered(sound: Sound, depth: float) -> Sound:
    """Wow at half a hertz and flutter at six: `depth` is the largest change of speed."""
    time = np.arange(len(sound)) / RATE
    wow = np.sin(2 * np.pi * 0.5 * time) * depth / (2 * np.pi * 0.5)
    flutter = np.sin(2 * np.pi * 6 * time) * depth * 0.3 / (2 * np.pi * 6)
    places = np.clip((time + wow + flutter) * RATE, 0, len(sound) - 1)
    return np.stack([np.interp(places, np.arange(len(sound)), sound[:, side]) for side in (0, 1)], 1).astype(np.float32)


def _wide(sound: Sound, strength: float) -> Sound:
    """It circles round the head once in ten seconds: for headphones. Summed to one channel nothing is lost."""
    angle = 2 * np.pi * np.arange(len(sound)) / (10 * RATE)
    turn = (np.sin(angle) * (0.35 + 0.6 * strength)).astype(np.float32)
    middle, side = (sound[:, 0] + sound[:, 1]) / 2, (sound[:, 0] - sound[:, 1]) / 2 * (1 + 0.5 * strength)
    left, right = np.sqrt((1 - turn) / 2), np.sqrt((1 + turn) / 2)
    circled = np.stack([middle * left * np.sqrt(2) + side, middle * right * np.sqrt(2) - side], 1).astype(np.float32)
    return _through(circled, [_reverb(0.08 + 0.12 * strength, 0.5)])


def _bass(sound: Sound, strength: float) -> Sound:
    deep = _filtered(sound, "highpass", 28, 2)
    return _through(
        deep,
        [
            pedalboard.LowShelfFilter(95, 3 + 8 * strength, 0.8),
            pedalboard.Compressor(threshold_db=-12, ratio=2, attack_ms=20, release_ms=150),
        ],
    )


def _as_it_is(strength: float) -> float:
    return 1.0


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "slowed": Preset(lambda strength: 0.94 - 0.2 * strength, _slowed, tail=True),
        "sped": Preset(lambda strength: 1.06 + 0.24 * strength, _sped),
        "nightcore": Preset(lambda strength: 1.15 + 0.2 * strength, _nightcore),
        "lofi": Preset(lambda strength: 1 - 0.06 * strength, _lofi),
        "wide": Preset(_as_it_is, _wide, tail=True),
        "bass": Preset(_as_it_is, _bass),
    }
)
