"""What the clock starts in this room."""

from celery import shared_task

from consent.decisions.status import call_back


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def call_back_permits() -> None:
    """Call back permits that would not be given now; the status lists do it as well when they are made."""
    call_back()
