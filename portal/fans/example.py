"""The invented artist of the landing page: five of her tracks with their switches, thirty-three more in the map.

Nothing of it is in the database, and pressing its switches changes only the page.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from consent.choices.public import TrackInPublic
from consent.uses import TRACK_USES, Use

TRACKS = 38


@dataclass(frozen=True)
class Cell:
    """One switch of the example; `locked` says why nobody here can press it."""

    use: Use
    answer: str
    locked: str = ""


@dataclass(frozen=True)
class Row:
    """One track of the example."""

    key: str
    title: str
    detail: str
    waits: str
    height: float
    cells: tuple[Cell, ...]


# title, detail, how much it is played, the answers in the order of the uses; "wait" is another holder's silence
_ROWS = (
    ("Saltglass", "Saltglass · 2026", 1.0, "on on on on ask off"),
    ("Ferry Song", "Saltglass · 2026", 0.77, "on on on ask ask off"),
    ("Telephone Weather", "Single · 2025", 0.89, "on on ask ask wait off"),
    ("Half a Lighthouse", "Borrowed Coat · 2024", 0.6, "on on off ask off off"),
    ("Small Hours (demo 7)", "Not released", 0.3, "off off off off off off"),
)
_WAITS = "Harbour Songs has not answered for Reference"
# The rest of the catalogue, for the map: how much it is played, and the answers by first letter (on, ask, f for off).
_OTHERS = """
45 ofooff  18 ooaaff  46 ooooff  57 oooaaf  71 oofaff  69 ooooff  56 ooaaff  32 ofaoaf  29 oofoff  48 ooaoff  88 ooofff
77 ooaaff  66 oooaff  59 ooaoof  27 ooofff  42 oofoaf  55 oofaff  93 ooooof  65 oofoff  57 oofoff  41 oooaff  16 ooaoof
41 ooooaf  80 oooaff  96 oofoof  76 ooofff  52 ooafff  41 ooooff  28 oofoff  49 ooafff  68 oofaof  76 ffffff  60 ffffff
"""
_WORDS: Mapping[str, str] = {"o": "on", "a": "ask", "f": "off"}


def rows() -> tuple[Row, ...]:
    """The five tracks with switches."""
    return tuple(
        Row(f"k{place}", title, detail, _WAITS if "wait" in said else "", height, _cells(said))
        for place, (title, detail, height, said) in enumerate(_ROWS)
    )


def columns() -> tuple[TrackInPublic, ...]:
    """All tracks for the map; the first five are `rows`, and repaint with their switches."""
    first = [
        TrackInPublic(row.title, row.height, {cell.use.code: cell.answer for cell in row.cells}, row.key)
        for row in rows()
    ]
    pairs = _OTHERS.split()
    rest = [
        TrackInPublic(
            "",
            int(height) / 100,
            dict(zip((u.code for u in TRACK_USES), (_WORDS[letter] for letter in said), strict=True)),
        )
        for height, said in zip(pairs[::2], pairs[1::2], strict=True)
    ]
    return tuple(first + rest)


def counts() -> dict[str, int]:
    """How many of the tracks are on, by use."""
    on = Counter(use for column in columns() for use, answer in column.answers.items() if answer == "on")
    return {use.code: on[use.code] for use in TRACK_USES}


def _cells(said: str) -> tuple[Cell, ...]:
    return tuple(
        Cell(use, "off", f"{_WAITS}: not answered is off") if word == "wait" else Cell(use, word)
        for use, word in zip(TRACK_USES, said.split(), strict=True)
    )
