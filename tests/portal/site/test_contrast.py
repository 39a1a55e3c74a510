"""Every colour of tokens.css against what it stands on, in both themes: words 4.5:1, graphics and edges 3:1."""

import math
import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).resolve().parents[3] / "static/css/tokens.css").read_text()
OKLCH = r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)"
Rgb = tuple[float, float, float]
Lab = tuple[float, float, float]

THEMES = ("light", "dark")
SURFACES = ("paper", "sheet", "sunk", "hover")
USES = ("discover", "analyse", "cover", "remix", "reference", "train", "voice")
WHITE: Lab = (1.0, 0.0, 0.0)


def lab(lightness: str, chroma: str, hue: str) -> Lab:
    """OKLCH to OKLab."""
    angle = math.radians(float(hue))
    return float(lightness), float(chroma) * math.cos(angle), float(chroma) * math.sin(angle)


def luminance(colour: Lab) -> float:
    """Relative luminance (WCAG 2), the colour clipped to sRGB as a screen shows it."""
    lightness, a, b = colour
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Lab, other: Lab) -> float:
    """WCAG 2's contrast ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mix(share: float, colour: Lab, rest: Lab) -> Lab:
    """`color-mix(in oklab, colour share, rest)`."""
    return tuple(share * x + (1 - share) * y for x, y in zip(colour, rest, strict=True))  # type: ignore[return-value]


def token(name: str, theme: str) -> Lab:
    """The value of `--name`."""
    found = re.search(rf"--{name}:\s*light-dark\({OKLCH},\s*{OKLCH}\)", TOKENS)
    assert found, f"--{name} is not a pair of OKLCH colours"
    parts = found.groups()
    return lab(*parts[:3]) if theme == "light" else lab(*parts[3:])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("words", ["ink", "ink-2", "ink-3", "signal", "good"])
def test_words_can_be_read_on_every_surface(words: str, surface: str, theme: str) -> None:
    assert contrast(token(words, theme), token(surface, theme)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("edge", ["line-2", "focus", *(f"use-{use}" for use in USES)])
def test_edges_and_hues_can_be_told_from_every_surface(edge: str, surface: str, theme: str) -> None:
    assert contrast(token(edge, theme), token(surface, theme)) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("use", USES)
def test_an_icon_can_be_told_from_its_own_tint(use: str, theme: str) -> None:
    hue = token(f"use-{use}", theme)
    assert contrast(hue, mix(0.13, hue, token("sheet", theme))) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("use", USES)
def test_ink_can_be_read_on_every_tint(use: str, theme: str) -> None:
    tint = mix(0.22, token(f"use-{use}", theme), token("sheet", theme))
    assert contrast(token("ink", theme), tint) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("use", USES)
def test_marks_on_a_hue_can_be_seen_and_words_on_its_ground_be_read(use: str, theme: str) -> None:
    hue, above = token(f"use-{use}", theme), token("on-use", theme)
    ground = mix(0.84, hue, lab("0.2", "0.03", "50")) if theme == "light" else hue
    assert contrast(above, hue) >= 3
    assert contrast(above, ground) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("words", "ground"), [("signal", "signal-soft"), ("good", "good-soft"), ("ink", "signal-soft"), ("on-ink", "ink")]
)
def test_words_can_be_read_on_what_is_tinted_for_them(words: str, ground: str, theme: str) -> None:
    assert contrast(token(words, theme), token(ground, theme)) >= 4.5
