"""What waits for the partner: withdrawals to acknowledge, reports to complete."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Min, Q

from artists.access import Actor
from consent.reports.models import Due
from consent.reports.states import Phase, State, phase
from consent.uses import USES, Use
from consent.withdrawals import feed
from consent.withdrawals.models import Concern, Demand
from consent.withdrawals.states import DEADLINES, WAITING, What
from portal.site.requests import words
from portal.site.withdrawals.words import named

SHOWN = 3


@dataclass(frozen=True)
class Waits:
    """A withdrawal that is not acknowledged: what was taken back, what is asked, and until when."""

    pk: UUID
    uses: Sequence[Use]
    about: str
    asked: Sequence[str]
    due_at: datetime
    left: str
    share: int
    is_late: bool
    is_urgent: bool


@dataclass(frozen=True)
class Waiting:
    """The most urgent of them, how many there are, and the first deadline."""

    rows: Sequence[Waits]
    total: int

    @property
    def first(self) -> Waits | None:
        """The one with the first deadline."""
        return self.rows[0] if self.rows else None


@dataclass(frozen=True)
class Report:
    """A report that is due of a licence."""

    licence: int
    title: str
    reference: str
    due: Due
    phase: Phase

    @property
    def is_late(self) -> bool:
        """Whether its time is over."""
        return self.phase in (Phase.LATE, Phase.MISSING)


def withdrawals(actor: Actor, *, test: bool, now: datetime) -> Waiting:
    """Five queries."""
    found = Concern.objects.visible_to(actor).filter(withdrawal__test=test, lifted_at=None).waiting()
    open_ = Q(demands__state__in=list(WAITING))
    first = list(found.annotate(first_due=Min("demands__due_at", filter=open_)).order_by("first_due", "pk")[:SHOWN])
    demands = Demand.objects.filter(concern__in=first, state__in=list(WAITING)).order_by("due_at", "pk")
    asked: dict[UUID, list[Demand]] = {}
    for one in demands:
        asked.setdefault(one.concern_id, []).append(one)
    titles = feed.first_titles(first)
    rows = [
        _waits(one, named(titles.get(one.pk, ""), one.assets), asked[one.pk], now) for one in first if one.pk in asked
    ]
    return Waiting(rows, found.count() if len(first) == SHOWN else len(first))


def reports(actor: Actor, *, now: datetime) -> list[Report]:
    """The reports that are late, and those whose period is over, the first due first. One query."""
    open_ = Due.objects.filter(licence__partner_id=actor.team_id, ends_at__lte=now).exclude(state=State.FILED)
    rows = open_.select_related("licence").order_by("due_at", "pk")[:SHOWN]
    return [
        Report(
            one.licence_id, one.licence.title, one.licence.reference, one,
            phase(State(one.state), one.ends_at, one.due_at, one.filed_at, now=now),
        )
        for one in rows
    ]  # fmt: skip


def _waits(concern: Concern, about: str, asked: Sequence[Demand], now: datetime) -> Waits:
    due_at = asked[0].due_at
    return Waits(
        concern.pk,
        [USES[use] for use in concern.uses if use in USES],
        about,
        [DEADLINES[What(one.what)].says for one in asked],
        due_at,
        words.left(due_at, now) if due_at > now else "",
        words.share_left(concern.filed_at, due_at, now),
        due_at <= now,
        due_at - now <= words.URGENT,
    )
