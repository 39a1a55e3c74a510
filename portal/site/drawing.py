"""Pictures made from data: the consent map. Pure: numbers in, shapes out, no HTML.

Shapes carry presentation attributes (x, y, width, height, d) and classes only, because the content security policy
allows no inline style.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from consent.uses import TRACK_USES

MAP_COLUMNS = 160  # more would be thinner than a pixel on a phone
_GAP, _HALF, _LINE = 2.5, 96.0, 100.0


@dataclass(frozen=True)
class MapColumn:
    """A track in the map. `height` is 0 to 1, as it is played; `answers` is use code to on, ask or off.

    `key` lets a switch on the page repaint the column (the switch's `data-column`); `name` is its tooltip.
    """

    height: float
    answers: Mapping[str, str]
    key: str = ""
    name: str = ""


@dataclass(frozen=True)
class Block:
    """One use of one track: a rectangle in its column."""

    use: str
    answer: str
    y: float
    height: float


def map_blocks(height: float, answers: Sequence[str]) -> Iterator[Block]:
    """The six blocks of a column, in the order of the track uses: three above the line, three below."""
    tall = (_HALF - 2 * _GAP) / 3 * (0.08 + 0.92 * min(1.0, max(0.0, height)))
    for place, (use, answer) in enumerate(zip(TRACK_USES, answers, strict=True)):
        step = place % 3 * (tall + _GAP)
        y = _LINE - 4 - tall - step if place < 3 else _LINE + 4 + step
        yield Block(use.code, answer, round(y, 1), round(tall, 1))


def map_summary(columns: Sequence[MapColumn]) -> str:
    """The map in words, for who does not see it."""
    parts = []
    for use in TRACK_USES:
        answers = [column.answers.get(use.code, "off") for column in columns]
        counts = {word: answers.count(word) for word in ("on", "ask")}
        parts.append(f"{use.short}: on for {counts['on']}, ask for {counts['ask']}")
    noun = "track" if len(columns) == 1 else "tracks"
    return f"Consent map of {len(columns)} {noun}. {'; '.join(parts)}; off for the rest."
