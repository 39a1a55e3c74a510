"""What holders read of withdrawals: which partners know, which have stopped, who is late. A constant few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from artists.access import Actor
from artists.catalog.models import Asset
from consent.uses import USES, Use
from consent.withdrawals import states
from consent.withdrawals.models import Concern, Demand, Item, Withdrawal
from consent.withdrawals.querysets import ConcernQuerySet, WithdrawalQuerySet
from consent.withdrawals.states import DEADLINES, Standing, State, What


@dataclass(frozen=True)
class Line:
    """One thing that is asked of a partner."""

    demand: Demand
    what: What
    state: State

    @property
    def label(self) -> str:
        """In a few words."""
        return DEADLINES[self.what].label

    @property
    def is_waiting(self) -> bool:
        """Asked, and not acknowledged."""
        return self.state in states.WAITING

    @property
    def is_missed(self) -> bool:
        """Its deadline has passed, and it is not acknowledged."""
        return self.state in states.MISSED


@dataclass(frozen=True)
class AtPartner:
    """How far a withdrawal has come at one partner."""

    concern: Concern
    lines: tuple[Line, ...]

    @property
    def name(self) -> str:
        """The partner's."""
        return self.concern.partner.name

    @property
    def standing(self) -> Standing:
        """Where it stands as a whole."""
        return Standing(self.concern.standing)

    @property
    def stopped_at(self) -> datetime | None:
        """When it said that it has stopped."""
        return next((one.demand.acknowledged_at for one in self.lines if one.what is What.STOP_NEW), None)

    @property
    def done_at(self) -> datetime | None:
        """When it had acknowledged all; None while something waits."""
        if self.standing is not Standing.ACKNOWLEDGED:
            return None
        return max((one.demand.acknowledged_at for one in self.lines if one.demand.acknowledged_at), default=None)

    @property
    def due_at(self) -> datetime | None:
        """The nearest deadline of what waits."""
        return min((one.demand.due_at for one in self.lines if one.is_waiting), default=None)

    @property
    def was_late(self) -> bool:
        """Whether it acknowledged something after its deadline."""
        return any(one.state is State.LATE for one in self.lines)


@dataclass(frozen=True)
class Shown:
    """A withdrawal as a holder sees it: of `assets` it may see, one of them by name."""

    withdrawal: Withdrawal
    partners: tuple[AtPartner, ...]
    assets: int
    title: str

    @property
    def uses(self) -> list[Use]:
        """What was taken back."""
        return [USES[code] for code in self.withdrawal.uses]

    @property
    def told(self) -> int:
        """How many partners know."""
        return sum(one.concern.told_at is not None for one in self.partners)

    @property
    def took(self) -> timedelta | None:
        """From the press until the last of those knew; None while nobody does."""
        known = [one.concern.told_at for one in self.partners if one.concern.told_at]
        return max(known) - self.withdrawal.at if known else None

    @property
    def late(self) -> list[AtPartner]:
        """Who has missed a deadline."""
        return [one for one in self.partners if one.standing is Standing.OVERDUE]

    @property
    def standing(self) -> Standing:
        """Where it stands over all partners."""
        found = {one.standing for one in self.partners}
        order = (Standing.OVERDUE, Standing.WAITING, Standing.ACKNOWLEDGED)
        return next((one for one in order if one in found), Standing.LIFTED)

    @property
    def is_open(self) -> bool:
        """Whether it is not lifted everywhere."""
        return self.standing is not Standing.LIFTED


def listed(actor: Actor, *, state: str = "") -> WithdrawalQuerySet:
    """The withdrawals the actor sees, newest first; `open` are those that wait for a partner, `late` with one late."""
    found = Withdrawal.objects.visible_to(actor).order_by("-id")
    if state == "open":
        return found.filter(pk__in=Concern.objects.waiting().values("withdrawal_id"))
    if state == "late":
        return found.filter(pk__in=Concern.objects.filter(standing=Standing.OVERDUE).values("withdrawal_id"))
    return found


def shown(actor: Actor, withdrawals: Sequence[Withdrawal]) -> list[Shown]:
    """These, with how far each has come. Five queries, however many."""
    ids = [one.pk for one in withdrawals]
    counts, titles = _assets(actor, ids)
    rows = _readable(actor, ids).select_related("partner").order_by("partner__name")
    partners: dict[UUID, list[AtPartner]] = {pk: [] for pk in ids}
    for concern in rows.prefetch_related(Prefetch("demands", Demand.objects.order_by("pk"))):
        lines = tuple(Line(one, What(one.what), State(one.state)) for one in concern.demands.all())
        partners[concern.withdrawal_id].append(AtPartner(concern, lines))
    return [Shown(one, tuple(partners[one.pk]), counts.get(one.pk, 0), titles.get(one.pk, "")) for one in withdrawals]


def latest(actor: Actor) -> Shown | None:
    """The newest that is not lifted everywhere; None where there is none."""
    open_ = Concern.objects.filter(lifted_at__isnull=True).values("withdrawal_id")
    found = listed(actor).filter(pk__in=open_).select_related("team", "licence")[:1]
    return next(iter(shown(actor, list(found))), None)


def of_press(actor: Actor, batch: UUID) -> Withdrawal | None:
    """The withdrawal that a press made, if the actor sees it."""
    return listed(actor).filter(batch=batch).first()


def assets_of(actor: Actor, withdrawal: Withdrawal) -> "QuerySet[Asset]":
    """The assets of it that the actor may see, by title."""
    items = Item.objects.filter(concern__withdrawal=withdrawal).values("asset_id")
    own = Asset.objects.filter(pk__in=items).select_related("artist").order_by("title", "pk")
    return own if withdrawal.team_id == actor.team_id else own.filter(pk__in=_seen(actor))


def counts(actor: Actor) -> Mapping[str, int]:
    """How many there are under each tab."""
    return {state: listed(actor, state=state).count() for state in ("open", "late", "")}


def _readable(actor: Actor, ids: Sequence[UUID]) -> ConcernQuerySet:
    """What partners are asked: all of it for whoever pressed, for others what is about something they hold."""
    about = Item.objects.filter(concern=OuterRef("pk"), asset_id__in=_seen(actor))
    rows = Concern.objects.filter(withdrawal_id__in=ids)
    return rows.filter(Q(withdrawal__team_id=actor.team_id) | Exists(about))


def _assets(actor: Actor, ids: Sequence[UUID]) -> tuple[dict[UUID, int], dict[UUID, str]]:
    items = Item.objects.filter(concern__withdrawal_id__in=ids, asset_id__in=_seen(actor))
    place = "concern__withdrawal_id"
    counts = dict(items.values(place).annotate(n=Count("asset_id", distinct=True)).values_list(place, "n"))
    first = items.order_by(place, "asset_id").distinct(place).values_list(place, "asset_id")
    one = dict(first)
    titles = {asset.pk: str(asset) for asset in Asset.objects.filter(pk__in=one.values()).select_related("artist")}
    return counts, {pk: titles.get(asset, "") for pk, asset in one.items()}


def _seen(actor: Actor) -> "QuerySet[Asset, UUID]":
    return Asset.objects.visible_to(actor).values_list("pk", flat=True)
