"""What time does to claims."""

from celery import shared_task
from django.utils import timezone

from consent.claims import forgetting


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def forget_who_claimed() -> None:
    """Once a day."""
    forgetting.forget_who_claimed(now=timezone.now())
