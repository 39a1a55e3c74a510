"""What the worker does with the outbox."""

from celery import shared_task

from artists.journal import outbox


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def drain_outbox() -> int:
    """Carry out the messages that are due; safe to run twice at once."""
    return outbox.drain()
