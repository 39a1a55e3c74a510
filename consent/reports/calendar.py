"""Which periods a licence is reported in, and when each report is due. Pure; days are days in UTC."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from consent.licences.terms import Reporting

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both within."""

    first: date
    last: date

    @property
    def starts_at(self) -> datetime:
        """The first moment."""
        return midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return midnight(self.last + _DAY)

    def due_at(self, days: int) -> datetime:
        """The first moment at which its report is late: `days` whole days after the period may pass."""
        return midnight(self.last + timedelta(days=days + 1))


def midnight(day: date) -> datetime:
    """The first moment of a day, in UTC."""
    return datetime.combine(day, time.min, UTC)


def whole(cadence: Reporting, day: date) -> Period:
    """The whole week (from Monday), month or quarter that `day` is in."""
    if cadence is Reporting.WEEKLY:
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=6))
    months = 1 if cadence is Reporting.MONTHLY else 3
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    after = first.month + months
    following = date(first.year + 1, 1, 1) if after > 12 else date(first.year, after, 1)
    return Period(first, following - _DAY)


def periods(cadence: Reporting, first: date, last: date) -> Iterator[Period]:
    """The periods from `first` to `last`, in order and without a gap: the first begins on `first`, the last ends there.

    Nothing where `last` is before `first`.
    """
    day = first
    while day <= last:
        end = min(whole(cadence, day).last, last)
        yield Period(day, end)
        if end == last:
            return
        day = end + _DAY
