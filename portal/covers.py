"""Cover art made from a name: numbers in, shapes out, no HTML. The pages and the pictures for sharing draw the same.

Shapes carry presentation attributes (x, y, width, height, d) and classes only, because the content security policy
allows no inline style. The canvas is 40 by 40.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_HUES = ("discover", "analyse", "cover", "remix", "train", "sing", "reference")


@dataclass(frozen=True)
class Shape:
    """An SVG element by name, with its attributes."""

    tag: str
    css: str
    attributes: Mapping[str, str | float] = field(default_factory=dict)


def cover_art(seed: object) -> tuple[str, list[Shape]]:
    """The hue of the ground and the shapes on it: always the same for the same seed."""
    digest = hashlib.sha256(str(seed).encode()).digest()
    ground = _HUES[digest[0] % len(_HUES)]
    other = _HUES[(digest[0] + 1 + digest[1] % (len(_HUES) - 1)) % len(_HUES)]
    draw = _PATTERNS[digest[2] % len(_PATTERNS)]
    shapes = [Shape("rect", "cv-deep", {"width": 40, "height": 40}), *draw(f"use-{other}", digest[3:])]
    return ground, shapes


def _path(css: str, d: str) -> Shape:
    return Shape("path", css, {"d": d})


def _circle(css: str, x: float, y: float, radius: float) -> Shape:
    return Shape("circle", css, {"cx": x, "cy": y, "r": radius})


def _waves(hue: str, dice: bytes) -> Iterator[Shape]:
    yield _circle("cv-cream", 8 + dice[1] % 25, 7.5, 3.6)
    y, bend = 13 + dice[0] % 4, 3.5 + dice[2] % 3
    for css in ("cv-sand", "cv-cream", f"cv-light {hue}", "cv-night"):
        yield _path(css, f"M0 {y}q10-{bend} 20 0t20 0V40H0z")
        y += 7


def _record(hue: str, dice: bytes) -> Iterator[Shape]:
    yield _circle(f"cv-light {hue}", 20, 20, 16)
    yield _path("cv-cream", ("M20 4a16 16 0 0 1 16 16H20z", "M20 36A16 16 0 0 1 4 20h16z")[dice[0] % 2])
    yield _circle("cv-night", 20, 20, 11)
    yield _circle("cv-cream", 20, 20, 6 + dice[1] % 2)
    yield _circle("cv-night", 20, 20, 1.9)


def _bars(hue: str, dice: bytes) -> Iterator[Shape]:
    for place in range(7):
        tall = 9 + dice[place] % 25
        x, y = 3.4 + place * 5, 20 - tall / 2
        css = ("cv-sand", "cv-cream", f"cv-light {hue}")[dice[place + 7] % 3]
        yield Shape("rect", css, {"x": round(x, 1), "y": y, "width": 2.8, "height": tall, "rx": 1.4})


def _sunset(hue: str, dice: bytes) -> Iterator[Shape]:
    horizon, sun = 22 + dice[0] % 4, 9 + dice[1] % 4
    css = ("cv-sand", f"cv-light {hue}")[dice[2] % 2]
    yield _circle(css, 20, horizon - 1, sun)
    yield Shape("rect", "cv-night", {"y": horizon, "width": 40, "height": 40 - horizon})
    for place in range(5):
        wide = sun * 2 - place * 2.6
        yield Shape(
            "rect", css,
            {"x": round(20 - wide / 2 + place % 2, 1), "y": horizon + 2.4 + place * 2.9, "width": round(wide, 1),
             "height": 1.2, "rx": 0.6},
        )  # fmt: skip


def _tiles(hue: str, dice: bytes) -> Iterator[Shape]:
    turns = (
        "M{x} {y}h10a10 10 0 0 1-10 10z", "M{x} {y}h10v10a10 10 0 0 1-10-10z",
        "M{x} {y}v10h10a10 10 0 0 0-10-10z", "M{r} {y}v10H{x}a10 10 0 0 1 10-10z",
    )  # fmt: skip
    for place in range(16):
        x, y, roll = place % 4 * 10, place // 4 * 10, dice[place]
        if roll % 5 == 0:
            continue
        css = ("cv-cream", f"cv-light {hue}", "cv-night", "cv-sand")[roll // 5 % 4]
        yield _path(css, turns[roll // 20 % 4].format(x=x, y=y, r=x + 10))


def _hills(hue: str, dice: bytes) -> Iterator[Shape]:
    peak = 9 + dice[0] % 8
    yield _circle("cv-cream", 29 - dice[1] % 4, 10.5, 5.4)
    yield _path("cv-sand", f"M-4 40V33L{peak} 16 {peak + 11} 28 {peak + 17} 21 44 36v4z")
    yield _path(f"cv-light {hue}", f"M{peak} 16l{peak + 1} 14-6-2-4 3z")
    yield _path("cv-night", "M0 40v-4q10-6 20-2t20-2v8z")


def _doorway(hue: str, dice: bytes) -> Iterator[Shape]:
    for place in range(5):
        yield _circle("cv-cream", 5 + place * 7.5, 4 + dice[place] % 6, 0.9)
    yield _path(f"cv-light {hue}", "M8 40V24a12 12 0 0 1 24 0v16z")
    yield _path("cv-cream", "M13.5 40V25a6.5 6.5 0 0 1 13 0v15z")
    yield _circle("cv-night", 20, 24 + dice[5] % 3, 2.6)


def _stripes(hue: str, dice: bytes) -> Iterator[Shape]:
    x = -12.0 + dice[0] % 4
    colours = ("cv-cream", "cv-sand", "cv-night", f"cv-light {hue}", "cv-mid")
    for place in range(6):
        wide = 3.5 + dice[place + 1] % 4
        yield _path(colours[dice[place + 8] % 5], f"M{x} 40 {x + 22} 0h{wide}l-22 40z")
        x += wide + 2.5 + dice[place + 2] % 2
    yield _circle("cv-cream", 10 + dice[7] % 5, 11, 6.2)


_PATTERNS = (_waves, _record, _bars, _sunset, _tiles, _hills, _doorway, _stripes)
