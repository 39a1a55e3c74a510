"""The periods that earnings are looked at by, and what they are compared with. Pure. Days are UTC, both ends within."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from consent.earnings.ledger import month_after


class Span(StrEnum):
    """How long a period is: as the calendar has it, everything, or between two days of one's choice."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"
    DAYS = "days"


class Compare(StrEnum):
    """What a period is held against."""

    BEFORE = "before"
    YEAR = "year"
    NONE = "none"


@dataclass(frozen=True)
class Period:
    """From one day to another. `key` names it in `AssetTotal`; empty where only days say it."""

    span: Span
    first: date
    last: date

    @property
    def key(self) -> str:
        """As totals of assets are kept: `2026-11`, `2026-Q4`, `2026`, `all`."""
        return {
            Span.MONTH: f"{self.first:%Y-%m}",
            Span.QUARTER: f"{self.first:%Y}-Q{(self.first.month + 2) // 3}",
            Span.YEAR: f"{self.first:%Y}",
            Span.ALL: "all",
        }.get(self.span, "")

    @property
    def label(self) -> str:
        """As people say it."""
        if self.span is Span.ALL:
            return "all time"
        if self.span is Span.YEAR:
            return f"{self.first:%Y}"
        if self.span is Span.MONTH:
            return f"{self.first:%B %Y}"
        if self.span is Span.QUARTER:
            return f"{self.first:%B} to {self.last:%B %Y}"
        return spoken(self.first, self.last)

    @property
    def months(self) -> tuple[date, date]:
        """The first days of its first and its last month."""
        return self.first.replace(day=1), self.last.replace(day=1)

    @property
    def whole_months(self) -> bool:
        """Whether it begins and ends with a month, or with everything there is."""
        return self.span is Span.ALL or (self.first.day == 1 and (self.last + timedelta(days=1)).day == 1)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def until(self, today: date) -> "Period":
        """What of it has come: a period that still runs ends today."""
        return Period(self.span, self.first, max(self.first, min(self.last, today)))

    def earlier(self) -> "Period | None":
        """The one of its kind before."""
        return None if self.span in (Span.ALL, Span.DAYS) else of(self.span, self.first - timedelta(days=1))

    def later(self) -> "Period | None":
        """The one of its kind after."""
        return None if self.span in (Span.ALL, Span.DAYS) else of(self.span, self.last + timedelta(days=1))

    @property
    def query(self) -> dict[str, str]:
        """What an address says to mean it. See `asked`."""
        if self.span is Span.DAYS:
            return {"period": self.span.value, "from": self.first.isoformat(), "to": self.last.isoformat()}
        return {"period": self.span.value} | ({} if self.span is Span.ALL else {"on": self.first.isoformat()})


def of(span: Span, day: date) -> Period:
    """The month, quarter or year that a day is in. Not for `ALL` and `DAYS`."""
    if span is Span.YEAR:
        return Period(span, date(day.year, 1, 1), date(day.year, 12, 31))
    months = 3 if span is Span.QUARTER else 1
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    after = first
    for _ in range(months):
        after = month_after(after)
    return Period(span, first, after - timedelta(days=1))


def asked(said: Mapping[str, str], *, today: date, earliest: date | None) -> Period:
    """The period that an address asks for; whatever it says wrongly is as if it said nothing: this month.

    Two days that are just a month, a quarter or a year are that. `earliest` is where `all` begins.
    """
    try:
        span = Span(said.get("period", ""))
    except ValueError:
        span = Span.MONTH
    if span is Span.ALL:
        return Period(span, min(earliest or today, today).replace(day=1), today)
    if span is Span.DAYS:
        return _between(_day(said.get("from"), today), _day(said.get("to"), today))
    return of(span, _day(said.get("on"), today))


def compared(period: Period, how: Compare, *, today: date) -> tuple[date, date] | None:
    """The days that a period is held against: the one before, or as many days before where it is none of the
    calendar or still runs; or the same days a year ago. None for all time."""
    if how is Compare.NONE or period.span is Span.ALL:
        return None
    seen = period.until(today)
    if how is Compare.YEAR:
        return _year_ago(seen.first), _year_ago(seen.last)
    earlier = period.earlier()
    if earlier and seen.last == period.last:
        return earlier.first, earlier.last
    before = seen.first - timedelta(days=1)
    return before - timedelta(days=seen.days - 1), before


def spoken(first: date, last: date) -> str:
    """Days as people say them: 1 Oct to 22 Nov 2026."""
    if first == last:
        return f"{first:%-d %b %Y}"
    return f"{first:%-d %b}{f' {first:%Y}' if first.year != last.year else ''} to {last:%-d %b %Y}"


def _between(first: date, last: date) -> Period:
    first, last = min(first, last), max(first, last)
    for span in (Span.MONTH, Span.QUARTER, Span.YEAR):
        named = of(span, first)
        if (named.first, named.last) == (first, last):
            return named
    return Period(Span.DAYS, first, last)


def _day(text: str | None, today: date) -> date:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return today
    return day if 2000 <= day.year <= today.year + 1 else today


def _year_ago(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
