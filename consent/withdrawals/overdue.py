"""Deadlines that pass: the partner is warned twice; then all who are concerned hear; then everybody may read it.

Each row is looked at under its lock and moved by the table, so it may run twice, late, or beside an acknowledgement.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from artists.journal.record import Act, record
from consent.decisions import stops
from consent.withdrawals import entries, filing, states
from consent.withdrawals.models import Concern, Demand
from consent.withdrawals.states import GRACE, State

DAY = timedelta(hours=24)
_AT_ONCE = 500
_BECAUSE = "An acknowledgement that a withdrawal asked for is more than {hours} hours late. Acknowledge it to go on."


def pass_deadlines(*, now: datetime) -> int:
    """Do what is due; return how many demands moved or were warned of."""
    half = now - (F("due_at") - F("asked_at")) / 2
    half_time = Q(warned=0, asked_at__lte=half)
    last_day = Q(warned__lt=2, due_at__lte=now + DAY, asked_at__lte=F("due_at") - 2 * DAY)
    live = Demand.objects.filter(concern__lifted_at__isnull=True)
    steps: list[tuple[Q, Callable[[Demand, datetime], str]]] = [
        (Q(state=State.ASKED, due_at__lte=now), _miss),
        (Q(state=State.OVERDUE, due_at__lte=now - GRACE), _publish),
        (Q(state=State.ASKED, due_at__gt=now) & (half_time | last_day), _warn),
    ]
    return sum(
        _move(pk, which, step, now)
        for which, step in steps
        for pk in live.filter(which).order_by("due_at").values_list("concern_id", flat=True).distinct()[:_AT_ONCE]
    )


def _move(concern_id: UUID, which: Q, step: Callable[[Demand, datetime], str], now: datetime) -> int:
    """Move one partner's demands under its lock, with one entry for all of them."""
    with transaction.atomic():
        concern = Concern.objects.select_for_update(of=("self",)).select_related("withdrawal").get(pk=concern_id)
        due = list(Demand.objects.filter(which, concern=concern).order_by("pk"))
        if not due or concern.lifted_at is not None:
            return 0
        for demand in due:
            demand.concern = concern
            entry = step(demand, now)
        concern.standing = states.whole(
            [State(state) for state in concern.demands.values_list("state", flat=True)], lifted=False
        )
        concern.save(update_fields=["standing"])
        holders = filing.holders_of([concern]) if entry != entries.DUE_SOON else frozenset()
        data = filing.about(concern, due) | {
            "what": [one.what for one in due], "due_at": min(one.due_at for one in due).isoformat(),
            "test": concern.withdrawal.test,
        }  # fmt: skip
        concerns = frozenset({concern.partner_id}) | holders
        record(
            Act(entry, "withdrawal", str(concern.withdrawal_id), data, concerns, team_id=concern.partner_id),
            actor=None, at=now,
        )  # fmt: skip
        if entry != entries.DUE_SOON:
            filing.positions([concern])
    return len(due)


def _miss(demand: Demand, now: datetime) -> str:
    demand.state = states.TRANSITIONS[State.ASKED, states.Act.MISS]
    demand.save(update_fields=["state"])
    return entries.OVERDUE


def _publish(demand: Demand, now: datetime) -> str:
    demand.state = states.TRANSITIONS[State.OVERDUE, states.Act.PUBLISH]
    if not demand.concern.withdrawal.test:
        demand.published_at = now
        because = _BECAUSE.format(hours=round(GRACE.total_seconds() / 3600))
        stops.stop(demand.concern.partner_id, because, source=filing.source_of(demand))
    demand.save(update_fields=["state", "published_at"])
    return entries.PUBLISHED


def _warn(demand: Demand, now: datetime) -> str:
    demand.warned = 2 if demand.due_at - now <= DAY else 1
    demand.save(update_fields=["warned"])
    return entries.DUE_SOON
