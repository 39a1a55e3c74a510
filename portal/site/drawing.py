"""Pictures made from data: cover art and the consent map. Pure: numbers in, shapes out, no HTML.

Shapes carry presentation attributes (x, y, width, height, d) and classes only, because the content security policy
allows no inline style.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from consent.uses import TRACK_USES

MAP_COLUMNS = 160  # more would be thinner than a pixel on a phone
_HUES = ("discover", "analyse", "cover", "remix", "train", "sing", "reference")
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


@dataclass(frozen=True)
class Shape:
    """An SVG element by name, with its attributes."""

    tag: str
    css: str
    attributes: Mapping[str, str | float] = field(default_factory=dict)


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


def cover_art(seed: object) -> tuple[str, list[Shape]]:
    """The hue of the ground and the shapes on it: always the same for the same seed."""
    digest = hashlib.sha256(str(seed).encode()).digest()
    ground = _HUES[digest[0] % len(_HUES)]
    other = _HUES[(digest[0] + 1 + digest[1] % (len(_HUES) - 1)) % len(_HUES)]
    draw = _PATTERNS[digest[2] % len(_PATTERNS)]
    shapes = [Shape("rect", "cv-deep", {"width": 40, "height": 40}), *draw(f"use-{other}", digest[3:])]
    return ground, shapes


def _waves(hue: str, dice: bytes) -> Iterator[Shape]:
    y = 14 + dice[0] % 8
    yield Shape("path", f"cv-light {hue}", {"d": f"M0 {y + 8}q10-12 20 0t20 0V40H0z"})
    yield Shape("path", "cv-cream", {"d": f"M0 {y}q10-10 20 0t20 0v4q-10 10-20 0t-20 0z"})
    yield Shape("circle", "cv-cream", {"cx": 8 + dice[1] % 24, "cy": 7, "r": 3.5})


def _record(hue: str, dice: bytes) -> Iterator[Shape]:
    yield Shape("circle", f"cv-light {hue}", {"cx": 20, "cy": 20, "r": 15 + dice[0] % 3})
    yield Shape("circle", "cv-night", {"cx": 20, "cy": 20, "r": 8 + dice[1] % 3})
    yield Shape("circle", "cv-cream", {"cx": 20, "cy": 20, "r": 2.5})


def _bars(hue: str, dice: bytes) -> Iterator[Shape]:
    for place in range(5):
        tall = 8 + dice[place] % 22
        yield Shape(
            "rect",
            "cv-cream" if place % 2 else f"cv-light {hue}",
            {"x": 5 + place * 6.4, "y": 20 - tall / 2, "width": 4.2, "height": tall, "rx": 2.1},
        )


def _sunset(hue: str, dice: bytes) -> Iterator[Shape]:
    horizon = 22 + dice[0] % 5
    yield Shape("circle", f"cv-light {hue}", {"cx": 20, "cy": horizon, "r": 9 + dice[1] % 4})
    yield Shape("rect", "cv-night", {"y": horizon, "width": 40, "height": 40 - horizon})
    for place in range(3):
        wide = 20 - place * 5
        yield Shape(
            "rect",
            f"cv-light {hue}",
            {"x": 20 - wide / 2, "y": horizon + 3.5 + place * 4, "width": wide, "height": 1.4, "rx": 0.7},
        )


def _tiles(hue: str, dice: bytes) -> Iterator[Shape]:
    turns = ("M{x} {y}h20a20 20 0 0 1-20 20z", "M{x} {y}h20v20a20 20 0 0 1-20-20z")
    for place in range(4):
        x, y = place % 2 * 20, place // 2 * 20
        css = ("cv-cream", f"cv-light {hue}", "cv-night")[dice[place] % 3]
        yield Shape("path", css, {"d": turns[dice[place + 4] % 2].format(x=x, y=y)})


def _hills(hue: str, dice: bytes) -> Iterator[Shape]:
    peak = 12 + dice[0] % 16
    yield Shape("circle", "cv-cream", {"cx": 30 - dice[1] % 16, "cy": 10, "r": 4})
    yield Shape("path", f"cv-light {hue}", {"d": f"M0 40V30L{peak} 14 40 36v4z"})
    yield Shape("path", "cv-night", {"d": f"M0 40v-4L{peak + 10} 22 40 32v8z"})


_PATTERNS = (_waves, _record, _bars, _sunset, _tiles, _hills)
