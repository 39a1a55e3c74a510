"""A month is closed: what is held, recouped, paid and carried, and that every cent is somewhere exactly once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from artists.access import Conflict, Denied, Invalid
from artists.catalog.models import Asset
from artists.journal.models import Entry
from consent.earnings import closing, closing_calendar, ledger
from consent.earnings.closing_checks import DoesNotAddUp
from consent.earnings.models import Hold, Month, MonthTotal, Recoupment, Release, Remark, Statement, VersionTotal
from consent.earnings.posting import divide_anew
from consent.earnings.statements_signed import read
from consent.earnings.states import Kind
from tests import cast as cast_module
from tests.cast import Cast, acting
from tests.support.closing import after, close, disputed, ended, expected, pooled, said, this_month
from tests.support.earning import agreed, earned, licence, nothing_is_lost, per_output, used
from tests.support.reporting import open_track, rin

D = Decimal


def test_a_month_is_stated_rounded_once_and_what_is_left_is_carried_on(cast: Cast) -> None:
    asset, month = open_track(cast), this_month()
    deal = licence(cast.partner, [cast.label], per_output("0.123457"))
    agreed(asset, {cast.artist: 3333, cast.label: 6667})
    earned(rin(cast), used(asset, deal, quantity=10))
    (artist, label) = close(month)
    assert (artist.earned, artist.payable, artist.carried_out) == (D("0.411482"), D("0.41"), D("0.001482"))
    assert (label.earned, label.payable, label.carried_out) == (D("0.823088"), D("0.82"), D("0.003088"))
    assert [one.reference for one in (artist, label)] == [f"S-{one.team_id:05d}-0001" for one in (artist, label)]
    with time_machine.travel(after(month)):
        assert read(artist.signature)[1]["lines_sha256"] == artist.lines_sha256

    # What comes now for that month belongs to the next, and is remarked there.
    earned(rin(cast), used(asset, deal, "late", quantity=30))
    (artist, label) = close(ledger.month_after(month))
    assert (artist.earned, artist.carried_in, artist.payable) == (D("1.234446"), D("0.001482"), D("1.23"))
    assert artist.carried_out == D("0.005928")
    remark = Remark.objects.get(statement=artist)
    assert (remark.what, remark.used_in, remark.lines, remark.amount) == ("late", month, 1, D("1.234446"))
    nothing_is_lost()


def test_a_disputed_part_waits_and_goes_out_when_the_dispute_has_ended(cast: Cast) -> None:
    asset, month = open_track(cast), this_month()
    deal = licence(cast.partner, [cast.label], per_output("1"))
    agreed(asset, {cast.artist: 4000, cast.label: 6000})
    earned(rin(cast), used(asset, deal, quantity=100))
    first = disputed(asset, cast.label, cast.artist, 2000)
    second = disputed(asset, cast.label, cast.publisher, 5000)
    (artist, label) = close(month)
    assert (artist.held, artist.payable) == (0, 40)
    assert (label.earned, label.held, label.payable) == (60, 60, 0)  # together no more than the part
    assert {one.dispute_id: one.amount for one in Hold.objects.all()} == {first.pk: 20, second.pk: 40}
    ended(second)
    (label,) = close(ledger.month_after(month))
    assert (label.earned, label.released, label.payable, label.number) == (0, 40, 40, 2)
    ended(first)
    (label,) = close(ledger.month_after(ledger.month_after(month)))
    assert (label.released, label.payable) == (20, 20)
    assert Release.objects.count() == 2


def test_an_advance_is_paid_back_from_later_earnings_and_a_reversal_gives_that_back(cast: Cast) -> None:
    asset, month = open_track(cast), this_month()
    deal = licence(cast.partner, [cast.label], per_output("1"))
    agreed(asset, {cast.artist: 5000, cast.label: 5000})
    pooled(deal, asset, "100")
    pooled(deal, asset, "8", Kind.FLAT)
    earned(rin(cast), used(asset, deal, "first", quantity=60))
    (artist, _) = close(month)
    assert (artist.earned, artist.recouped, artist.payable) == (84, 30, 54)  # a lump sum pays back nothing
    earned(rin(cast), used(asset, deal, "second", quantity=60))
    month = ledger.month_after(month)
    (artist, _) = close(month)
    assert (artist.earned, artist.recouped, artist.payable) == (30, 20, 10)
    earned(rin(cast), {"reference": "back", "reverses": "first"})
    month = ledger.month_after(month)
    (artist, _) = close(month)
    assert (artist.earned, artist.reversed, artist.recouped, artist.payable) == (-30, -30, -30, 0)
    assert Remark.objects.get(statement=artist).what == "reversed"
    assert sum(one.amount for one in Recoupment.objects.filter(team=cast.artist)) == 20


def test_what_is_divided_anew_is_taken_back_in_the_open_month_and_nobody_pays_back(cast: Cast) -> None:
    asset, month = open_track(cast), this_month()
    deal = licence(cast.partner, [cast.label], per_output("1"))
    agreed(asset, {cast.artist: 5000, cast.label: 5000})
    earned(rin(cast), used(asset, deal, quantity=10))
    close(month)
    split = agreed(asset, {cast.artist: 9000, cast.label: 1000}, since=date(2020, 1, 2))
    divide_anew([split.pk])
    month = ledger.month_after(month)
    (artist, label) = close(month)
    assert (artist.earned, artist.payable) == (4, 4)
    assert (label.earned, label.payable, label.carried_out) == (-4, 0, -4)
    assert {(one.what, one.lines) for one in Remark.objects.all()} == {("anew", 2)}
    earned(rin(cast), used(asset, deal, "more", quantity=50))
    (_, label) = close(ledger.month_after(month))
    assert (label.carried_in, label.earned, label.payable) == (-4, 5, 1)


@pytest.mark.parametrize(
    ("currency", "paid", "carried"),
    [("JPY", "6", "0.172850"), ("BHD", "6.172", "0.000850"), ("EUR", "6.17", "0.002850")],
)
def test_each_currency_is_cut_to_its_own_coin(cast: Cast, currency: str, paid: str, carried: str) -> None:
    asset = open_track(cast)
    deal = licence(cast.partner, [cast.publisher], per_output("0.617285"), currency=currency)
    earned(rin(cast), used(asset, deal, quantity=10))
    (one,) = close(this_month())
    assert (one.currency, one.payable, one.carried_out) == (currency, D(paid), D(carried))


def test_months_close_in_order_once_over_and_by_whom_it_concerns(cast: Cast) -> None:
    asset, month = open_track(cast), this_month()
    earned(rin(cast), used(asset, licence(cast.partner, [cast.publisher])))
    later = ledger.month_after(month)
    with pytest.raises(Conflict, match="not over"):
        closing.close(month, actor=None)
    with pytest.raises(Conflict, match="comes first"):
        closing.begin(later, actor=None, now=after(later))
    with pytest.raises(Invalid):
        closing.begin(month + timedelta(days=1), actor=None)
    for who, team in ((cast.ayla, cast.artist), (cast.rin, cast.partner)):
        with pytest.raises(Denied):
            closing.begin(month, actor=acting(who, team), now=after(month))
    closing.begin(month, actor=acting(cast.olu, cast.operator), now=after(month))
    assert (ledger.first_open(), closing.waiting()) == (later, [month])
    with pytest.raises(Conflict, match="comes first"):
        closing.begin(later, actor=None, now=after(later))
    assert not Statement.objects.visible_to(acting(cast.theo, cast.publisher)).exists()
    assert closing_calendar.close_due(now=after(month)) == [month]
    (said_,) = Statement.objects.visible_to(acting(cast.theo, cast.publisher))
    assert not Statement.objects.visible_to(acting(cast.ayla, cast.artist)).exists()
    assert closing_calendar.close_due(now=after(month)) == []
    with pytest.raises(Conflict, match="closed already"):
        closing.begin(date(2020, 1, 1), actor=None)
    told = Entry.objects.get(type="statement.closed")
    assert (told.concerns, told.data["statement"]) == ([cast.publisher.pk], said_.pk)
    for change in ({"payable": 1}, {"signature": "x.y.z"}, {"lines_sha256": "0" * 64}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Statement.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Statement.objects.all().delete()


def test_the_calendar_closes_on_its_day_and_not_before(cast: Cast) -> None:
    earned(rin(cast), used(open_track(cast), licence(cast.partner, [cast.publisher])))
    assert closing_calendar.close_due(now=after(this_month()) - timedelta(seconds=1)) == []
    assert closing_calendar.close_due(now=after(this_month())) == [this_month()]


def test_a_total_that_is_not_the_sum_of_its_lines_is_never_closed(cast: Cast) -> None:
    month = this_month()
    earned(rin(cast), used(open_track(cast), licence(cast.partner, [cast.publisher])))
    VersionTotal.objects.update(amount=D("0.045001"))
    with pytest.raises(DoesNotAddUp, match="do not come to its sum"), transaction.atomic():
        close(month)
    VersionTotal.objects.update(amount=D("0.045"))
    MonthTotal.objects.update(amount=D("0.045001"))
    with pytest.raises(DoesNotAddUp, match="not what its works come to"):
        close(month)
    assert Month.objects.get().state == "closing"
    assert not Statement.objects.visible_to(acting(cast.theo, cast.publisher)).exists()


acts = st.one_of(
    st.tuples(st.just("use"), st.integers(0, 2), st.decimals(D("0.000001"), 5000, places=6)),
    st.tuples(st.just("reverse"), st.integers(0, 10), st.none()),
    st.tuples(st.just("split"), st.integers(0, 1), st.integers(1, 9999)),
    st.tuples(st.just("dispute"), st.integers(0, 1), st.integers(1, 10_000)),
    st.tuples(st.just("end"), st.integers(0, 3), st.none()),
    st.tuples(st.just("advance"), st.integers(0, 1), st.integers(1, 400_000_000)),
    st.tuples(st.just("close"), st.none(), st.none()),
)


class EveryCent(TestCase):
    """Whatever happens between closings."""

    @settings(
        max_examples=20, phases=[Phase.explicit, Phase.reuse, Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(
        st.lists(acts, min_size=4, max_size=14),
        st.decimals(D("0.000001"), 3, places=6),
        st.sampled_from(["EUR", "JPY", "BHD"]),
    )
    def test_is_somewhere_exactly_once(self, happens: list[tuple[str, int, D]], price: D, other: str) -> None:
        people = cast_module.cast()
        one, two = open_track(people), open_track(people, "Low Bridge")
        deals = [
            licence(people.partner, [people.label], per_output(str(price)), currency=currency)
            for currency in ("EUR", other)
        ]
        month = this_month()
        agreed(one, {people.artist: 3333, people.label: 6667})
        references: list[str] = []
        disputes = []
        assets: list[Asset] = [one, two]
        for at, (what, which, value) in enumerate([*happens, ("close", 0, 0), ("close", 0, 0)]):
            if what == "use":
                references.append(f"l-{at}")
                line = used(assets[which % 2], deals[which // 2], references[-1], quantity=str(value))
                earned(rin(people), line)
            elif what == "reverse" and references:
                earned(rin(people), {"reference": f"r-{at}", "reverses": references.pop(which % len(references))})
            elif what == "split":
                points = int(value)
                shares = {people.artist: points, people.label: 10_000 - points}
                divide_anew([agreed(assets[which], shares, since=date(2020, 1, 1) + timedelta(days=at)).pk])
            elif what == "dispute" and len(disputes) < 2 and not any(d.asset_id == assets[which].pk for d in disputes):
                disputes.append(disputed(assets[which], people.label, people.artist, int(value)))
            elif what == "end" and disputes:
                ended(disputes.pop(which % len(disputes)))
            elif what == "advance":
                pooled(deals[0], assets[which], str(D(value) / 1_000_000))
            elif what == "close":
                wanted = expected(month)
                assert said(close(month)) == wanted
                month = ledger.month_after(month)
        nothing_is_lost()
        _balances()


def _balances() -> None:
    """Over all months: what was earned is paid, held, recouped or carried."""
    for key in set(Statement.objects.values_list("team_id", "currency")):
        mine = Statement.objects.filter(team_id=key[0], currency=key[1]).order_by("-month_id")
        rows = list(mine)
        waits = sum((h.amount for h in Hold.objects.filter(team_id=key[0], currency=key[1], release=None)), D(0))
        assert sum(one.held - one.released for one in rows) == waits
        earned_ = sum(one.earned for one in rows)
        assert earned_ == sum(one.payable + one.recouped for one in rows) + waits + rows[0].carried_out
