"""Hearing what a track sounds like, with Sonara. What was heard is kept by the file's SHA-256: it does not change."""

import contextlib
import hashlib
import json
import math
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import sonara

from portal.studio.mixing.traits import Traits, folded

_KEPT = Path(__file__).resolve().parents[3] / "var" / "studio" / "heard"
_VERSION = f"1-{sonara.__version__}"  # another way to hear, another name to keep it under


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
    return Traits(
        tempo=folded(_number(said["bpm"])),
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
        beats=tuple(round(float(beat) * a_frame, 3) for beat in said["beats"]),
    )


def _wheel(camelot: str) -> tuple[int, str]:
    number, letter = camelot[:-1], camelot[-1:]
    return (int(number), letter) if number.isdigit() and letter in {"A", "B"} else (8, "B")


def _share(value: Any) -> float:
    return min(1.0, max(0.0, _number(value)))


def _number(value: Any, otherwise: float = 0.0) -> float:
    number = float(value)
    return number if math.isfinite(number) else otherwise
