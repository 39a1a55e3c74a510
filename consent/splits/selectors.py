"""What pages read of splits: lists that cost the same for ten works and a hundred thousand, and one split's page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Prefetch, Q, QuerySet
from django.utils import timezone

from artists.access import Actor, Permission, TeamKind
from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.splits import division
from consent.splits.inforce import InForce, has_to_set_right, holders_of, in_force, sides_of
from consent.splits.models import Answer, Dispute, Split
from consent.splits.states import Side, State

GROUPS = 100


@dataclass(frozen=True)
class Part:
    """A team and its basis points."""

    team: Team
    basis_points: int


@dataclass(frozen=True)
class Key:
    """What proposals have in common that are answered at once."""

    by: int
    side: Side
    division: str
    effective_on: date
    reason: str = ""


@dataclass(frozen=True)
class Group:
    """Proposals of one team with one division. `last` is the highest number among them, so that nobody answers to what
    came after the look; `only` is the one work there is, if it is one."""

    key: Key
    by: Team
    parts: tuple[Part, ...]
    count: int
    last: int
    title: str
    work: UUID


@dataclass(frozen=True)
class Counts:
    """How many wait for the team, how many for others, how many disputes are open."""

    needs: int
    waiting: int
    disputed: int


@dataclass(frozen=True)
class Said:
    """A team asked about a split: `agrees` is None while it has not answered."""

    team: Team
    basis_points: int
    agrees: bool | None
    at: datetime | None
    reason: str


@dataclass(frozen=True)
class Shown:
    """A split as a page shows it. `until` is the day another agreed one begins; `over` where one took all its days."""

    split: Split
    parts: tuple[Part, ...]
    said: tuple[Said, ...]
    until: date | None = None
    over: bool = False

    @property
    def waits_for(self) -> tuple[Team, ...]:
        """Who has not answered."""
        return tuple(one.team for one in self.said if one.agrees is None)


@dataclass(frozen=True)
class SplitPage:
    """Everything about how one side of a work divides, now, before, and what is proposed or disputed.

    `proposes` says that the team has somebody to agree with, or something to set right by itself.
    """

    asset: Asset
    side: Side
    sides: tuple[tuple[Asset, Side], ...]
    holders: tuple[Team, ...]
    in_force: InForce | None
    current: Shown | None
    parts: tuple[Part, ...]
    proposed: Shown | None
    versions: tuple[Shown, ...]
    disputes: tuple[Dispute, ...]
    holds: bool
    proposes: bool

    @property
    def without(self) -> tuple[Team, ...]:
        """Those who hold a right and have no part in what is in force."""
        if self.current is None:
            return ()
        having = {part.team.pk for part in self.parts}
        return tuple(team for team in self.holders if team.pk not in having)

    @property
    def open_disputes(self) -> tuple[Dispute, ...]:
        """Those that hold something."""
        return tuple(one for one in self.disputes if one.ended_at is None)


def counts(actor: Actor) -> Counts:
    """Three queries."""
    if not actor.has(Permission.SEE_MONEY):
        return Counts(0, 0, 0)
    return Counts(
        _asked(actor, True).count(), _asked(actor, False).count(), Dispute.objects.visible_to(actor).open().count()
    )


def groups(actor: Actor, *, needs: bool, q: str = "") -> list[Group]:
    """Proposals on the table by proposer and division: those that wait for the team, or for others. Three queries."""
    found = _asked(actor, needs)
    if q:
        found = found.filter(_matching("split__asset__", q))
    rows = list(
        found.values("split__proposed_for", "split__side", "split__division", "split__effective_on", "split__reason")
        .annotate(count=Count("pk"), last=Max("split_id"), first=Min("split_id"))
        .order_by("-last")[:GROUPS]
    )
    teams = _teams(row["split__division"] for row in rows)
    teams |= Team.objects.in_bulk([row["split__proposed_for"] for row in rows])
    firsts = Split.objects.select_related("asset").in_bulk([row["first"] for row in rows])
    return [_group(row, teams, firsts[row["first"]].asset) for row in rows]


def _group(row: Mapping[str, Any], teams: dict[int, Team], first: Asset) -> Group:
    by, text = row["split__proposed_for"], row["split__division"]
    key = Key(by, Side(row["split__side"]), text, row["split__effective_on"], row["split__reason"])
    return Group(key, teams[by], _parts(text, teams), row["count"], row["last"], str(first), first.pk)


def of_group(actor: Actor, key: Key) -> QuerySet[Split]:
    """The proposals of a group that concern the team, by title."""
    mine = Answer.objects.filter(team_id=actor.team_id).values("split_id")
    found = Split.objects.filter(
        pk__in=mine, state=State.PROPOSED, proposed_for_id=key.by, side=key.side, division=key.division,
        effective_on=key.effective_on, reason=key.reason,
    )  # fmt: skip
    return found.select_related("asset__artist").order_by("asset__title", "pk")


def is_ours(actor: Actor, key: Key) -> bool:
    """Whether a split so divided, by that team, ever concerned the actor's: names of others are not for guessing."""
    mine = Answer.objects.filter(team_id=actor.team_id).values("split_id")
    found = Split.objects.filter(pk__in=mine, proposed_for_id=key.by, side=key.side, division=key.division)
    return found.exists()


def to_answer(actor: Actor, key: Key, *, last: int) -> list[int]:
    """The numbers of those that wait for the team's answer, up to the last that it saw."""
    waiting = _asked(actor, True).values("split_id")
    return list(of_group(actor, key).filter(pk__in=waiting, pk__lte=last).order_by("pk").values_list("pk", flat=True))


def parts_of(texts: Iterable[str]) -> dict[str, tuple[Part, ...]]:
    """What divisions say, with their teams. One query."""
    wanted = list(texts)
    teams = _teams(wanted)
    return {text: _parts(text, teams) for text in wanted}


def decided(actor: Actor, *, agreed: bool, q: str = "") -> QuerySet[Answer]:
    """What the team was asked about and is decided, the newest first: agreed, or refused and taken back."""
    if not actor.has(Permission.SEE_MONEY):
        return Answer.objects.none()
    states = [State.AGREED] if agreed else [State.REFUSED, State.WITHDRAWN]
    found = Answer.objects.filter(team_id=actor.team_id, split__state__in=states)
    if q:
        found = found.filter(_matching("split__asset__", q))
    return found.select_related("split__asset__artist").order_by("-split_id")


def disputes(actor: Actor, *, ended: bool = False, q: str = "") -> QuerySet[Dispute]:
    """Disputes the team may see, the newest first."""
    found = Dispute.objects.visible_to(actor).filter(ended_at__isnull=not ended)
    if q:
        found = found.filter(_matching("asset__", q))
    return found.select_related("asset__artist", "against", "raised_for").order_by("-raised_at", "-pk")


def over_assets(actor: Actor, assets: Iterable[UUID]) -> list[Dispute]:
    """Open disputes over some works that the team may see: for these, payment is suspended in part."""
    return list(disputes(actor).filter(asset_id__in=list(assets)))


def split_page(actor: Actor, asset_id: UUID, side: Side) -> SplitPage | None:
    """The page of one side of a work; None where the team may not see it. Some ten queries."""
    asset = Asset.objects.select_related("artist").filter(pk=asset_id).first()
    if asset is None or side not in sides_of(asset) or not actor.has(Permission.SEE_MONEY):
        return None
    work = (asset.pk, side)
    visible = Split.objects.visible_to(actor).filter(asset=asset, side=side)
    splits = list(visible.select_related("proposed_for").prefetch_related(_answers()).order_by("number"))
    held = holders_of([work])[work]
    if actor.team_id not in held and not splits and actor.team_kind is not TeamKind.OPERATOR:
        return None
    now = in_force(asset.pk, side, timezone.now().date())
    teams = _teams(split.division for split in splits) | Team.objects.in_bulk([*held, *_named(now)])
    versions = _versions(splits, teams)
    current = next((one for one in versions if now and one.split.pk == now.split_id), None)
    return SplitPage(
        asset=asset,
        side=side,
        sides=_other_sides(actor, asset),
        holders=tuple(sorted((teams[pk] for pk in held), key=lambda team: team.name)),
        in_force=now,
        current=current,
        parts=tuple(Part(teams[part.team_id], part.basis_points) for part in now.parts) if now else (),
        proposed=next((one for one in versions if one.split.state == State.PROPOSED), None),
        versions=tuple(reversed(versions)),
        disputes=tuple(_disputes_of(actor, asset, side)),
        holds=actor.team_id in held,
        proposes=actor.team_id in held
        and (len(held) > 1 or has_to_set_right(work, actor.team_id, timezone.now().date())),
    )


def _disputes_of(actor: Actor, asset: Asset, side: Side) -> QuerySet[Dispute]:
    found = Dispute.objects.visible_to(actor).filter(asset=asset, side=side)
    return found.select_related("against", "raised_for").order_by("ended_at", "-raised_at")


def _named(now: InForce | None) -> list[int]:
    return [part.team_id for part in now.parts] if now else []


def _answers() -> "Prefetch[str]":
    return Prefetch("answers", Answer.objects.select_related("team").order_by("team__name"))


def _other_sides(actor: Actor, asset: Asset) -> tuple[tuple[Asset, Side], ...]:
    """The sides of the asset, and the songs of a recording, as far as the team holds them."""
    works = [(asset, side) for side in sides_of(asset)]
    works += [(song, Side.SONG) for song in asset.compositions.order_by("title")]
    held = holders_of([(one.pk, side) for one, side in works])
    every = actor.team_kind is TeamKind.OPERATOR
    return tuple(
        (one, side)
        for one, side in works
        if (actor.team_id in held[(one.pk, side)] or every) and (len(held[(one.pk, side)]) > 1 or one.pk == asset.pk)
    )


def _versions(splits: Sequence[Split], teams: dict[int, Team]) -> list[Shown]:
    agreed = sorted(
        (one for one in splits if one.state == State.AGREED), key=lambda one: (one.effective_on, one.number)
    )
    last: dict[date, int] = {one.effective_on: one.pk for one in agreed}
    days = sorted(last)
    until: dict[int, date | None] = defaultdict(lambda: None)
    for day, following in pairwise(days):
        until[last[day]] = following
    return [_shown(one, teams, until[one.pk], last.get(one.effective_on) != one.pk) for one in splits]


def _shown(split: Split, teams: dict[int, Team], until: date | None, over: bool) -> Shown:
    shares = division.shares_of(split.division)
    said = tuple(
        Said(one.team, shares.get(one.team_id, 0), one.agrees, one.answered_at, one.reason)
        for one in split.answers.all()
    )
    return Shown(split, _parts(split.division, teams), said, until, split.state == State.AGREED and over)


def _parts(text: str, teams: dict[int, Team]) -> tuple[Part, ...]:
    ordered = division.ordered(division.shares_of(text))
    return tuple(Part(teams[team], bp) for team, bp in ordered if team in teams)


def _teams(texts: Iterable[str]) -> dict[int, Team]:
    return Team.objects.in_bulk({team for text in texts for team in division.shares_of(text)})


def _asked(actor: Actor, needs: bool) -> QuerySet[Answer]:
    """What is on the table: what waits for the team, or what it said yes to and waits for others."""
    found = Answer.objects.filter(team_id=actor.team_id, split__state=State.PROPOSED)
    if not actor.has(Permission.SEE_MONEY):
        return found.none()
    return found.filter(agrees__isnull=True) if needs else found.filter(agrees=True)


def _matching(prefix: str, q: str) -> Q:
    code = "".join(q.upper().split()).replace("-", "").replace(".", "")
    return (
        Q(**{f"{prefix}title__icontains": q})
        | Q(**{f"{prefix}artist__name__icontains": q})
        | Q(**{f"{prefix}isrc": code})
        | Q(**{f"{prefix}iswc": code})
    )
