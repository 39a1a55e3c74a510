"""What rows of the reports' pages say: time left in words, assets by name, pages by the id of their last row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from artists.teams.models import Team
from consent.reports import credits
from consent.reports.credits import Named
from consent.reports.models import Line
from consent.reports.selectors import DueNow, references
from consent.uses import USES, Use

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class DueRow:
    """A report that is due, with the time left in words."""

    due: DueNow
    left: str
    ended: bool


@dataclass(frozen=True)
class LineRow:
    """A line, with what it names."""

    line: Line
    use: Use | None
    named: Named
    partner: str
    licences: str
    reversal: bool
    reversed: bool

    @property
    def quantity(self) -> str:
        """As people write it."""
        return _number(self.line.quantity)

    @property
    def minutes(self) -> str:
        """The same."""
        return _number(self.line.minutes)

    @property
    def revenue(self) -> str:
        """With its currency; empty where none was reported."""
        return f"{_number(self.line.revenue)} {self.line.currency}" if self.line.currency else ""

    @property
    def period(self) -> str:
        """The days of a period, in UTC as they were reported; empty for a moment."""
        line = self.line
        if line.began_at == line.ended_at:
            return ""
        last = (line.ended_at - timedelta(microseconds=1)).astimezone(UTC)
        return f"{line.began_at.astimezone(UTC):%-d %b} to {last:%-d %b %Y}"


def due(one: DueNow, now: datetime) -> DueRow:
    """How long there is to report it, or how late it is."""
    return DueRow(one, _left(one, now), one.ends_at <= now)


def _left(one: DueNow, now: datetime) -> str:
    if not one.waits:
        return one.phase.value
    if one.overdue:
        return f"{_span(now - one.due_at)} late"
    return f"{_span(one.due_at - now)} left"


def _number(value: Decimal) -> str:
    return f"{value.normalize():,f}" if value else "0"


def _span(length: timedelta) -> str:
    for size, name in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        count = int(length.total_seconds() // size)
        if count:
            return f"{count} {name}" if count == 1 else f"{count:,} {name}s"
    return "a moment"


def page(found: "QuerySet[Any]", at: str | None, size: int, *, down: bool = True) -> tuple[list[Any], UUID | None]:
    """A page of rows ordered by a UUID, and the id to go on from; an unreadable place is the beginning."""
    try:
        place = UUID(at) if at else None
    except ValueError:
        place = None
    if place is not None:
        found = found.filter(pk__lt=place) if down else found.filter(pk__gt=place)
    some = list(found[: size + 1])
    return some[:size], some[size - 1].pk if len(some) > size else None


def lines(some: Iterable[Line]) -> list[LineRow]:
    """Lines with the names of their assets and partners. Four queries, whatever their number."""
    every = list(some)
    names = credits.named(line.asset_id for line in every)
    partners = dict(Team.objects.filter(pk__in={line.partner_id for line in every}).values_list("pk", "name"))
    taken_back = set(
        Line.objects.filter(reverses__in=[line.pk for line in every]).values_list("reverses_id", flat=True)
    )
    return [
        LineRow(
            line, USES.get(line.use), names.get(line.asset_id, Named("A test asset", "", "")),
            partners.get(line.partner_id, ""), "L-TEST" if line.test else ", ".join(references(line.licences)),
            line.reverses_id is not None, line.pk in taken_back,
        )
        for line in every
    ]  # fmt: skip


def cell(value: object) -> object:
    """A cell that a spreadsheet takes for text, never for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
