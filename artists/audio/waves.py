"""Waveforms as pictures: bars for an inline SVG, which a page draws without a script. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 48
STEP = 5
_LEAST = 2.0


@dataclass(frozen=True)
class Wave:
    """Bars as strokes from (x, top) to (x, bottom), in a picture of `width` by `height` units."""

    bars: tuple[tuple[float, float, float], ...]
    width: int
    height: int = HEIGHT

    @property
    def path(self) -> str:
        """All bars as one SVG path: drawn with a stroke, it weighs a tenth of as many rectangles."""
        return "".join(f"M{x:g} {top:g}V{bottom:g}" for x, top, bottom in self.bars)


def bars(peaks: Sequence[int], *, many: int = 100) -> Wave:
    """`many` bars for peaks from 0 to 100. Without peaks all bars are as low as silence."""
    heights = [max(_LEAST, round((HEIGHT - 4) * part / 100, 1)) for part in _fewer(peaks, many)]
    drawn = [
        (place * STEP + STEP / 2, round((HEIGHT - height) / 2, 1), round((HEIGHT + height) / 2, 1))
        for place, height in enumerate(heights)
    ]
    return Wave(tuple(drawn), many * STEP)


def _fewer(peaks: Sequence[int], many: int) -> list[float]:
    """As many as wanted, each the mean of the peaks in its part of the time."""
    said = [min(100, max(0, peak)) for peak in peaks] or [0]
    found = []
    for place in range(many):
        start = place * len(said) // many
        part = said[start : max(start + 1, (place + 1) * len(said) // many)]
        found.append(sum(part) / len(part))
    return found
