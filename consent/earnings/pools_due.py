"""Which sums of a licence fall due, for what, and when. Pure: the tables are read by `pools`.

A *term* is what one signing began and later versions changed: a version whose first day comes after the last day of all
before it begins a new one. Days are days in UTC.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from consent.earnings.ledger import month_after, month_of
from consent.earnings.money import MICRO, charged
from consent.earnings.states import Kind, Rule
from consent.licences.terms import Basis, Rate, Terms
from consent.reports.calendar import whole

_DAY = timedelta(days=1)
_LUMPS = {Basis.FLAT: Kind.FLAT, Basis.ADVANCE: Kind.ADVANCE}
_SETTLES = timedelta(days=1)  # so long after a month its last checks are surely counted


@dataclass(frozen=True)
class Run:
    """A signed version and the days it is, or was, in force: from `first` to `last`, both within.

    `rates` are its rates' keys by use and basis.
    """

    version: int
    terms: Terms
    first: date
    last: date
    rates: Mapping[tuple[str, str], int]

    def rate_key(self, rate: Rate) -> int:
        """The key of one of its rates."""
        return self.rates[rate.use, rate.basis.value]


@dataclass(frozen=True)
class Posted:
    """A sum of the licence that is in the ledger."""

    version: int
    kind: Kind
    rate: int | None
    use: str
    currency: str
    first: date
    amount: Decimal


@dataclass(frozen=True)
class DueSum:
    """A sum to post. `day` is the one whose splits divide it; `first` to `last` is what it is for."""

    version: int
    kind: Kind
    rate: int | None
    use: str
    currency: str
    first: date
    last: date
    day: date
    amount: Decimal
    rule: Rule


@dataclass(frozen=True)
class Year:
    """A licence's year with a minimum, or what there was of it. `promised` is pro rata by days, rounded to a micro.

    `due_on` is the first day on which what is missing is worked out: the reports of its last days are in by then.
    """

    version: int
    currency: str
    first: date
    last: date
    promised: Decimal
    rule: Rule
    due_on: date

    def missing(self, came_to: Decimal) -> Decimal:
        """What is left to pay of the minimum, where all else came to so much."""
        return max(self.promised - came_to, Decimal(0))

    def due(self, came_to: Decimal) -> DueSum:
        """The same as a sum to post."""
        return DueSum(
            self.version, Kind.MINIMUM, None, "", self.currency, self.first, self.last, self.last,
            self.missing(came_to), self.rule,
        )  # fmt: skip


def in_terms(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """The runs, in the order of their versions, by term."""
    term: list[Run] = []
    for run in runs:
        if term and run.terms.starts_on > max(one.terms.ends_on for one in term):
            yield term
            term = []
        term.append(run)
    if term:
        yield term


def lump_sums(runs: Sequence[Run], posted: Iterable[Posted], *, today: date) -> Iterator[DueSum]:
    """Flat sums and advances of versions in force by now, each once a term.

    A version that keeps a sum owes nothing, one that raises it the difference, one that lowers it takes nothing back.
    """
    known = list(posted)
    for term in in_terms(runs):
        since, until = term[0].first, max(one.terms.ends_on for one in term)
        for run in (one for one in term if one.first <= today):
            for rate in (one for one in run.terms.rates if one.basis in _LUMPS):
                kind, currency = _LUMPS[rate.basis], run.terms.currency
                paid = sum(
                    (one.amount for one in known if (one.kind, one.use, one.currency) == (kind, rate.use, currency)
                     and since <= one.first <= until),
                    Decimal(0),
                )  # fmt: skip
                owed = (rate.amount or Decimal(0)) - paid
                if owed > 0:
                    key, rule = run.rate_key(rate), Rule(run.terms.rule_for(rate.use))
                    known.append(Posted(run.version, kind, key, rate.use, currency, run.first, owed))
                    last = max(run.terms.ends_on, run.first)
                    yield DueSum(
                        run.version, kind, key, rate.use, currency, run.first, last, run.first, owed, rule
                    )  # fmt: skip


def checks(run: Run, counted: Mapping[tuple[date, str], int], *, today: date) -> Iterator[DueSum]:
    """What its checks cost, by month. `counted` are those answered yes by first of the month and use.

    A rate that names a use counts that use, the one for all uses the others.
    """
    rates = [rate for rate in run.terms.rates if rate.basis is Basis.PER_1000_CHECKS]
    named = {rate.use for rate in rates}
    for month in sorted({month for month, _ in counted}):
        end = month_after(month) - _DAY
        if end + _SETTLES >= today:
            continue
        for rate in rates:
            uses = [
                use for at, use in counted if at == month and (use == rate.use or (not rate.use and use not in named))
            ]
            amount = charged(Decimal(sum(counted[month, use] for use in uses)), (rate.amount or Decimal(0)).scaleb(-3))
            if amount > 0:
                first, last = max(month, run.first), max(min(end, run.last), run.first)
                yield DueSum(
                    run.version, Kind.CHECKS, run.rate_key(rate), rate.use, run.terms.currency, first, last, last,
                    amount, Rule(run.terms.rule_for(rate.use)),
                )  # fmt: skip


def years(runs: Sequence[Run], *, today: date) -> Iterator[Year]:
    """The years of each term that have begun, from its first day in force, by currency; only those with a minimum.

    Each version counts for the days it was in force, of as many as the whole year has.
    """
    for term in in_terms(runs):
        begins, ends, number = term[0].first, max(one.last for one in term), 0
        while (first := _years_after(begins, number)) <= min(ends, today):
            following = _years_after(begins, number + 1)
            last = min(following - _DAY, ends)
            for currency in sorted({one.terms.currency for one in term}):
                some = [one for one in term if one.terms.currency == currency and one.terms.minimum is not None]
                if year := _year(term, some, first, last, (following - first).days):
                    yield year
            number += 1


def _year(term: Sequence[Run], some: Sequence[Run], first: date, last: date, days: int) -> Year | None:
    promised, by = Fraction(0), None
    for run in some:
        within = _days(run, term, first, last)
        promised += Fraction(run.terms.minimum or 0) * within / days
        by = run if within else by
    if by is None or not promised:
        return None
    return Year(
        by.version, by.terms.currency, first, last, _rounded(promised), Rule(by.terms.rule_for()), _due_on(by, last)
    )


def _days(run: Run, term: Sequence[Run], first: date, last: date) -> int:
    """On how many days of a span it counted; the day on which another takes over is the other's."""
    following = [one.first for one in term[term.index(run) + 1 :]]
    end = min([last, run.last, *(day - _DAY for day in following)])
    return max((end - max(first, run.first)).days + 1, 0)


def _due_on(run: Run, last: date) -> date:
    """The day after the report of that day is due, and its checks are counted."""
    period = last if run.last == last else whole(run.terms.reporting, last).last
    reported = period + timedelta(days=run.terms.reporting_days) + _DAY
    return max(reported, month_after(month_of(last)) + _SETTLES)


def _rounded(exact: Fraction) -> Decimal:
    """To a micro, half up; a minimum is never below zero."""
    micros = (exact * 10**6 * 2 + 1) // 2
    return Decimal(micros) * MICRO


def _years_after(day: date, number: int) -> date:
    """The same day so many years on; what began on a leap day goes on on 1 March."""
    try:
        return day.replace(year=day.year + number)
    except ValueError:
        return date(day.year + number, 3, 1)
