"""Words and a cover as PNG. Pure, but for the typesetter."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import typst

from portal.covers import Shape, cover_art

WIDE, TALL = 1200, 630
_HERE = Path(__file__).resolve().parent
_FONTS = _HERE.parents[1] / "site/statements/fonts"

# The hues of tokens.css in their light theme, as sRGB: what typesets knows neither classes nor oklch in SVG.
_HUES = {
    "discover": (0x00, 0x84, 0x8C), "analyse": (0x2D, 0x74, 0xD6), "cover": (0x1F, 0x8D, 0x48),
    "remix": (0xB7, 0x6F, 0x00), "reference": (0x6B, 0x7C, 0x00), "train": (0x83, 0x4C, 0xC9),
    "sing": (0xD1, 0x33, 0x7F),
}  # fmt: skip
_CREAM, _SAND, _NIGHT, _SHADE = (0xF8, 0xED, 0xD8), (0xDE, 0xA1, 0x66), (0x22, 0x17, 0x0F), (0x43, 0x26, 0x16)


@dataclass(frozen=True)
class Picture:
    """What a picture says. `hue` is the use's code whose colour it wears; `seed` the cover's."""

    title: str
    line: str
    seed: str
    kind: str = ""
    foot: str = ""
    hue: str = ""


def png_of(picture: Picture) -> bytes:
    """The picture as PNG, the same bytes for the same words."""
    data = asdict(picture) | {"cover": _svg(picture.seed), "title": _short(picture.title, 70),
                              "line": _short(picture.line, 130), "foot": _short(picture.foot, 90)}  # fmt: skip
    made = typst.compile(
        str(_HERE / "picture.typ"), root=str(_HERE), font_paths=[str(_FONTS)], ignore_system_fonts=True,
        format="png", ppi=72.0, sys_inputs={"data": json.dumps(data)},
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _svg(seed: str) -> str:
    ground, shapes = cover_art(seed)
    drawn = "".join(_element(shape, ground) for shape in shapes)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">{drawn}</svg>'


def _element(shape: Shape, ground: str) -> str:
    attributes = "".join(f' {name}="{value}"' for name, value in shape.attributes.items())
    return f'<{shape.tag} fill="{_fill(shape.css, ground)}"{attributes}/>'


def _fill(css: str, ground: str) -> str:
    name, _, use = css.partition(" use-")
    hue = _HUES[use or ground]
    fills = {"cv-deep": _mixed(hue, _SHADE, 0.8), "cv-mid": hue, "cv-light": _mixed(hue, _CREAM, 0.55),
             "cv-cream": _CREAM, "cv-sand": _SAND, "cv-night": _NIGHT}  # fmt: skip
    return "#{:02x}{:02x}{:02x}".format(*fills[name])


def _mixed(one: tuple[int, int, int], other: tuple[int, int, int], share: float) -> tuple[int, ...]:
    return tuple(round(a * share + b * (1 - share)) for a, b in zip(one, other, strict=True))
