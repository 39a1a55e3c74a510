"""Hearing what a track sounds like, with Sonara. What was heard is kept by the file's SHA-256: it does not change."""

import contextlib
import hashlib
import json
import math
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import sonara

from portal.studio.mixing.traits import Traits, folded

_KEPT = Path(__file__).resolve().parents[3] / "var" / "studio" / "heard"
_VERSION = f"3-{sonara.__version__}"  # another way to hear, another name to keep it under
_FEWEST_BEATS = 12
_STRETCH = 16
_ON_THE_LINE = 0.03  # of a beat
_UNSTEADY = 0.075  # of a beat: noise gives 0.06, a machine 0.01, speech 0.03 to 0.2
_DRIFTS = 1.08
_SUSPECT = 0.45  # Sonara's word for a certainty below this
_NO_FURTHER = 1.06


def heard(path: Path, *, kept: Path = _KEPT) -> Traits:
    """What a sound file sounds like, from `kept` where it was heard before. About 0.02 s a second of it otherwise."""
    with path.open("rb") as file:
        place = kept / f"{_VERSION}-{hashlib.file_digest(file, 'sha256').hexdigest()}.json"
    with contextlib.suppress(OSError, ValueError, TypeError):
        known = json.loads(place.read_text())
        return Traits(**{**known, "beats": tuple(known["beats"])})
    traits = _traits(sonara.analyze_file(str(path), mode="playlist"))
    with contextlib.suppress(OSError):  # a machine that lets nothing be kept hears it anew
        kept.mkdir(parents=True, exist_ok=True)
        unfinished = place.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps(asdict(traits)))
        unfinished.replace(place)
    return traits


def _traits(said: Any) -> Traits:
    source = said["provenance"]
    a_frame = source["hop_length"] / source["sample_rate"]
    wheel, letter = _wheel(str(said["key_camelot"]))
    beats = [float(beat) * a_frame for beat in said["beats"]]
    tempo, certainty = _tempo(_number(said["bpm"]), _share(said["bpm_confidence"]), beats)
    return Traits(
        tempo=folded(tempo),
        tempo_certainty=certainty,
        key=str(said["key"]),
        wheel=wheel,
        minor=letter == "A",
        key_certainty=_share(said["key_confidence"]),
        energy=_share(said["energy"]),
        brightness=_share(said["valence"]),
        acousticness=_share(said["acousticness"]),
        loudness=max(-70.0, _number(said["loudness_lufs"], -70.0)),
        seconds=_number(said["duration_sec"]),
        beats=tuple(round(beat, 3) for beat in beats),
    )


def _tempo(said: float, certainty: float, beats: Sequence[float]) -> tuple[float, float]:
    """Beats a minute and how certain that is, by straight lines through the beats: Sonara's own figure is off a coarse
    grid, by up to 3 %, and its certainty is low for music that is steady and soft.

    One line through all of them where they lie on it, else the middle of lines through sixteen each, as people play. A
    line that leads somewhere else altogether is not believed.
    """
    if said <= 0 or len(beats) < _FEWEST_BEATS:
        return said, 0.0
    period, off = _line(beats)
    lines = [_line(beats[start : start + _STRETCH]) for start in range(0, max(1, len(beats) - _STRETCH), _STRETCH // 2)]
    periods = [each for each, _ in lines if each > 0]
    if off > _ON_THE_LINE and periods:
        period = float(np.median(periods))
    if period <= 0 or abs(_octaves(60 / period, said)) > math.log2(_NO_FURTHER):
        return said, 0.0
    drift = float(np.quantile(periods, 0.9) / np.quantile(periods, 0.1)) if periods else 1.0
    steady = max(0.0, 1 - float(np.median([off for _, off in lines])) / _UNSTEADY) * (0.5 if drift > _DRIFTS else 1.0)
    return 60 / period, steady * min(1.0, certainty / _SUSPECT)


def _line(beats: Sequence[float]) -> tuple[float, float]:
    """Seconds from beat to beat, and how far beats lie off, as a share of that. A beat missed is no matter."""
    apart = np.diff(beats)
    usual = float(np.median(apart)) if len(apart) else 0.0
    numbers = np.concatenate([[0.0], np.cumsum(np.round(apart / usual))]) if usual > 0 else np.zeros(1)
    if numbers[-1] < 2:
        return 0.0, 1.0
    period, first = np.polyfit(numbers, beats, 1)
    off = np.sqrt(np.mean((np.asarray(beats) - first - period * numbers) ** 2))
    return float(period), float(off / period) if period > 0 else 1.0


def _octaves(one: float, other: float) -> float:
    """How far apart two tempos are, whole octaves left out."""
    away = math.log2(one / other)
    return away - round(away)


def _wheel(camelot: str) -> tuple[int, str]:
    number, letter = camelot[:-1], camelot[-1:]
    return (int(number), letter) if number.isdigit() and letter in {"A", "B"} else (8, "B")


def _share(value: Any) -> float:
    return min(1.0, max(0.0, _number(value)))


def _number(value: Any, otherwise: float = 0.0) -> float:
    number = float(value)
    return number if math.isfinite(number) else otherwise
