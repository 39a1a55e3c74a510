"""What a file says, whatever its format: the one structure between the readers and the plan. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file: a line, and a column (CSV) or a path (XML)."""

    line: int
    column: str = ""
    path: str = ""

    def __str__(self) -> str:
        where = self.column and f", column {self.column}"
        return f"line {self.line}{where}" + (f", {self.path}" if self.path else "")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the file that is wrong. `refuses` says whether its row stays out, or only the value."""

    place: Place
    sentence: str
    subject: str = ""
    refuses: bool = True


@dataclass(frozen=True, slots=True)
class ReadArtist:
    """An artist as the file names them."""

    name: str
    isni: str = ""
    ipi: str = ""


@dataclass(frozen=True, slots=True)
class ReadSong:
    """The song of a track: named by its ISWC, its title, or both."""

    title: str
    iswc: str = ""
    writers: tuple[ReadArtist, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPlace:
    """A track's place on a release of the same file."""

    release: str
    disc: int
    position: int


@dataclass(slots=True)
class ReadTrack:
    """A recording. Empty values say nothing: they leave what is there alone. Shares are in basis points."""

    place: Place
    title: str
    isrc: str
    main: tuple[ReadArtist, ...]
    featured: tuple[ReadArtist, ...] = ()
    version_title: str = ""
    title_language: str = ""
    duration: timedelta | None = None
    p_line: str = ""
    plays: int | None = None
    song: ReadSong | None = None
    master_bp: int | None = None
    publishing_bp: int | None = None
    places: tuple[ReadPlace, ...] = ()


@dataclass(slots=True)
class ReadRelease:
    """A release. `key` names it inside the file."""

    key: str
    place: Place
    kind: str
    title: str
    artist: ReadArtist
    upc: str = ""
    label_name: str = ""
    p_line: str = ""
    c_line: str = ""
    released_on: date | None = None


@dataclass(slots=True)
class ReadFile:
    """Everything a file says."""

    format: str
    tracks: list[ReadTrack] = field(default_factory=list)
    releases: dict[str, ReadRelease] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def release_kind(named: str, tracks: int) -> str:
    """Our three kinds from the trade's many names; where the name says nothing, the number of tracks does."""
    name = named.casefold()
    if "single" in name:
        return "single"
    if name in ("ep", "minialbum") or "ep" in name.split():
        return "ep"
    if "album" in name or "compilation" in name:
        return "album"
    return "single" if tracks <= 3 else "ep" if tracks <= 6 else "album"


def merge_repeated(tracks: Sequence[ReadTrack], problems: list[Problem]) -> list[ReadTrack]:
    """One entry for each ISRC: the first line speaks for the track, later ones only add its places on other releases.

    A line that says the same track on the same release again is refused with both places. Tracks without an ISRC
    (songs of a publisher) pass through.
    """
    first: dict[str, ReadTrack] = {}
    kept: list[ReadTrack] = []
    for track in tracks:
        earlier = first.get(track.isrc) if track.isrc else None
        if earlier is None:
            if track.isrc:
                first[track.isrc] = track
            kept.append(track)
            continue
        known = {place.release for place in earlier.places}
        if not track.places or any(place.release in known for place in track.places):
            sentence = (
                f"This ISRC stands on line {earlier.place.line} already, for the same release. "
                "Remove one of the two, or correct the ISRC."
            )
            problems.append(Problem(track.place, sentence, track.title))
        else:
            earlier.places += track.places
    return kept
