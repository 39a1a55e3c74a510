"""Whatever is reported, reversed, split, corrected and closed, in whatever order: every micro is somewhere, once."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from artists.access import Actor
from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.earnings.ledger import month_after
from consent.earnings.models import Charge, Earning, Month
from consent.earnings.money import ALL, MICRO, charged, divided, evenly, payable, weighed
from consent.earnings.posting import divide_anew, earn
from consent.licences.models import Licence
from consent.licences.terms import Basis, Rate
from consent.splits.models import Split
from tests.cast import Cast
from tests.properties.test_reports import undone
from tests.support.earning import agreed, licence, nothing_is_lost, per_output
from tests.support.pricing import Used, worth
from tests.support.reporting import line, open_track, rin, sent

AMOUNTS = st.decimals(Decimal("-1e12"), Decimal("1e12"), places=6)
SHARES = st.lists(st.integers(1, 5000), min_size=1, max_size=5).map(lambda cuts: _to_all(cuts))


def _to_all(cuts: list[int]) -> list[int]:
    """Parts that come to 10,000."""
    total, upto, parts = sum(cuts), 0, []
    for cut in cuts:
        parts.append((upto + cut) * ALL // total - upto * ALL // total)
        upto += cut
    return [one for one in parts if one]


@given(amount=AMOUNTS, shares=SHARES)
def test_parts_come_to_the_whole_and_mirror_below_zero(amount: Decimal, shares: list[int]) -> None:
    parts = divided(amount, shares)
    assert sum(parts) == amount
    assert divided(-amount, shares) == [-one for one in parts]
    for part, share in zip(parts, shares, strict=True):
        assert abs(part - amount * share / ALL) < MICRO


@given(amount=AMOUNTS, count=st.integers(1, 50), weights=st.lists(st.integers(0, 10**9), min_size=1).filter(any))
def test_works_get_the_same_or_what_they_weigh(amount: Decimal, count: int, weights: list[int]) -> None:
    assert sum(evenly(amount, count)) == amount
    assert max(evenly(amount, count)) - min(evenly(amount, count)) <= MICRO
    by_weight = weighed(amount, weights)
    assert sum(by_weight) == amount
    assert all(part == 0 for part, weight in zip(by_weight, weights, strict=True) if not weight)


@given(due=AMOUNTS, digits=st.sampled_from([0, 2, 3]))
def test_what_is_not_paid_is_carried(due: Decimal, digits: int) -> None:
    paid, carried = payable(due, digits)
    assert paid + carried == due
    assert paid >= 0
    assert (0 if due > 0 else due) <= carried < Decimal(1).scaleb(-digits)  # rounded down: nobody is paid ahead


RATES = (
    per_output("0.0451"), per_output("1.333333", "remix"), Rate(Basis.PER_MINUTE, Decimal("0.000007")),
    Rate(Basis.REVENUE_SHARE, basis_points=2999),
)  # fmt: skip


@dataclass
class World:
    """Two tracks, a licence of the masters' side in euros and one of the songs' in dollars, and what was done."""

    cast: Cast
    actor: Actor
    tracks: list[Asset]
    deals: list[Licence]
    starts: datetime
    lines: dict[str, tuple[Asset, int, Used, date]] = field(default_factory=dict)
    reversed: set[str] = field(default_factory=set)
    splits: list[tuple[Asset, date, dict[Team, int]]] = field(default_factory=list)


@pytest.fixture
def world(cast: Cast) -> World:
    """The world every example begins with."""
    tracks = [open_track(cast, "One"), open_track(cast, "Two")]
    deals = [
        licence(cast.partner, [cast.label], *RATES),
        licence(cast.partner, [cast.publisher], *RATES, currency="USD"),
    ]
    return World(cast, rin(cast), tracks, deals, timezone.now() + timedelta(minutes=1))


MONEY = st.decimals(Decimal("0"), Decimal("50000"), places=6)
REPORT = st.tuples(st.just("report"), st.integers(0, 1), st.integers(0, 1), st.integers(0, 80), MONEY, MONEY, MONEY)
REVERSE = st.tuples(st.just("reverse"), st.integers(0, 20))
SPLIT = st.tuples(st.just("split"), st.integers(0, 1), st.integers(0, 80), st.integers(1, 9999))
CLOSE = st.tuples(st.just("close"))
ACTS = st.lists(st.one_of(REPORT, REPORT, REVERSE, SPLIT, CLOSE), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, order=st.randoms(use_true_random=False))
def test_every_micro_is_somewhere_once_after_any_history(world: World, acts: list[Any], order: Any) -> None:
    with undone():
        fresh = World(world.cast, world.actor, world.tracks, world.deals, world.starts)
        waiting: list[Any] = []
        for act in acts:
            _do(fresh, act, waiting)
            if order.random() < 0.4:  # messages come late, twice and in any order
                order.shuffle(waiting)
                _deliver(waiting[: order.randint(0, len(waiting))])
        order.shuffle(waiting)
        _deliver(waiting)
        nothing_is_lost()
        _as_reckoned(fresh)
        before = Earning.objects.count()
        _deliver(waiting)
        assert Earning.objects.count() == before


def _do(world: World, act: tuple[Any, ...], waiting: list[Any]) -> None:
    kind, *rest = act
    later = world.starts + timedelta(days=100)
    if kind == "report":
        which, deal, days, quantity, minutes, revenue = rest
        at, reference = world.starts + timedelta(days=days), f"u-{len(world.lines)}"
        used = Used("remix", quantity, minutes, revenue)
        world.lines[reference] = (world.tracks[which], deal, used, at.date())
        money = {"amount": str(revenue), "currency": ("EUR", "USD")[deal]}
        told = line(
            world.tracks[which], world.deals[deal], reference, made_at=at.isoformat(), quantity=str(quantity),
            minutes=str(minutes), revenue=money,
        )  # fmt: skip
        waiting.append(sent(world.actor, told, now=later).batch.pk)
    elif kind == "reverse" and (left := [one for one in world.lines if one not in world.reversed]):
        target = left[rest[0] % len(left)]
        world.reversed.add(target)
        waiting.append(sent(world.actor, {"reference": f"r-{target}", "reverses": target}, now=later).batch.pk)
    elif kind == "split":
        which, days, first = rest
        since = (world.starts + timedelta(days=days)).date()
        shares = {world.cast.artist: first, world.cast.label: ALL - first}
        world.splits.append((world.tracks[which], since, shares))
        waiting.append(agreed(world.tracks[which], shares, since=since))
    elif kind == "close":
        last = Month.objects.order_by("-first").first()
        first_day = month_after(last.first) if last else world.starts.date().replace(day=1)
        Month.objects.create(first=first_day, begun_at=timezone.now())


def _deliver(waiting: list[Any]) -> None:
    for one in waiting:
        if isinstance(one, Split):
            divide_anew([one.pk])
        else:
            earn([one])


def _as_reckoned(world: World) -> None:
    """What each team has of each line is what pure arithmetic makes of the rates and the split of the day."""
    found: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for one in Earning.objects.select_related("charge__line", "charge__line__reverses"):
        reported = one.charge.line
        assert reported is not None
        source = reported.reverses or reported
        found[source.reference, one.team_id] += one.amount
    expected: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for reference, (asset, deal, used, day) in world.lines.items():
        if reference in world.reversed:
            continue
        for team, amount in _parts(world, asset, deal, used, day).items():
            expected[reference, team] += amount
    assert {key: amount for key, amount in found.items() if amount} == {k: a for k, a in expected.items() if a}
    for charge in Charge.objects.select_related("rate"):
        assert charge.amount == charged(charge.units, charge.price)


def _parts(world: World, asset: Asset, deal: int, used: Used, day: date) -> dict[int, Decimal]:
    if deal == 1:  # the publisher alone holds the songs
        return {world.cast.publisher.pk: worth(RATES, used)}
    fitting = [(since, place, shares) for place, (of, since, shares) in enumerate(world.splits) if of == asset]
    fitting = [one for one in fitting if one[0] <= day]
    if not fitting:
        return {}
    shares = max(fitting, key=lambda one: one[:2])[2]
    came: dict[int, Decimal] = defaultdict(Decimal)
    for rate in RATES[1:]:  # the rate for all uses yields to the one that names remixes
        for team, part in zip(shares, divided(worth([rate], used), list(shares.values())), strict=True):
            came[team.pk] += part
    return came
