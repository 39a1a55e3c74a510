"""What an address of the earnings pages asks for, and the addresses that ask for something else."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.utils import timezone

from artists.access import Actor
from consent.earnings import reading
from consent.earnings.reading import Known
from consent.earnings.reading_lines import Filters
from consent.earnings.reading_periods import Compare, Period, Span, asked, of
from consent.uses import USES

SUMS = "sums"  # instead of a use: what no single use earned


@dataclass(frozen=True)
class Asked:
    """A period, a currency and what to compare with; what is asked for wrongly is as if it were not asked for."""

    known: Known
    period: Period
    currency: str
    compare: Compare
    today: date

    def query(self, **changed: str) -> str:
        """The query of an address that asks for the same, but for these."""
        said = self.period.query | {"currency": self.currency, "compare": self.compare.value}
        return urlencode({name: value for name, value in (said | changed).items() if value})

    def with_period(self, period: Period) -> str:
        """The query of an address for another period."""
        return replace(self, period=period).query()

    @property
    def spans(self) -> list[tuple[str, str, bool]]:
        """The kinds of periods to choose from: words, query, whether it is this one."""
        day = min(self.period.last, self.today)
        everything = Period(Span.ALL, min(self.known.earliest or day, self.today), self.today)
        found = [("Month", of(Span.MONTH, day)), ("Quarter", of(Span.QUARTER, day)), ("Year", of(Span.YEAR, day))]
        return [
            (words, self.with_period(period), period.span is self.period.span)
            for words, period in [*found, ("All", everything)]
        ]

    @property
    def earlier(self) -> Period | None:
        """The period before, unless nothing can have been earned in it."""
        found = self.period.earlier()
        return found if found and self.known.earliest and found.last >= self.known.earliest else None

    @property
    def later(self) -> Period | None:
        """The period after, unless it has not begun."""
        found = self.period.later()
        return found if found and found.first <= self.today else None

    @property
    def earlier_query(self) -> str:
        """The query of the page of the period before."""
        return self.with_period(self.earlier) if self.earlier else ""

    @property
    def later_query(self) -> str:
        """And of the one after."""
        return self.with_period(self.later) if self.later else ""


def what(said: Mapping[str, str], actor: Actor, *, now: datetime | None = None) -> Asked:
    """Read an address. Two queries."""
    today = (now or timezone.now()).astimezone(UTC).date()
    known = reading.known(actor)
    currency = said.get("currency", "")
    try:
        compare = Compare(said.get("compare", Compare.BEFORE))
    except ValueError:
        compare = Compare.BEFORE
    period = asked(said, today=today, earliest=known.earliest)
    first = known.currencies[0] if known.currencies else "EUR"
    return Asked(known, period, currency if currency in known.currencies else first, compare, today)


def number(text: str | None) -> int:
    """A number of an address, 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0


def identifier(text: str | None) -> UUID | None:
    """An id of an address, None for anything else."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def filters(said: Mapping[str, str]) -> Filters:
    """Which lines an address asks for. What it says wrongly leaves nothing out."""
    currency, territory = said.get("currency", ""), said.get("territory")
    return Filters(
        currency=currency if len(currency) == 3 and currency.isalpha() else "",
        partner=number(said.get("partner")),
        asset=identifier(said.get("asset")),
        use=said.get("use", "") if said.get("use", "") in USES else "",
        experience=identifier(said.get("experience")),
        # Without letters: the uses whose report named no territory.
        territory=territory if territory is not None and (territory.isalpha() or not territory) else None,
        first=_month(said.get("first")),
        last=_month(said.get("last")),
        sums=said.get("use") == SUMS,
    )


def _month(text: str | None) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01") if text else None
    except ValueError:
        return None
