"""Working off the outbox: claim a row, do it, mark it. Who does what is registered by topic; see `handlers`."""

import contextlib
import logging
import time
import traceback
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from artists.journal import failures, handlers
from artists.journal.handlers import GiveUp, Handling, Lane, TryAgain, handles, set_waker
from artists.journal.models import Message
from artists.journal.querysets import MessageQuerySet

__all__ = [
    "MAX_ATTEMPTS",
    "GiveUp",
    "Lane",
    "TryAgain",
    "drain",
    "drain_alone",
    "drain_together",
    "handles",
    "replay",
    "set_waker",
    "wake",
]

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
"""About a day, with what lies between them."""
DIED = "outbox.died"
_TELL_AFTER = timedelta(minutes=1)  # so that what dies together is counted together
_A_LOT = 50
_LOCKS = 7_431_200  # of the advisory locks of lanes: a number nobody else takes
_woken: ContextVar[set[Lane] | None] = ContextVar("woken", default=None)


def wake(*lanes: Lane) -> None:
    """Wake a worker for each lane. Inside a drain a lane is woken once at first, and once more at the end."""
    already = _woken.get()
    if already is None:
        handlers.wake(lanes)
        return
    handlers.wake([lane for lane in lanes if lane not in already])
    already.update(lanes)


def drain(
    *,
    lane: Lane | None = None,
    limit: int = 500,
    seconds: float | None = None,
    threads: int = 1,
    now: datetime | None = None,
) -> int:
    """Carry out what is due in a lane, or in all; return how many messages were tried.

    Two workers never take the same row (SKIP LOCKED). A failure is tried again later, eight times in about a day;
    then the row is dead, kept for the operator to see and replay. No message is begun after `seconds`.
    """
    until = time.monotonic() + seconds if seconds else None
    with _waking_less(lane):
        more = Message.objects.waiting(now=now or timezone.now(), lane=lane)[: threads if threads > 1 else 0].count()
        if more < 2:
            return _drain(lane, limit, until, now)
        share = max(1, limit // more)
        with ThreadPoolExecutor(more) as pool:
            # Each thread with a copy of our context, or it would wake lanes for itself.
            drains = [pool.submit(copy_context().run, _drain_in_thread, lane, share, until) for _ in range(more)]
        return sum(each.result() for each in drains)


def drain_together(lane: Lane, *, seconds: float) -> int:
    """Drain a lane beside other workers; where more waits than one does in a moment, call another first."""
    called = Message.objects.waiting(now=timezone.now(), lane=lane)[:_A_LOT].count() == _A_LOT
    if called:
        wake(lane)
    tried = drain(lane=lane, limit=100_000, seconds=seconds)
    if not called and Message.objects.waiting(now=timezone.now(), lane=lane).exists():
        wake(lane)
    return tried


def drain_alone(lane: Lane, *, seconds: float, threads: int) -> int:
    """Drain a lane in threads, unless another process does so now: however often it is woken, a slow lane takes one.

    What is left when the time is over goes to the end of the broker's queue, so that other lanes have their turn.
    """
    tried, until = 0, time.monotonic() + seconds
    while True:
        with _the_only_one(lane) as alone:
            if not alone:
                return tried
            tried += drain(lane=lane, limit=100_000, seconds=max(0.1, until - time.monotonic()), threads=threads)
        # Looked at only after letting go: who came while we held the lane relied on us.
        if not Message.objects.waiting(now=timezone.now(), lane=lane).exists():
            return tried
        if time.monotonic() >= until:
            wake(lane)
            return tried


def replay(message_id: int) -> None:
    """Give a dead message another round of attempts; for whoever has the machine itself."""
    revive(Message.objects.dead().filter(pk=message_id))
    wake(*Lane)


def revive(dead: MessageQuerySet) -> None:
    """Have these messages tried again as if for the first time."""
    dead.update(dead_at=None, attempts=0, due_at=timezone.now(), last_error="", reason="")


def _drain(lane: Lane | None, limit: int, until: float | None, now: datetime | None) -> int:
    tried = 0
    while tried < limit and (until is None or time.monotonic() < until) and _do_next(lane, now or timezone.now()):
        tried += 1
    return tried


def _drain_in_thread(lane: Lane | None, limit: int, until: float | None) -> int:
    try:
        return _drain(lane, limit, until, None)
    finally:
        connection.close()  # this thread's own


def _do_next(lane: Lane | None, now: datetime) -> bool:
    with transaction.atomic():
        waiting = Message.objects.waiting(now=now, lane=lane).select_for_update(skip_locked=True)
        message = waiting.order_by("due_at", "id").first()
        if message is None:
            return False
        handling = handlers.handling_of(message.topic)
        if handling is None or not handling.outside_transaction:
            _do_inside(message, handling, now)
            return True
        if not _lease(message, handling, now):
            return True
    _do_outside(message, handling, now)
    return True


def _do_inside(message: Message, handling: Handling | None, now: datetime) -> None:
    message.attempts += 1
    try:
        if handling is None:
            raise failures.Unhandled(message.topic)
        with transaction.atomic():
            handling.run(message.payload)
    except Exception as error:
        # Whatever a handler raises, the row must say so and be tried again; nothing is swallowed silently.
        _put_off(message, error, now)
        message.save(update_fields=_OUTCOME)
    else:
        Message.objects.filter(pk=message.pk).update(done_at=timezone.now(), attempts=message.attempts)


def _lease(message: Message, handling: Handling, now: datetime) -> bool:
    """Take the message until the lease ends. One that took a worker down with it each time is given up."""
    if message.attempts >= MAX_ATTEMPTS:
        _bury(message, "The worker ended in the midst of it, each time.", now)
    else:
        message.attempts += 1
        message.due_at = now + handling.lease
    message.save(update_fields=_OUTCOME)
    return message.dead_at is None


def _do_outside(message: Message, handling: Handling, now: datetime) -> None:
    row = Message.objects.filter(pk=message.pk, done_at__isnull=True)
    try:
        handling.run(message.payload)
    except Exception as error:
        _put_off(message, error, now)
        values = {name: getattr(message, name) for name in _OUTCOME}
        # Only while it is ours: after the lease another may have taken it, and what that one finds counts.
        _note(row.filter(attempts=message.attempts), values)
    else:
        _note(row, {"done_at": timezone.now(), "dead_at": None})


def _note(row: MessageQuerySet, values: Mapping[str, Any]) -> None:
    """Write down what came of a send. If that is lost it is sent again: so a connection that broke is replaced."""
    try:
        row.update(**values)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        connection.close()
        row.update(**values)


_OUTCOME = ["attempts", "due_at", "done_at", "dead_at", "reason", "last_error"]


def _put_off(message: Message, error: Exception, now: datetime) -> None:
    logger.warning("outbox message failed", exc_info=error, extra={"topic": message.topic, "message_id": message.pk})
    message.last_error = "".join(traceback.format_exception(error, limit=5))[-4000:]
    message.reason = failures.sentence(error)
    delay = error.delay if isinstance(error, TryAgain) else None
    message.due_at = now + (delay or timedelta(seconds=min(5 * 4**message.attempts, 6 * 3600)))
    if message.attempts >= MAX_ATTEMPTS or failures.is_final(error):
        _bury(message, message.reason, now)


def _bury(message: Message, reason: str, now: datetime) -> None:
    """Give it up, and have its operators told: once an hour for each topic, however many die."""
    message.reason = reason
    message.dead_at = now
    if message.topic != DIED:
        key = f"{DIED}:{message.topic}:{now:%Y-%m-%dT%H}"
        told = Message(topic=DIED, key=key, payload={"topic": message.topic}, filed_at=now, due_at=now + _TELL_AFTER)
        Message.objects.bulk_create([told], ignore_conflicts=True)


@contextlib.contextmanager
def _waking_less(lane: Lane | None) -> Iterator[None]:
    """A thousand handlers that each file something wake a lane twice, not a thousand times; our own lane not at all."""
    woken = set(Lane if lane is None else (lane,))
    token = _woken.set(set(woken))
    try:
        yield
    finally:
        filed = (_woken.get() or set()) - woken
        _woken.reset(token)
        wake(*filed)


@contextlib.contextmanager
def _the_only_one(lane: Lane) -> Iterator[bool]:
    """Whether we alone hold the lane. The database lets go of it when our connection ends, however it ends."""
    number = list(Lane).index(lane)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCKS, number])
        alone = bool(cursor.fetchone()[0])
        try:
            yield alone
        finally:
            if alone:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCKS, number])
