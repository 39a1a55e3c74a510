"""What the clock starts in this room."""

from celery import shared_task
from django.utils import timezone

from consent.usage.forgetting import forget_old


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def forget_old_requests() -> int:
    """Delete what is older than the log is kept."""
    return forget_old(now=timezone.now())
