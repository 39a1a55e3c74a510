"""A piano roll of what was heard: notes as a tool wrote them, read with care and laid out to be drawn. Pure.

Time runs to the right, sixty units a second; pitch runs up, a lane for each half tone. What follows the playback
(static/js/play-along.js) scrolls this very drawing, so that it is there without a script too.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

SECOND = 60
MOST_BYTES = 4 * 1024 * 1024
MOST_DRAWN = 4000
IN_TABLE = 40
_MIDDLE = 60  # the C that parts the two hands
_SOFT = 0.5
_BLACK = frozenset({1, 3, 6, 8, 10})
_TIGHT = 30  # lanes: from here on they are drawn lower
_HIGHEST_LANE, _LOWEST_LANE = 9, 6


@dataclass(frozen=True)
class Note:
    """One note: seconds, MIDI pitch, how loud from 0 to 1, and its name."""

    start: float
    end: float
    pitch: int
    loudness: float
    name: str

    @property
    def seconds(self) -> float:
        """How long it is held."""
        return self.end - self.start


@dataclass(frozen=True)
class Heard:
    """What a tool says it heard. `tempo` is None where the beat was not sure, `key` empty."""

    notes: tuple[Note, ...]
    seconds: float
    tempo: float | None
    key: str
    names: dict[int, str]


@dataclass(frozen=True)
class Bar:
    """A note as it is drawn."""

    x: float
    y: int
    width: float


@dataclass(frozen=True)
class Hand:
    """Bars of one look: `low` or `high`, `soft` or not."""

    look: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Key:
    """A key at the side: how far down its middle is, and its name."""

    y: float
    name: str


@dataclass(frozen=True)
class Roll:
    """The drawing. `lanes` are how far down the lanes of black keys begin, `ticks` the seconds that are written."""

    width: int
    height: int
    lane: int
    hands: tuple[Hand, ...]
    lanes: tuple[int, ...]
    keys: tuple[Key, ...]
    ticks: tuple[tuple[int, str], ...]
    names: tuple[str, ...]
    drawn: int
    left_out: int


def read(raw: bytes) -> Heard | None:
    """What a tool wrote as `notes`; None for anything that is not that. Notes that make no sense are left out."""
    try:
        said = json.loads(raw)
        names = {int(pitch): str(name)[:8] for pitch, name in said["names"].items()}
        notes = tuple(_notes(said["notes"], names))
        seconds = float(said["seconds"])
        tempo = float(said.get("tempo") or 0)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, OverflowError):
        return None
    known = 0 < seconds < 24 * 3600
    sure = tempo if 20 <= tempo <= 400 else None
    return Heard(notes, seconds, sure, str(said.get("key", ""))[:20], names) if notes and known else None


def _notes(rows: Any, names: dict[int, str]) -> Iterator[Note]:
    for row in rows:
        start, end, loudness = float(row[0]), float(row[1]), float(row[3])
        pitch = int(row[2])
        if 0 <= start < end < 24 * 3600 and 0 <= pitch < 128:
            yield Note(start, end, pitch, loudness, names.get(pitch, str(pitch)))


def draw(heard: Heard) -> Roll:
    """Lay the notes out; of very many the first, and how many are left out."""
    shown = heard.notes[:MOST_DRAWN]
    low, high = min(note.pitch for note in shown) - 2, max(note.pitch for note in shown) + 2
    count = high - low + 1
    lane = _HIGHEST_LANE if count <= _TIGHT else _LOWEST_LANE
    seconds = heard.seconds if len(shown) == len(heard.notes) else max(note.end for note in shown)
    places = {pitch: (high - pitch) * lane for pitch in range(low, high + 1)}
    return Roll(
        width=round(seconds * SECOND) + 1,
        height=count * lane,
        lane=lane,
        hands=tuple(_hands(shown, places)),
        lanes=tuple(y for pitch, y in places.items() if pitch % 12 in _BLACK),
        keys=tuple(Key(y + lane / 2, f"C{pitch // 12 - 1}") for pitch, y in places.items() if pitch % 12 == 0),
        ticks=tuple((at * SECOND, f"{at // 60}:{at % 60:02}") for at in range(0, int(seconds) + 1, 5)),
        names=tuple(heard.names.get(pitch, "") for pitch in range(high, low - 1, -1)),
        drawn=len(shown),
        left_out=len(heard.notes) - len(shown),
    )


def _hands(notes: Sequence[Note], places: dict[int, int]) -> Iterator[Hand]:
    looks: dict[str, list[Bar]] = {"low soft": [], "low": [], "high soft": [], "high": []}
    for note in notes:
        look = ("high" if note.pitch >= _MIDDLE else "low") + (" soft" if note.loudness < _SOFT else "")
        width = max(2.0, round(note.seconds * SECOND - 1, 1))
        looks[look].append(Bar(round(note.start * SECOND, 1), places[note.pitch], width))
    yield from (Hand(look, tuple(bars)) for look, bars in looks.items() if bars)
