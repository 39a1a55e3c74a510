"""From a report's line to each team's part: nothing is lost, nothing is counted twice, nothing is guessed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from artists.catalog.entries import HOLDING_REMOVED
from artists.catalog.models import Asset, Holding, Right
from artists.journal.record import Act, record
from consent.earnings.models import Charge, Earning, Month, MonthTotal, Unsplit
from consent.earnings.posting import divide_anew, earn, earn_forgotten
from consent.licences.terms import Basis, Rate
from consent.reports.models import Batch
from consent.splits import actions
from consent.splits.proposing import Wanted
from consent.splits.states import Side
from tests.cast import Cast, acting, track
from tests.support.earning import agreed, earned, licence, nothing_is_lost, of, per_output, used
from tests.support.reporting import codes, open_track, rin, sent

D = Decimal
WHOLE = Side.WHOLE


def parts(charge: Charge) -> dict[int, D]:
    """What each team has of a charge now."""
    found: dict[int, D] = {}
    for one in charge.earnings.all():
        found[one.team_id] = found.get(one.team_id, D(0)) + one.amount
    return found


def test_a_use_is_divided_by_the_split_to_the_last_micro(cast: Cast) -> None:
    asset = open_track(cast)
    deal = licence(cast.partner, [cast.label], per_output("0.1"))
    agreed(asset, {cast.artist: 3333, cast.label: 6667})
    (charge,) = earned(rin(cast), used(asset, deal, quantity="0.00007"))
    assert (charge.units, charge.price, charge.amount, charge.side) == (
        D("0.00007"),
        D("0.1"),
        D("0.000007"),
        "recording",
    )
    assert parts(charge) == {cast.artist.pk: D("0.000002"), cast.label.pk: D("0.000005")}
    nothing_is_lost()


def test_rates_add_up_by_basis_and_the_one_that_names_the_use_beats_the_one_for_all(cast: Cast) -> None:
    asset = open_track(cast)
    rates = (
        per_output("9"), per_output("0.45", "remix"), Rate(Basis.PER_MINUTE, D("0.01")),
        Rate(Basis.REVENUE_SHARE, basis_points=3000), Rate(Basis.FLAT, D(1000)),
    )  # fmt: skip
    deal = licence(cast.partner, [cast.publisher], *rates)
    charges = earned(
        rin(cast),
        used(asset, deal, quantity=2, minutes="3.5", revenue={"amount": "1.49", "currency": "EUR"}),
    )
    assert sorted(one.amount for one in charges) == [D("0.035"), D("0.447"), D("0.9")]
    assert of(cast.publisher) == D("1.382")  # it alone holds the song
    total = MonthTotal.objects.filter(team=cast.publisher)
    assert sum(one.quantity for one in total) == 2  # one line of two, however many rates
    nothing_is_lost()


def test_without_an_agreed_split_the_money_waits_and_is_divided_when_there_is_one(cast: Cast) -> None:
    asset = open_track(cast)
    deal = licence(cast.partner, [cast.label])
    (charge,) = earned(rin(cast), used(asset, deal))
    assert Unsplit.objects.get().charge == charge
    assert not Earning.objects.exists()
    split = agreed(asset, {cast.artist: 5000, cast.label: 5000}, since=date.today() - timedelta(days=1))
    assert (divide_anew([split.pk]), divide_anew([split.pk])) == (1, 0)
    assert parts(charge) == {cast.artist.pk: D("0.0225"), cast.label.pk: D("0.0225")}
    assert not Unsplit.objects.exists()
    nothing_is_lost()


def test_each_side_of_a_track_is_paid_by_its_own_licence_and_signed_by_both_by_one_split(cast: Cast) -> None:
    asset = open_track(cast)
    agreed(asset, {cast.artist: 2500, cast.label: 7500})
    agreed(asset, {cast.artist: 4750, cast.label: 3250, cast.publisher: 2000}, side=WHOLE)
    master = licence(cast.partner, [cast.label, cast.artist], per_output("1"))
    song = licence(cast.partner, [cast.publisher], per_output("2"))
    both = licence(cast.partner, [cast.label, cast.publisher], per_output("0.45"))
    actor = rin(cast)
    (of_master,) = earned(actor, used(asset, master, "a"))
    (of_song,) = earned(actor, used(asset, song, "b"))
    (of_both,) = earned(actor, used(asset, both, "c"))
    work = asset.compositions.get()
    assert [(one.side, one.work_id) for one in (of_master, of_song, of_both)] == [
        ("recording", asset.pk), ("song", work.pk), ("whole", asset.pk)
    ]  # fmt: skip
    assert parts(of_master) == {cast.artist.pk: D("0.25"), cast.label.pk: D("0.75")}
    assert parts(of_song) == {cast.publisher.pk: D(2)}
    assert parts(of_both) == {cast.artist.pk: D("0.21375"), cast.label.pk: D("0.14625"), cast.publisher.pk: D("0.09")}
    nothing_is_lost()


def test_a_medleys_song_side_is_shared_equally_by_its_works(cast: Cast) -> None:
    asset = open_track(cast)
    other = track("Other", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,)).compositions.get()
    third = track("Third", cast.ayla_marsh, performer=cast.artist, publishing=(cast.publisher,)).compositions.get()
    asset.compositions.add(other, third)
    deal = licence(cast.partner, [cast.publisher], per_output("0.000010"))
    charges = earned(rin(cast), used(asset, deal))
    assert sorted(one.amount for one in charges) == [D("0.000003"), D("0.000003"), D("0.000004")]
    assert of(cast.publisher) + of(cast.artist) == D("0.00001")
    assert sum(one.quantity for one in MonthTotal.objects.filter(team=cast.publisher)) == 1
    nothing_is_lost()


def test_a_reversal_takes_back_from_whom_it_went_to(cast: Cast) -> None:
    asset, actor = open_track(cast), rin(cast)
    deal = licence(cast.partner, [cast.label])
    agreed(asset, {cast.artist: 5000, cast.label: 5000})
    first = sent(actor, used(asset, deal, "u", quantity=3))
    back = sent(actor, {"reference": "r", "reverses": "u"})
    earn([back.batch.pk])  # the batch with the use has not been charged: it is now, before
    assert earn([first.batch.pk, back.batch.pk]) == 0
    assert (of(cast.artist), of(cast.label)) == (0, 0)
    assert [one.reversed for one in MonthTotal.objects.filter(team=cast.label)] == [D("-0.0675")]
    assert MonthTotal.objects.filter(team=cast.label).get().quantity == 0
    nothing_is_lost()


def test_a_split_for_the_past_corrects_in_the_open_month_and_leaves_what_was_paid(cast: Cast) -> None:
    asset, actor = open_track(cast), rin(cast)
    start = datetime(2026, 9, 1, tzinfo=UTC).date()
    deal = licence(cast.partner, [cast.label], per_output("1"), starts_on=start)
    agreed(asset, {cast.artist: 5000, cast.label: 5000})
    moment = deal.starts_at or timezone.now()
    line = used(asset, deal, made_at=(moment + timedelta(minutes=1)).isoformat())
    (charge,) = earned(actor, line)
    first = charge.month
    Month.objects.create(first=first, begun_at=timezone.now())
    split = agreed(asset, {cast.artist: 8000, cast.label: 2000}, since=charge.used_on)
    assert divide_anew([split.pk]) == 1
    assert parts(charge) == {cast.artist.pk: D("0.8"), cast.label.pk: D("0.2")}
    assert {(one.turn, one.month > first) for one in charge.earnings.all()} == {(0, False), (1, True), (2, True)}
    nothing_is_lost()
    back = earned(actor, {"reference": "r", "reverses": line["reference"]})
    assert parts(back[0]) == {cast.artist.pk: D("-0.8"), cast.label.pk: D("-0.2")}
    assert (of(cast.artist), of(cast.label)) == (0, 0)
    nothing_is_lost()


def test_what_comes_late_falls_into_the_first_open_month_and_says_when_it_was(cast: Cast) -> None:
    asset = open_track(cast)
    agreed(asset, {cast.label: 10_000})
    deal = licence(cast.partner, [cast.label], per_output("1"))
    this_month = timezone.now().date().replace(day=1)
    Month.objects.create(first=this_month, begun_at=timezone.now())
    (charge,) = earned(rin(cast), used(asset, deal))
    assert charge.used_on < charge.month
    assert charge.earnings.get().month == charge.month > this_month
    nothing_is_lost()


def test_what_nobody_licensed_and_what_is_only_a_test_earns_nothing(cast: Cast) -> None:
    asset = open_track(cast)
    deal = licence(cast.partner, [cast.label])
    lonely = track("Unlicensed", cast.ayla_marsh, performer=cast.artist)
    taken = sent(rin(cast), used(asset, deal, "free", quantity=0), used(lonely, deal, "outside"))
    earn([taken.batch.pk])
    assert not Charge.objects.filter(asset=lonely).exists()
    assert not Charge.objects.filter(line__reference="free").exists()


def test_a_batch_nobody_asked_for_is_found(cast: Cast) -> None:
    asset = open_track(cast)
    deal = licence(cast.partner, [cast.publisher])
    sent(rin(cast), used(asset, deal))
    later = timezone.now() + timedelta(minutes=6)
    assert (earn_forgotten(now=later), earn_forgotten(now=later)) == (1, 0)
    assert Batch.objects.filter(earned=None).count() == 0


def test_what_is_reported_after_a_holder_left_waits_until_it_has_agreed_too(cast: Cast) -> None:
    asset = open_track(cast)
    deal = licence(cast.partner, [cast.label])
    left = timezone.now() + timedelta(days=1)
    holding = Holding.objects.get(asset=asset, team=cast.artist)
    data = {"title": str(asset), "right": "performer", "share_bp": None}
    act = Act(HOLDING_REMOVED, "asset", str(asset.pk), data, frozenset({cast.artist.pk, cast.label.pk}))
    record(act, actor=acting(cast.ayla, cast.artist), at=left)
    holding.delete()
    (charge,) = earned(rin(cast), used(asset, deal))
    assert Unsplit.objects.get().charge == charge  # the label is the last who holds it, and was not the only one
    mine = Wanted(Side.RECORDING, {cast.artist.pk: 6000, cast.label.pk: 4000}, charge.used_on)
    split = actions.propose(asset, mine, actor=acting(cast.dana, cast.label))
    actions.answer(split, True, actor=acting(cast.ayla, cast.artist))
    divide_anew([split.pk])
    assert parts(charge) == {cast.artist.pk: D("0.027"), cast.label.pk: D("0.018")}
    nothing_is_lost()


def test_an_amount_that_no_statement_could_hold_is_refused_and_holds_up_nothing(cast: Cast) -> None:
    asset, actor = open_track(cast), rin(cast)
    dear = licence(cast.partner, [cast.publisher], per_output("1000000000"))
    cheap = licence(cast.partner, [cast.publisher])
    taken = sent(actor, used(asset, dear, quantity=10**12 - 1), used(asset, cheap, "l-2"))
    assert [one.code for one in taken.refused] == ["amount_impossible"]
    earn_forgotten(now=timezone.now() + timedelta(minutes=6))
    assert of(cast.publisher) == D("0.045")
    nothing_is_lost()


def test_revenue_in_another_currency_than_the_licences_is_refused(cast: Cast) -> None:
    asset = open_track(cast)
    deal = licence(cast.partner, [cast.publisher], Rate(Basis.REVENUE_SHARE, basis_points=3000))
    taken = sent(rin(cast), used(asset, deal, revenue={"amount": "1", "currency": "USD"}))
    assert codes(taken) == ["other_currency"]


def _charge(cast: Cast) -> Charge:
    asset = open_track(cast)
    deal = licence(cast.partner, [cast.label])
    agreed(asset, {cast.artist: 5000, cast.label: 5000})
    (charge,) = earned(rin(cast), used(asset, deal))
    return charge


def test_the_database_refuses_parts_that_do_not_come_to_their_charge(cast: Cast) -> None:
    charge = _charge(cast)
    for amount, shares in ((D("-0.044999"), 10_000), (D("-0.045"), 9999)):
        with pytest.raises(DatabaseError, match="come to the charge"), transaction.atomic():
            Earning.objects.create(
                charge=charge, turn=1, team=cast.artist, basis_points=shares, month=charge.month, amount=amount
            )


def test_the_database_refuses_charges_that_do_not_come_to_their_line(cast: Cast) -> None:
    charge = _charge(cast)
    copied = {one.attname: getattr(charge, one.attname) for one in Charge._meta.concrete_fields if not one.primary_key}
    work = Asset.objects.filter(holdings__right=Right.PUBLISHING).first()
    with pytest.raises(DatabaseError, match="what their line or pool says"), transaction.atomic():
        Charge.objects.create(**copied | {"amount": D("0.044999"), "work_id": work.pk if work else None})
    with pytest.raises(IntegrityError), transaction.atomic():
        Charge.objects.create(**copied)


def test_the_database_refuses_to_charge_a_line_or_divide_a_charge_a_second_time(cast: Cast) -> None:
    charge = _charge(cast)
    copied = {one.attname: getattr(charge, one.attname) for one in Charge._meta.concrete_fields if not one.primary_key}
    part = {"charge_id": charge.pk, "basis_points": 10_000, "month": charge.month}
    with pytest.raises(DatabaseError, match="come to the charge"), transaction.atomic():
        Earning.objects.create(**part, turn=0, team=cast.publisher, amount=charge.amount)
    with pytest.raises(DatabaseError, match="come to the charge"), transaction.atomic():
        Earning.objects.create(**part | {"charge_id": charge.pk + 1_000}, turn=0, team=cast.artist, amount=0)
    with pytest.raises(DatabaseError, match="follows the one before"), transaction.atomic():
        Earning.objects.create(**part, turn=2, team=cast.artist, amount=charge.amount)
    with pytest.raises(DatabaseError, match="what their line or pool says"), transaction.atomic():
        Charge.objects.create(**copied | {"work_id": track("Another", cast.ayla_marsh, performer=cast.artist).pk})


def test_the_database_refuses_a_charge_for_no_line_or_for_more_than_the_line_says(cast: Cast) -> None:
    charge = _charge(cast)
    copied = {one.attname: getattr(charge, one.attname) for one in Charge._meta.concrete_fields if not one.primary_key}
    twice = {"units": charge.units * 2, "amount": charge.amount * 2}
    for wrong in ({"line_id": uuid7()}, {"rate_id": None, **twice}):
        with pytest.raises(DatabaseError, match="for a line that was counted"), transaction.atomic():
            Charge.objects.create(**copied | wrong)


def test_what_has_earned_and_the_split_that_divided_it_are_kept(cast: Cast) -> None:
    _charge(cast)
    for what, kept in (
        ("catalog_asset", "has earned is kept"),
        ("splits_split", "Cannot delete rows from splits_split"),
    ):
        with pytest.raises(DatabaseError, match=kept), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {what}")


def test_nothing_in_the_ledger_can_be_changed(cast: Cast) -> None:
    charge = _charge(cast)
    for what in ("UPDATE earnings_earning SET amount = 0", "DELETE FROM earnings_earning", "TRUNCATE earnings_earning",
                 "UPDATE earnings_charge SET amount = 0"):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(what)
    assert parts(charge)
