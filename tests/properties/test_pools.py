"""Which sums fall due: each once, whenever one asks; and years that promise each day of a minimum once."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from consent.earnings.money import weighed
from consent.earnings.pools_due import DueSum, Posted, Run, checks, lump_sums, years
from consent.licences.terms import Basis, Catalogue, Rate, Scope, Terms

DAY = timedelta(days=1)
START = date(2024, 2, 29)
sums = st.none() | st.integers(0, 9).map(Decimal)


@st.composite
def histories(draw: st.DrawFn) -> list[Run]:
    """Versions one after the other, each with its sums and minimum; some extend the term, some begin another."""
    made: list[Run] = []
    day = START
    for number in range(1, draw(st.integers(1, 4)) + 1):
        starts = day + DAY * draw(st.integers(0, 400))
        ends = starts + DAY * draw(st.integers(0, 900))
        rates = tuple(
            Rate(basis, amount, use="")
            for basis in (Basis.FLAT, Basis.ADVANCE)
            if (amount := draw(sums)) is not None
        )  # fmt: skip
        terms = Terms(
            uses=("remix",), catalogue=Catalogue(Scope.ALL), starts_on=starts, ends_on=ends, currency="EUR",
            rates=rates, minimum=draw(sums),
        )  # fmt: skip
        keys = {("", rate.basis.value): number * 10 + place for place, rate in enumerate(rates)}
        if made and made[-1].last >= starts:
            last = made.pop()
            made.append(Run(last.version, last.terms, last.first, max(starts, last.first), last.rates))
        made.append(Run(number, terms, starts, ends, keys))
        day = starts + DAY
    return made


def _noted(some: Sequence[DueSum]) -> list[Posted]:
    return [Posted(one.version, one.kind, one.rate, one.use, one.currency, one.first, one.amount) for one in some]


@given(histories(), st.lists(st.integers(0, 3000), max_size=5))
def test_a_lump_sum_is_owed_once_whenever_one_asks(runs: list[Run], days: list[int]) -> None:
    end = START + DAY * 3000
    at_once = list(lump_sums(runs, [], today=end))
    step_by_step: list[DueSum] = []
    for day in sorted(days):
        step_by_step += lump_sums(runs, _noted(step_by_step), today=START + DAY * day)
    step_by_step += lump_sums(runs, _noted(step_by_step), today=end)
    assert step_by_step == at_once
    assert list(lump_sums(runs, _noted(at_once), today=end)) == []
    assert len({(one.version, one.kind, one.rate, one.first) for one in at_once}) == len(at_once)
    assert all(one.amount > 0 for one in at_once)


@given(histories())
def test_the_dearest_sum_of_a_term_is_what_it_pays(runs: list[Run]) -> None:
    owed = list(lump_sums(runs[:1], [], today=date.max))
    amended = [*runs[:1], *(Run(one.version, runs[0].terms, one.first, one.last, runs[0].rates) for one in runs[1:])]
    assert list(lump_sums(amended, [], today=date.max)) == owed


@given(histories(), st.integers(0, 3000))
def test_years_promise_each_day_of_a_minimum_once(runs: list[Run], day: int) -> None:
    today = START + DAY * day
    found = list(years(runs, today=today))
    assert found == [one for one in years(runs, today=date(2060, 1, 1)) if one.first <= today]
    assert all(one.first <= one.last < one.due_on for one in found)
    most = max((run.terms.minimum or Decimal(0) for run in runs), default=Decimal(0))
    assert all(0 < one.promised <= most for one in found)
    for before, after in pairwise(found):
        assert before.last < after.first
    assert all(one.missing(one.promised) == 0 == one.missing(one.promised + 1) for one in found)


def _agreed(starts: date, ends: date, **terms: object) -> Terms:
    return Terms(("remix",), Catalogue(Scope.ALL), starts, ends, "EUR", **terms)  # type: ignore[arg-type]


def test_a_minimum_by_hand() -> None:
    """1,200 a year from 1 March 2026 on; raised to 2,400 on 1 September; ended by notice on 30 April 2027."""
    ends = date(2028, 2, 29)
    first = Run(1, _agreed(date(2026, 3, 1), ends, minimum=Decimal(1200)), date(2026, 3, 1), date(2026, 9, 1), {})
    terms = _agreed(date(2026, 9, 1), ends, minimum=Decimal(2400))
    second = Run(2, terms, date(2026, 9, 1), date(2027, 4, 30), {})
    whole, rest = years([first, second], today=date(2027, 6, 1))
    # 184 days of 365 at 1,200, 181 at 2,400; then 61 days of the 366 to 29 February 2028 at 2,400.
    assert whole.promised == Decimal("1795.068493")
    assert (rest.first, rest.last, rest.promised) == (date(2027, 3, 1), date(2027, 4, 30), Decimal("400"))
    assert (whole.due_on, rest.due_on) == (date(2027, 3, 11), date(2027, 5, 11))
    assert whole.missing(Decimal("1000.000001")) == Decimal("795.068492")


@given(
    st.dictionaries(
        st.tuples(st.sampled_from([date(2026, 1, 1), date(2026, 2, 1)]), st.sampled_from(["remix", "cover"])),
        st.integers(0, 10**9),
    ),
    st.decimals(0, 100, places=6),
)
def test_checks_are_rounded_once_a_month(counted: dict[tuple[date, str], int], price: Decimal) -> None:
    terms = _agreed(date(2026, 1, 1), date(2026, 12, 31), rates=(Rate(Basis.PER_1000_CHECKS, price),))
    run = Run(1, terms, terms.starts_on, terms.ends_on, {("", "per_1000_checks"): 1})
    for due in checks(run, counted, today=date(2026, 6, 1)):
        exact = sum(count for (month, _), count in counted.items() if month == due.first) * price / 1000
        assert abs(due.amount - exact) <= Decimal("0.0000005")
    assert list(checks(run, counted, today=date(2026, 2, 1))) == []


@given(st.decimals(0, 10**9, places=6), st.lists(st.integers(1, 10**12), min_size=1, max_size=30))
def test_a_sum_divides_exactly_and_nobody_gets_less_than_nothing(amount: Decimal, weights: list[int]) -> None:
    parts = weighed(amount, weights)
    assert sum(parts) == amount
    assert all(part >= 0 for part in parts)
    exact = [amount * weight / sum(weights) for weight in weights]
    assert all(abs(part - ideal) < Decimal("0.0000011") for part, ideal in zip(parts, exact, strict=True))
