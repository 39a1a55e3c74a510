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
_VERSION = f"2-{sonara.__version__}"  # another way to hear, another name to keep it under
_FEWEST_BEATS = 8
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
    return Traits(
        tempo=folded(_tempo(_number(said["bpm"]), beats)),
        tempo_certainty=_share(said["bpm_confidence"]),
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


def _tempo(said: float, beats: Sequence[float]) -> float:
    """Beats a minute by the straight line through all beats: Sonara's own figure is off a coarse grid, by up to 3 %.

    A beat that was missed or heard twice is no matter, unless the line leads somewhere else altogether.
    """
    apart = np.diff(beats)
    if said <= 0 or len(beats) < _FEWEST_BEATS or not (usual := float(np.median(apart))) > 0:
        return said
    numbers = np.concatenate([[0.0], np.cumsum(np.round(apart / usual))])
    a_beat = float(np.polyfit(numbers, beats, 1)[0]) if numbers[-1] else 0.0
    if a_beat <= 0:
        return said
    octaves = math.log2(60 / a_beat / said)
    return 60 / a_beat if abs(octaves - round(octaves)) < math.log2(_NO_FURTHER) else said


def _wheel(camelot: str) -> tuple[int, str]:
    number, letter = camelot[:-1], camelot[-1:]
    return (int(number), letter) if number.isdigit() and letter in {"A", "B"} else (8, "B")


def _share(value: Any) -> float:
    return min(1.0, max(0.0, _number(value)))


def _number(value: Any, otherwise: float = 0.0) -> float:
    number = float(value)
    return number if math.isfinite(number) else otherwise
