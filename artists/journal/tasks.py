"""What the worker does with the outbox."""

from celery import shared_task

from artists.journal import outbox
from artists.journal.handlers import Lane

TURN_SECONDS = 5  # then another lane has its turn, where one worker has them all
THREADS = 8


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def drain_outbox(lane: str = Lane.WORK) -> int:
    """Carry out the messages of a lane that are due; safe to run twice at once. Sends go in threads: they only wait."""
    if lane == Lane.WORK:
        return outbox.drain_together(Lane.WORK, seconds=TURN_SECONDS)
    threads = 1 if lane == Lane.SOUND else THREADS  # a decoder does not wait: it works
    return outbox.drain_alone(Lane(lane), seconds=TURN_SECONDS, threads=threads)
