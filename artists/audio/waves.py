"""Waveforms as pictures: bars for an inline SVG, which a page draws without a script. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 48
STEP = 5
WIDTH = 3
_LEAST = 3


@dataclass(frozen=True)
class Bar:
    """One bar: where it begins, and how high it is, in the picture's own units."""

    x: int
    y: float
    height: float


@dataclass(frozen=True)
class Wave:
    """All bars of a sound, for an SVG of `width` by `height`."""

    bars: Sequence[Bar]
    width: int
    height: int = HEIGHT
    bar: int = WIDTH


def bars(peaks: Sequence[int], *, many: int = 100) -> Wave:
    """`many` bars for peaks from 0 to 100. Without peaks all bars are as low as silence."""
    heights = [max(_LEAST, round(HEIGHT * part / 100, 1)) for part in _fewer(peaks, many)]
    drawn = [Bar(place * STEP, round((HEIGHT - height) / 2, 1), height) for place, height in enumerate(heights)]
    return Wave(drawn, max(1, len(drawn) * STEP - (STEP - WIDTH)))


def _fewer(peaks: Sequence[int], many: int) -> list[float]:
    """As many as wanted, each the mean of the peaks in its part of the time."""
    said = [min(100, max(0, peak)) for peak in peaks] or [0]
    found = []
    for place in range(many):
        start = place * len(said) // many
        part = said[start : max(start + 1, (place + 1) * len(said) // many)]
        found.append(sum(part) / len(part))
    return found
