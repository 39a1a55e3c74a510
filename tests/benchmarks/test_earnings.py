"""What the benchmark of earnings compares is the same money: ours, the bare SQL's, DuckDB's and the fractions'."""

import pytest

from benchmarks import data, earnings, earnings_page, uses
from consent.earnings.models import Charge, Earning, Month, Statement, Unsplit


def test_a_small_run_comes_to_the_same_four_times(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(earnings, "ROUNDS", 1)
    of = uses.holdings("earned", 40, since=earnings.MONTH)
    batches = uses.report(of, 400, first=earnings.MONTH, days=30)
    figures = [earnings.posted(batches), *earnings.closed(earnings.MONTH, uses.expected(of))]
    assert [one.name for one in figures] == [
        "earnings.posting", "earnings.closing", "earnings.closing_duckdb", "earnings.closing_signed",
    ]  # fmt: skip
    assert all(one.value > 0 and one.floor > 0 for one in figures)
    assert (Charge.objects.count(), Earning.objects.count(), Unsplit.objects.count()) == (400, 1_200, 0)
    assert Month.objects.get().state == "closed"
    assert Statement.objects.count() == 9  # four artists, the label, four publishers


def test_a_figure_of_wrong_sums_is_not_given(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(earnings, "ROUNDS", 1)
    of = uses.holdings("earned", 40, since=earnings.MONTH)
    earnings.posted(uses.report(of, 40, first=earnings.MONTH, days=30))
    wrong = uses.expected(of)
    wrong[of.label] += 1
    with pytest.raises(earnings.Wrong):
        list(earnings.closed(earnings.MONTH, wrong))


def test_the_page_is_measured_on_labels_that_earned_the_same(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(earnings_page, "TRACKS", 60)
    monkeypatch.setattr(earnings_page, "ROUNDS", 2)
    monkeypatch.setattr(data, "settle", lambda: None)
    figures = list(earnings_page.run())
    assert [one.name.removeprefix("earnings.page_") for one in figures] == ["month", "year", "all", "home"]
    assert Charge.objects.count() == 2_000
    assert Unsplit.objects.count() == 0
