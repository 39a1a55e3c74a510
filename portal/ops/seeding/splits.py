"""How the demonstration's money divides: agreed for all that several hold, two proposals on the table, a dispute."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone

from artists.access import Actor
from artists.catalog.models import Asset, Holding, Right
from consent.splits import actions, disputes
from consent.splits.inforce import ALL, holders_of, in_force, sides_of
from consent.splits.models import Answer, Split
from consent.splits.proposing import Wanted
from consent.splits.states import Side, State
from portal.ops.seeding.world import World

# What each right gets of a side, divided equally over those who hold it.
_WEIGHTS: dict[Side, dict[str, int]] = {
    Side.RECORDING: {Right.PERFORMER: 35, Right.MASTER: 65},
    Side.WHOLE: {Right.PERFORMER: 30, Right.MASTER: 45, Right.PUBLISHING: 25},
    Side.SONG: {Right.PUBLISHING: 100},
    Side.SELF: {Right.SELF: 100},
}


def sow_splits(world: World) -> None:
    """Every side with several holders has a split since the year before last."""
    actors = _actors(world)
    works = [(asset.pk, side) for asset in Asset.objects.order_by("pk") for side in sides_of(asset)]
    alike: dict[tuple[Side, str], list[UUID]] = defaultdict(list)
    divisions: dict[tuple[Side, str], dict[int, int]] = {}
    for (asset, side), teams in holders_of(works).items():
        if len(teams) > 1:
            shares = _division(asset, side, teams)
            key = side, repr(sorted(shares.items()))
            divisions[key] = shares
            alike[key].append(asset)
    since = date(timezone.now().year - 2, 1, 1)
    for (side, text), assets in alike.items():
        shares = divisions[side, text]
        first, *_ = sorted(shares)
        actions.propose_many(assets, Wanted(side, shares, since), actor=actors[first])
    for team in actors:
        _say_yes(actors[team])
    _open(world, actors)


def _actors(world: World) -> dict[int, Actor]:
    owners = (
        ("ayla", "Ayla Marsh"), ("odette", "Odette Quaye"), ("dana", "Northlight Records"), ("theo", "Harbour Songs")
    )  # fmt: skip
    acting = [world.acting(login, team) for login, team in owners]
    return {actor.team_id: actor for actor in acting}


def _say_yes(actor: Actor) -> None:
    waiting = Answer.objects.filter(team_id=actor.team_id, agrees=None, split__state=State.PROPOSED)
    actions.answer_many(list(waiting.values_list("split_id", flat=True)), True, actor=actor)


def _division(asset: UUID, side: Side, teams: frozenset[int]) -> dict[int, int]:
    rows = Holding.objects.filter(asset_id=asset)
    if side is Side.WHOLE:
        rows = rows | Holding.objects.filter(asset__embodied_by__recording_id=asset, right=Right.PUBLISHING)
    held: dict[str, list[int]] = defaultdict(list)
    for right, team in rows.order_by("right", "team_id").values_list("right", "team_id").distinct():
        if right in _WEIGHTS[side]:
            held[right].append(team)
    total = sum(_WEIGHTS[side][right] for right in held)
    shares = dict.fromkeys(sorted(teams), 0)
    for right, holders in held.items():
        for team in holders:
            shares[team] += ALL * _WEIGHTS[side][right] // (total * len(holders))
    shares[max(shares, key=lambda team: (shares[team], -team))] += ALL - sum(shares.values())
    return shares


def _open(world: World, actors: dict[int, Actor]) -> None:
    """What is not settled: the label gives Ayla more of one track, the publisher of some songs; and somebody sang."""
    ayla, label, publisher = (world.teams[name] for name in ("Ayla Marsh", "Northlight Records", "Harbour Songs"))
    next_month = (timezone.now().date().replace(day=1) + timedelta(days=32)).replace(day=1)
    both = list(_shared(Side.RECORDING, {ayla.pk, label.pk})[:2])
    if len(both) == 2:
        more = Wanted(
            Side.RECORDING, {ayla.pk: 4_500, label.pk: 5_500}, next_month,
            "What we paid for the recording has come back, so your share goes up.",
        )  # fmt: skip
        actions.propose_many(both[:1], more, actor=actors[label.pk])
        divides = in_force(both[1], Side.RECORDING, timezone.now().date())
        hers = divides.share_of(ayla.pk) if divides else 0
        disputes.dispute(
            Asset.objects.get(pk=both[1]), Side.RECORDING, ayla, min(2_000, hers),
            "Odette says that she sang the second voice on this and was never asked.",
            actor=world.acting("olu", "Soundcheck"), behalf=world.teams["Odette Quaye"],
        )  # fmt: skip
    songs = list(_shared(Side.SONG, {ayla.pk, publisher.pk}))
    better = Wanted(Side.SONG, {ayla.pk: 6_000, publisher.pk: 4_000}, next_month, "As in the new publishing agreement.")
    actions.propose_many(songs, better, actor=actors[publisher.pk])


def _shared(side: Side, teams: set[int]) -> Sequence[UUID]:
    """Works whose agreed split is between exactly these teams, the most played first."""
    splits = Split.objects.filter(side=side, state=State.AGREED).order_by("-asset__plays", "asset__title")
    return [
        split.asset_id
        for split in splits.prefetch_related("shares")
        if {share.team_id for share in split.shares.all()} == teams
    ]
