"""Webhooks leave: a sender takes an endpoint's turn, calls it with what is due, notes what came of it, goes on.

Who may call which endpoint is decided and committed in `artists.webhooks.queue` before a socket is opened, and what
came of a call is written after it: nothing in the database waits for a receiver. The task has a queue of its own
(`webhooks`) and takes one worker's process at most, so that mail does not wait for one either.
"""

import logging
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db import connection
from django.utils import timezone

from artists.sealing import Unreadable
from artists.webhooks import keys, queue
from artists.webhooks.models import Event
from artists.webhooks.queue import Outcome, Turn
from portal.channels.webhooks_call import Answer, Network, post

logger = logging.getLogger(__name__)

_TURN_SECONDS = 20.0  # then another endpoint has its turn
_TASK_SECONDS = 60.0  # then the task begins anew, behind what else the worker has to do
_LOOK_SECONDS = 0.5


@shared_task(name="portal.channels.webhooks.send_webhooks")  # type: ignore[untyped-decorator]  # celery ships no types
def send_webhooks() -> int:
    """Call every endpoint that has something due; safe to run many times at once."""
    return send_together()


def send_together(network: Network | None = None, *, seconds: float = _TASK_SECONDS) -> int:
    """Call what is due in threads, unless another process does; return how many calls were made.

    While one receiver takes its time, whatever else falls due is called by the other threads.
    """
    futures: set[Future[int]] = set()
    with ThreadPoolExecutor(queue.SENDERS, thread_name_prefix="webhooks") as pool:
        with queue.the_only_one() as alone:
            if not alone:
                return 0
            ends = time.monotonic() + seconds
            while time.monotonic() < ends:
                if turn := queue.claim():
                    futures.add(pool.submit(_take_in_thread, turn, network or _ours()))
                elif all(future.done() for future in futures):
                    break
                else:
                    wait([future for future in futures if not future.done()], _LOOK_SECONDS, FIRST_COMPLETED)
        # Looked at only after letting go: who came meanwhile relied on us.
        if queue.is_more_due():
            queue.wake()
    return sum(future.result() for future in futures)


def send_due(network: Network | None = None) -> int:
    """Call what is due, one after the other, in this thread; return how many calls were made."""
    calls = 0
    while turn := queue.claim():
        calls += _take(turn, network or _ours())
    return calls


def _ours() -> Network:
    return Network(settings.WEBHOOKS_TIMEOUT_SECONDS, loopback=settings.WEBHOOKS_TO_LOOPBACK)


def _take_in_thread(turn: Turn, network: Network) -> int:
    try:
        return _take(turn, network)
    finally:
        connection.close()  # this thread's own


def _take(turn: Turn, network: Network) -> int:
    ends = time.monotonic() + _TURN_SECONDS
    calls = 0
    try:
        while time.monotonic() < ends and (event := queue.next_event(turn)):
            calls += 1
            queue.record(turn, event.pk, _call(event, network))
    finally:
        queue.release(turn)
    return calls


def _call(event: Event, network: Network) -> Outcome:
    started_at, began = timezone.now(), time.monotonic()
    try:
        body = event.body.encode()
        signed_by = list(event.endpoint.keys.signing(started_at))
        answer = post(event.endpoint.url, keys.headers(event.webhook_id, body, signed_by, at=started_at), body, network)
    except Unreadable:
        answer = Answer(problem="Our key for this webhook cannot be read any more. Give it a new key.")
    except Exception:
        # Whatever it is, the attempt counts and is seen; otherwise this event would be tried for ever.
        logger.exception("webhook failed", extra={"event_id": str(event.pk)})
        answer = Answer(problem="Something went wrong on our side. We will try again.")
    return Outcome(
        started_at=started_at,
        duration=timedelta(seconds=time.monotonic() - began),
        status=answer.status,
        address=answer.address,
        answer=answer.text,
        problem=answer.problem,
    )
