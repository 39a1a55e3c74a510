"""Who calls which endpoint now: claim, commit, send, record.

The outbox keeps a transaction open around a handler; a socket must not be waited for in one. So the events are a queue
of their own, and what is claimed is not an event but an endpoint, by a lease that is committed before the first byte
leaves. From this follows all that matters:

- one endpoint is called by one sender at a time, and its events leave in the order they were filed, as far as they can;
- no row is locked and no transaction is open while a receiver takes its time;
- a sender that dies costs the time its lease has left, and at worst one call a second time, under the same webhook-id;
- at most `SENDERS` calls are under way, `PER_TEAM` for one team, and `FAILING` to endpoints that keep failing: those
  who answer always find a sender.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from artists.journal.record import Act
from artists.journal.record import record as journal_record
from artists.webhooks import entries, schedule
from artists.webhooks.guard import host_of
from artists.webhooks.models import Attempt, Endpoint, Event
from artists.webhooks.querysets import EndpointQuerySet, EventQuerySet

SENDERS = 8
PER_TEAM = 2
FAILING = 4
KEEPS_FAILING = 3  # failures in a row
LEASE = timedelta(seconds=90)  # longer than any call may take
GONE, UNREACHABLE = "gone", "unreachable"
# Numbers of advisory locks that nobody else takes: one claim at a time, and one process that sends.
_CLAIMING, _SENDING = 7_431_200_121, 7_431_200_122
_ANSWER_LENGTH = 4000

_waker: list[Callable[[], None]] = []
_told: list[Callable[[Event, datetime], None]] = []


@dataclass(frozen=True)
class Turn:
    """A sender's right to call one endpoint, until its lease ends."""

    endpoint_id: UUID
    lease: UUID


@dataclass(frozen=True)
class Outcome:
    """What came of one call. `problem` says in a sentence why it does not count; empty where it does."""

    started_at: datetime
    duration: timedelta
    status: int | None = None
    address: str = ""
    answer: str = ""
    problem: str = ""


def set_waker(waker: Callable[[], None]) -> None:
    """Say how a sender is woken. It must never raise: the sweep finds what a lost call left."""
    _waker[:] = [waker]


def when_delivered(tell: Callable[[Event, datetime], None]) -> Callable[[Event, datetime], None]:
    """Call this for every event that an endpoint has taken, in the transaction that notes it. It must be quick."""
    _told.append(tell)
    return tell


def wake() -> None:
    """Wake a sender, if somebody said how."""
    for waker in _waker:
        waker()


def claim(*, now: datetime | None = None) -> Turn | None:
    """Take the endpoint that has waited longest of those with something due; None where there is nothing to do."""
    at = now or timezone.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CLAIMING])
        free = _claimable(at)
        order = F("called_at").asc(nulls_first=True)
        found = free.select_for_update(skip_locked=True).order_by(order, "id").first() if free is not None else None
        if found is None:
            return None
        turn = Turn(found.pk, uuid4())
        Endpoint.objects.filter(pk=found.pk).update(lease=turn.lease, lease_ends_at=at + LEASE, called_at=at)
    return turn


@contextlib.contextmanager
def the_only_one() -> Iterator[bool]:
    """Whether we alone send. The database lets go of it when our connection ends, however it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_SENDING])
        alone = bool(cursor.fetchone()[0])
        try:
            yield alone
        finally:
            if alone:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_SENDING])


def is_more_due(*, now: datetime | None = None) -> bool:
    """Whether another sender would find something to do."""
    free = _claimable(now or timezone.now())
    return free is not None and free.exists()


def next_event(turn: Turn, *, now: datetime | None = None) -> Event | None:
    """The event to send next under this lease; None once the lease, the endpoint's leave or the work has ended."""
    at = now or timezone.now()
    due = _due(at).filter(endpoint_id=turn.endpoint_id, endpoint__lease=turn.lease, endpoint__lease_ends_at__gt=at)
    allowed = due.filter(
        endpoint__paused_at__isnull=True, endpoint__disabled_at__isnull=True, endpoint__free_at__lte=at
    )
    return allowed.select_related("endpoint").order_by("id").first()


def record(turn: Turn, event_id: UUID, outcome: Outcome, *, now: datetime | None = None) -> bool:
    """Note what came of a call, in one short transaction, and prolong the lease; return whether it was delivered."""
    at = now or timezone.now()
    with transaction.atomic():
        endpoint = Endpoint.objects.select_for_update().filter(pk=turn.endpoint_id).first()
        event = Event.objects.select_for_update().filter(pk=event_id).first()
        if endpoint is None or event is None:
            return False  # deleted meanwhile, and its log with it
        _note(event, outcome)
        if endpoint.lease == turn.lease:
            endpoint.lease_ends_at = at + LEASE
        if outcome.problem:
            _failed(event, endpoint, outcome, at)
        else:
            _delivered(event, endpoint, at)
            for tell in _told:
                tell(event, at)
        event.save(update_fields=["state", "due_at", "tries", "ended_at"])
        endpoint.save()
    return not outcome.problem


def release(turn: Turn) -> None:
    """Give the endpoint back."""
    Endpoint.objects.filter(pk=turn.endpoint_id, lease=turn.lease).update(lease=None, lease_ends_at=None)


def _due(at: datetime) -> EventQuerySet:
    return Event.objects.filter(state=Event.State.WAITING, due_at__lte=at)


def _claimable(at: datetime) -> EndpointQuerySet | None:
    """The endpoints that a sender may take now; None where enough calls are under way."""
    busy = list(Endpoint.objects.filter(lease_ends_at__gt=at).values_list("team_id", "failures"))
    if len(busy) >= SENDERS:
        return None
    teams = [team for team, _ in busy]
    full = [team for team in set(teams) if teams.count(team) >= PER_TEAM]
    free = Endpoint.objects.active().filter(Q(lease__isnull=True) | Q(lease_ends_at__lte=at), free_at__lte=at)
    free = free.filter(Exists(_due(at).filter(endpoint_id=OuterRef("pk")))).exclude(team_id__in=full)
    if sum(failures >= KEEPS_FAILING for _, failures in busy) >= FAILING:
        free = free.filter(failures__lt=KEEPS_FAILING)
    return free


def _note(event: Event, outcome: Outcome) -> None:
    Attempt.objects.create(
        event=event,
        at=outcome.started_at,
        duration_ms=max(0, round(outcome.duration.total_seconds() * 1000)),
        status=outcome.status,
        address=outcome.address,
        answer=outcome.answer.replace("\x00", "\N{SYMBOL FOR NULL}")[:_ANSWER_LENGTH],
        problem=outcome.problem,
    )


def _delivered(event: Event, endpoint: Endpoint, at: datetime) -> None:
    event.state, event.ended_at = Event.State.DELIVERED, at
    endpoint.failures, endpoint.first_failed_at = 0, None
    endpoint.free_at, endpoint.delivered_at = at, at


def _failed(event: Event, endpoint: Endpoint, outcome: Outcome, at: datetime) -> None:
    if event.state == Event.State.WAITING:
        event.tries += 1
        delay = schedule.delay_after(event.tries)
        if delay is None or outcome.status == 410:
            event.state, event.ended_at = Event.State.FAILED, at
        else:
            event.due_at = at + delay
    endpoint.failures += 1
    endpoint.first_failed_at = endpoint.first_failed_at or at
    endpoint.free_at = at + schedule.rest_after(endpoint.failures)
    if endpoint.disabled_at is None:
        if outcome.status == 410:
            _disable(endpoint, GONE, at)
        elif at - endpoint.first_failed_at >= schedule.DISABLE_AFTER:
            _disable(endpoint, UNREACHABLE, at)


def _disable(endpoint: Endpoint, because: str, at: datetime) -> None:
    """Switch it off, and say so in the journal: its team is told by the notices that follow that."""
    endpoint.disabled_at, endpoint.disabled_because = at, because
    data = {"name": endpoint.name, "host": host_of(endpoint.url), "because": because}
    act = Act(
        entries.WEBHOOK_DISABLED,
        "webhook",
        str(endpoint.pk),
        data,
        concerns=frozenset({endpoint.team_id}),
        team_id=endpoint.team_id,
    )
    journal_record(act, actor=None, at=at)
