"""What is kept, and for how long."""

from celery import shared_task
from django.utils import timezone

from artists.webhooks.forgetting import forget_old


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def forget_old_events() -> int:
    """Delete what is older than a log is kept; safe to run twice at once."""
    return forget_old(now=timezone.now())
