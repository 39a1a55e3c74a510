"""Working off the outbox: claim a row, do it, mark it. Who does what is registered by topic."""

import logging
import traceback
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from artists.journal.models import Message

logger = logging.getLogger(__name__)

Handler = Callable[[Mapping[str, Any]], None]
MAX_ATTEMPTS = 8
_handlers: dict[str, Handler] = {}
_waker: list[Callable[[], None]] = []


def handles(topic: str) -> Callable[[Handler], Handler]:
    """Register the function that carries out messages of `topic`. It must be idempotent: it may run twice."""

    def register(handler: Handler) -> Handler:
        if topic in _handlers:
            raise ValueError(f"The topic {topic} has a handler already.")
        _handlers[topic] = handler
        return handler

    return register


def set_waker(waker: Callable[[], None]) -> None:
    """Say how a worker is woken. It must never raise: the sweep finds what a lost call left."""
    _waker[:] = [waker]


def wake() -> None:
    """Wake a worker, if somebody said how."""
    for waker in _waker:
        waker()


def drain(*, limit: int = 500, now: datetime | None = None) -> int:
    """Carry out what is due, each message in a transaction of its own; return how many were tried.

    Two workers never take the same row (SKIP LOCKED). A failure is tried again later, eight times in about a day;
    then the row is dead, kept for the operator to see and replay.
    """
    tried = 0
    while tried < limit and _do_next(now or timezone.now()):
        tried += 1
    return tried


def replay(message_id: int) -> None:
    """Give a dead message another round of attempts."""
    Message.objects.filter(pk=message_id, dead_at__isnull=False).update(
        dead_at=None, attempts=0, due_at=timezone.now(), last_error=""
    )
    wake()


def _do_next(now: datetime) -> bool:
    with transaction.atomic():
        message = Message.objects.waiting(now=now).select_for_update(skip_locked=True).order_by("due_at", "id").first()
        if message is None:
            return False
        try:
            with transaction.atomic():
                _handler(message.topic)(message.payload)
        except Exception:
            # Whatever a handler raises, the row must say so and be tried again; nothing is swallowed silently.
            logger.exception("outbox message failed", extra={"topic": message.topic, "message_id": message.pk})
            _put_off(message, now)
        else:
            message.done_at = timezone.now()
        message.save()
    return True


def _handler(topic: str) -> Handler:
    if topic not in _handlers:
        raise LookupError(f"Nobody handles the topic {topic}.")
    return _handlers[topic]


def _put_off(message: Message, now: datetime) -> None:
    message.attempts += 1
    message.last_error = traceback.format_exc(limit=5)[-4000:]
    message.due_at = now + timedelta(seconds=min(5 * 4**message.attempts, 6 * 3600))
    if message.attempts >= MAX_ATTEMPTS:
        message.dead_at = now
