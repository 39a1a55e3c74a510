"""What a tool is: told what to make of which tracks, it writes files into a folder. Nothing here knows Django.

A tool is a module of this package named as `consent.licences.offer.Tool` has it, with

    TITLE: str                                   what it says it is, on pages
    def missing() -> str                         what this machine lacks, in a sentence; empty where it can run
    def make(order: Order, say: Say) -> list[Made]

`portal.studio.runner` runs `make` in a process of its own, with limits on time, memory and files.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Say = Callable[[int, str], None]
"""Say how far it is: percent (0 to 100) and a few words, such as “Finding the voice”."""


class Unmakeable(Exception):
    """It cannot be made, for a reason that the fan may read: the message is that sentence."""


@dataclass(frozen=True)
class Track:
    """One track to work on: its asset's id, what it is called, and a decoded file: WAV, 44.1 kHz, stereo, 16 bits."""

    asset: str
    title: str
    artist: str
    path: Path


@dataclass(frozen=True)
class Order:
    """What to make. `inputs` are what the fan chose and was allowed; `longest` is in seconds, None for no limit."""

    inputs: Mapping[str, Any]
    tracks: Sequence[Track]
    folder: Path
    longest: int | None = None


@dataclass(frozen=True)
class Made:
    """One file that was made, in the order's folder. `role` as in `consent.making.models.File`.

    Sound is written as FLAC or WAV: whoever keeps it turns it into what browsers play. `facts` are small facts for the
    page, such as a tempo; the first file's facts are those of the whole. A tool that takes some of the order's tracks
    alone says in the first file's `used` which, by their assets' ids: only those are permitted and reported.
    """

    role: str
    path: Path
    content_type: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    used: Sequence[str] = ()
