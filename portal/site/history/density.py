"""The strip over history: how many presses there were on each of the last 90 days. Pure: numbers in, shapes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = 90
_TALL = 56.0


@dataclass(frozen=True)
class Bar:
    """One day of the strip, in the picture's own units."""

    day: date
    count: int
    x: int
    y: float
    height: float


@dataclass(frozen=True)
class Strip:
    """The bars, oldest first, and the same in words."""

    bars: tuple[Bar, ...]
    words: str

    @property
    def first(self) -> date:
        """The day it begins."""
        return self.bars[0].day

    @property
    def last(self) -> date:
        """The day it ends: today."""
        return self.bars[-1].day


def strip(counts: Mapping[date, int], today: date) -> Strip:
    """Draw it. A day without anything keeps a thin line, so that the days can be counted."""
    most = max(counts.values(), default=0)
    bars = []
    for place in range(DAYS):
        day = today - timedelta(days=DAYS - 1 - place)
        number = counts.get(day, 0)
        # A lone act is still seen beside a busy day: heights grow with the square root.
        height = 2.0 if not number else round(6 + (_TALL - 8) * (number / most) ** 0.5, 1)
        bars.append(Bar(day, number, place * 10, round(_TALL - height, 1), height))
    return Strip(tuple(bars), _words(counts, most))


def _words(counts: Mapping[date, int], most: int) -> str:
    total = sum(counts.values())
    if not total:
        return f"Nothing in the last {DAYS} days."
    busiest = max(counts, key=lambda day: (counts[day], day))
    times = "once" if total == 1 else f"{total:,} times"
    return f"Something was done {times} in the last {DAYS} days, most on {busiest.day} {busiest:%B}: {most:,}."
