"""Which songs there are: tempo, key, chords and character of each. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)


@dataclass(frozen=True)
class Song:
    """A song in four-four. `key` is the MIDI note of the tonic (near middle C), `verse` and `chorus` are degrees of the
    scale, one chord a bar. `drums` from 0 (none) to 1; `sung` is how high the voice lies, in semitones over the tonic.
    """

    tempo: float
    key: int
    scale: tuple[int, ...]
    verse: tuple[int, ...]
    chorus: tuple[int, ...]
    seed: int
    drums: float = 1.0
    keys: float = 1.0
    pad: float = 1.0
    swing: float = 0.0
    sung: int = 0
    vowels: str = "aoeu"


SONGS: Mapping[str, Song] = MappingProxyType(
    {
        "Winter Bus": Song(92, 57, MINOR, (0, 5, 2, 6), (5, 6, 0, 2), 11, sung=7, vowels="aoeui"),
        "Night Ferry": Song(76, 62, MAJOR, (0, 5, 3, 4), (3, 4, 0, 5), 23, drums=0.35, keys=1.3, sung=5, vowels="ouao"),
        "Breakwater": Song(118, 64, MINOR, (0, 6, 5, 6), (5, 2, 6, 0), 31, keys=0.8, sung=3, vowels="aeia"),
        "Marble": Song(104, 60, MAJOR, (0, 2, 5, 3), (3, 0, 4, 5), 47, swing=0.12, sung=7, vowels="aeo"),
        "Quarry": Song(84, 55, MINOR, (0, 3, 5, 4), (5, 6, 2, 0), 53, drums=0.8, pad=1.4, sung=12, vowels="ouie"),
        "Soft Alarm": Song(128, 59, MAJOR, (0, 4, 5, 3), (5, 3, 0, 4), 61, keys=1.1, sung=8, vowels="iea"),
        "Tidal Rooms": Song(68, 58, MINOR, (0, 5, 3, 6), (5, 6, 0, 0), 79, drums=0.2, pad=1.6, sung=9, vowels="uoa"),
    }
)
