"""Sums that no single use earned: posted once, when they fall due, and divided over works by the published rule."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from artists.access import Conflict, Denied, Invalid
from artists.catalog.models import Asset, Right
from artists.journal import outbox
from artists.journal.models import Entry
from artists.notices.models import Notice
from artists.teams.models import Team
from consent.earnings import entries
from consent.earnings.models import Charge, Concerned, LicenceYear, Pool, Unsplit
from consent.earnings.money import evenly, weighed
from consent.earnings.notices import POOLED
from consent.earnings.pools import post_due
from consent.earnings.posting import divide_anew
from consent.earnings.settlements import Settlement, settle
from consent.earnings.states import Rule
from consent.licences import steps
from consent.licences.models import Licence, Signature
from consent.licences.states import Act
from consent.licences.terms import Basis, PoolRule, Rate, Terms
from consent.splits.states import Side
from consent.usage.models import Tally
from tests.cast import Cast, acting, hold, song_of, track
from tests.support.earning import agreed, earned, licence, nothing_is_lost, of, per_output, used
from tests.support.licences import MODEL, in_force, terms
from tests.support.reporting import open_track, rin, sent

D = Decimal
DAY = timedelta(days=1)


def today() -> date:
    return timezone.now().astimezone(UTC).date()


def lump(amount: str, basis: Basis = Basis.FLAT, use: str = "") -> Rate:
    return Rate(basis, D(amount), use=use)


def tracks(cast: Cast, *titles: str) -> list[Asset]:
    """Tracks of the artist on the label, in the order in which sums divide: by id."""
    made = [
        track(one, cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,))
        for one in titles
    ]
    return sorted(made, key=lambda asset: asset.pk)


def amended(deal: Licence, licensors: Sequence[Team], agreed_on: Terms, *, days: int = 0) -> None:
    """Everybody signs another version."""
    actor, now = deal.partner.memberships.get(role="owner"), timezone.now() + timedelta(days=days)
    signer = acting(actor.person, deal.partner)
    with transaction.atomic():
        locked = Licence.objects.select_for_update().get(pk=deal.pk)
        steps.move(locked, Act.OFFER)
        version = steps.add_version(locked, agreed_on, actor=signer, at=now)
        yeses = [steps.Yes(team.pk, None, now, Signature.How.SIGNED) for team in [deal.partner, *licensors]]
        steps.conclude(locked, version, yeses, at=now)


def amounts(kind: str = "") -> list[Decimal]:
    some = Pool.objects.filter(kind=kind) if kind else Pool.objects.all()
    return list(some.order_by("pk").values_list("amount", flat=True))


def test_money_for_training_divides_equally_over_the_works_as_stim_does_it(cast: Cast) -> None:
    """By hand: 10,000 over three works; 40 % of each to Ayla, 60 % to the label."""
    some = tracks(cast, "Saltglass", "Tidal Rooms", "Paper Anchors")
    for one in some:
        agreed(one, {cast.artist: 4000, cast.label: 6000})
    training = in_force(
        cast.partner, [cast.label], terms(["train"], rates=(lump("10000"), per_output("0.01")), model=MODEL)
    )
    assert (post_due(today() - DAY), post_due(), post_due()) == (0, 1, 0)
    pool = Pool.objects.get()
    assert (pool.kind, pool.rule, pool.amount, pool.version) == ("flat", "equal", D(10_000), training.in_force)
    charges = list(Charge.objects.order_by("asset_id"))
    assert [one.asset_id for one in charges] == [one.pk for one in some]
    assert [one.amount for one in charges] == [D("3333.333333"), D("3333.333333"), D("3333.333334")]
    assert {one.side for one in charges} == {"recording"}
    assert of(cast.artist) == D("1333.333333") * 2 + D("1333.333333")
    assert of(cast.label) == D(10_000) - of(cast.artist)
    parts = {one.team: (one.works, one.amount) for one in Concerned.objects.select_related("team")}
    assert parts == {cast.artist: (3, of(cast.artist)), cast.label: (3, of(cast.label))}
    told = Entry.objects.get(type=entries.POOLED)
    assert set(told.concerns) == {cast.artist.pk, cast.label.pk, cast.partner.pk}
    outbox.drain()
    heard = Notice.objects.filter(kind=POOLED.code)
    assert set(heard.values_list("person__name", flat=True)) == {"Ayla Marsh", "Marco Reyes", "Dana Okoye", "Rin Sato"}
    assert set(heard.values_list("title", flat=True)) == {"A flat sum from Halcyon Audio was divided over works"}
    nothing_is_lost()


def test_a_sum_pays_the_side_that_licensed_and_waits_where_nobody_agreed(cast: Cast) -> None:
    """The publisher holds a song of two tracks: each track is a work, and the song's part of both goes to it."""
    first, second = tracks(cast, "Saltglass", "Tidal Rooms")
    by_publisher = in_force(cast.partner, [cast.publisher], terms(rates=(lump("1"),)))
    both = in_force(cast.partner, [cast.publisher, cast.label], terms(rates=(lump("3"),)))
    post_due()
    songs = Charge.objects.filter(version=by_publisher.in_force)
    assert {(one.side, one.work_id) for one in songs} == {("song", song_of(one).pk) for one in (first, second)}
    assert {one.side for one in Charge.objects.filter(version=both.in_force)} == {"whole"}
    assert of(cast.publisher) == 1
    assert Unsplit.objects.count() == 2
    in_both = Concerned.objects.filter(pool__version=both.in_force)
    assert set(in_both.values_list("works", "amount")) == {(2, D(0))}
    divide_anew([agreed(first, {cast.label: 5000, cast.other_artist: 5000}, side=Side.WHOLE).pk])
    assert in_both.get(team=cast.other_artist).amount == in_both.get(team=cast.label).amount == D("0.75")
    nothing_is_lost()


def test_a_medley_divides_its_part_over_its_songs(cast: Cast) -> None:
    medley, _ = tracks(cast, "Medley", "Other")
    more = Asset.objects.create(kind="composition", title="More", created_at=timezone.now())
    hold(more, cast.publisher, Right.PUBLISHING)
    medley.compositions.add(more)
    in_force(cast.partner, [cast.publisher], terms(assets=[medley], rates=(lump("0.000003"),)))
    post_due()
    got = Charge.objects.order_by("work_id").values_list("amount", flat=True)
    assert list(got) == evenly(D("0.000003"), 2) == [D("0.000001"), D("0.000002")]
    nothing_is_lost()


def test_what_a_licence_leaves_out_gets_nothing_and_what_covers_nothing_waits(cast: Cast) -> None:
    first, second = tracks(cast, "Saltglass", "Tidal Rooms")
    plain = terms(rates=(lump("100"),))
    without = replace(plain, catalogue=replace(plain.catalogue, without_assets=(second.pk,)))
    in_force(cast.partner, [cast.label], without)
    nobody = in_force(cast.partner, [cast.other_artist], plain)
    assert post_due() == 1
    assert {one.asset_id for one in Charge.objects.all()} == {first.pk}
    hold(second, cast.other_artist, Right.MASTER, None)
    assert post_due() == 1
    assert Pool.objects.filter(version=nobody.in_force).count() == 1


def test_a_new_version_owes_only_what_it_raises_and_another_term_everything(cast: Cast) -> None:
    tracks(cast, "Saltglass")
    plain = terms(rates=(lump("100"), lump("40", Basis.ADVANCE), per_output("0.1")))
    deal = licence(cast.partner, [cast.label], *plain.rates)
    assert post_due() == 2
    amended(deal, [cast.label], replace(plain, notice_days=60))
    assert post_due() == 0
    amended(deal, [cast.label], replace(plain, rates=(lump("130"), lump("10", Basis.ADVANCE), per_output("0.1"))))
    assert (post_due(), amounts("flat"), amounts("advance")) == (1, [D(100), D(30)], [D(40)])
    begins = plain.ends_on + DAY
    amended(deal, [cast.label], replace(plain, starts_on=begins, ends_on=begins + DAY * 100))
    assert post_due(begins - DAY) == 0
    assert post_due(begins) == 2
    assert (amounts("flat"), amounts("advance")) == ([D(100), D(30), D(100)], [D(40), D(40)])
    nothing_is_lost()


def test_checks_are_paid_by_the_month_and_only_live_ones(cast: Cast) -> None:
    asset = open_track(cast)
    rates = (lump("0.8", Basis.PER_1000_CHECKS), lump("1.2", Basis.PER_1000_CHECKS, "discover"))
    deal = licence(cast.partner, [cast.label], *rates, uses=("remix", "discover"))
    client = cast.partner.api_clients.create(client_id="halcyon", name="Halcyon", created_at=timezone.now())
    for use, count, test in (("remix", 1234, False), ("discover", 10, False), ("discover", 99, True)):
        Tally.objects.create(
            day=today(), partner=cast.partner, client=client, test=test, use=use, version=deal.in_force_id,
            answer="allow", count=count,
        )  # fmt: skip
    following = (today().replace(day=1) + DAY * 32).replace(day=1)
    assert post_due(following) == 0
    assert (post_due(following + DAY), post_due(following + DAY)) == (2, 0)
    assert amounts("checks") == [D("0.9872"), D("0.012")] or amounts("checks") == [D("0.012"), D("0.9872")]
    assert Charge.objects.filter(asset=asset).count() == 2
    nothing_is_lost()


def test_attribution_follows_what_was_reported_less_what_was_reversed(cast: Cast) -> None:
    first, second, third = (open_track(cast, name) for name in ("Saltglass", "Tidal Rooms", "Paper Anchors"))
    deal = licence(cast.partner, [cast.label], per_output("0.1"))
    earned(
        rin(cast), used(first, deal, "a", quantity=6), used(second, deal, "b", quantity=3),
        used(third, deal, "c", quantity=9),
    )  # fmt: skip
    sent(rin(cast), {"reference": "d", "reverses": "c"})
    olu = acting(cast.olu, cast.operator)
    past = Settlement(
        cast.partner, "What was made in spring", D("100"), "EUR", Rule.ATTRIBUTION, today(), today(), licence=deal
    )
    pool = settle(past, actor=olu)
    parts = dict(Charge.objects.filter(pool=pool).values_list("asset_id", "amount"))
    weights = {first.pk: 6, second.pk: 3}
    assert [parts[one] for one in sorted(parts)] == weighed(D(100), [weights[one] for one in sorted(parts)])
    assert (pool.rule, set(parts)) == ("attribution", set(weights))
    before = replace(past, first=today() - DAY, last=today() - DAY, licence=None, works=(first.pk, third.pk))
    unreported = settle(before, actor=olu)
    assert (unreported.rule, unreported.charges.count()) == ("equal", 2)
    assert {one.side for one in unreported.charges.all()} == {"whole"}
    nothing_is_lost()


def test_a_settlement_is_recorded_once_and_only_by_who_runs_the_portal(cast: Cast) -> None:
    (asset,) = tracks(cast, "Saltglass")
    deal = licence(cast.partner, [cast.label], per_output("0.1"))
    olu = acting(cast.olu, cast.operator)
    past = Settlement(
        cast.partner, "Past training", D("5.5"), "EUR", Rule.EQUAL, today() - DAY, today(), works=(asset.pk,)
    )
    settle(past, actor=olu)
    settle(replace(past, works=(), licence=deal), actor=olu)
    for again in (past, replace(past, works=(), licence=deal, amount=D(6))):
        with pytest.raises(Conflict, match="recorded already"):
            settle(again, actor=olu)
    for who, team in ((cast.rin, cast.partner), (cast.dana, cast.label)):
        with pytest.raises(Denied):
            settle(replace(past, title="Another"), actor=acting(who, team))
    for field, wrong in (
        ("amount", {"amount": D(0)}), ("amount", {"amount": D("1.0000001")}), ("amount", {"amount": D("NaN")}),
        ("currency", {"currency": "XXQ"}), ("last", {"last": today() + DAY}), ("title", {"title": " "}),
        ("last", {"last": today() - DAY * 3}), ("works", {"works": ()}), ("works", {"licence": deal}),
        ("partner", {"partner": cast.label}), ("works", {"works": (cast.ayla_marsh.pk,)}),
        ("currency", {"works": (), "licence": deal, "currency": "USD"}),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refusal:
            settle(replace(past, title="Else", **wrong) if "title" not in wrong else replace(past, **wrong), actor=olu)
        assert refusal.value.field == field, wrong
    assert Pool.objects.count() == 2
    nothing_is_lost()


def test_the_minimum_tops_up_what_a_year_came_to_once_its_reports_are_in(cast: Cast) -> None:
    asset = open_track(cast)
    agreed(asset, {cast.artist: 5000, cast.label: 5000})
    deal = licence(cast.partner, [cast.label], per_output("0.1"), lump("400"), minimum=D(1000))
    ends = today() + DAY * 365  # a year and a day, or the year and a part of the next
    earned(rin(cast), used(asset, deal, quantity=1500))
    post_due()
    running = LicenceYear.objects.get()
    assert (running.promised, running.came_to, running.final) == (D(1000), D(550), False)
    due = datetime(ends.year, ends.month, 1, tzinfo=UTC).date() + DAY * 75
    post_due(due)
    assert amounts("minimum")[0] == D(450)
    assert post_due(due) == 0
    first, *rest = LicenceYear.objects.order_by("first")
    assert (first.promised, first.came_to, first.final) == (D(1000), D(550), True)
    for one in rest:  # what a year has beyond 365 days, pro rata
        days = (one.first.replace(year=one.first.year + 1) - one.first).days
        assert one.promised == (D(1000) * ((one.last - one.first).days + 1) / days).quantize(D("0.000001"))
        assert one.final
    assert sum(amounts("minimum")) == D(450) + sum((one.promised for one in rest), D(0))
    nothing_is_lost()


def test_a_deal_by_attribution_pays_a_lump_sum_equally_for_nothing_is_reported_yet(cast: Cast) -> None:
    tracks(cast, "Saltglass", "Tidal Rooms")
    licence(cast.partner, [cast.label], lump("2"), pool=PoolRule.ATTRIBUTION)
    post_due()
    assert Pool.objects.get().rule == "equal"
    assert set(Charge.objects.values_list("amount", flat=True)) == {D(1)}
