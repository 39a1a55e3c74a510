"""What happens to makings by the clock."""

from celery import shared_task

from consent.making.forgetting import forget_old


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def forget_old_makings() -> int:
    """Forget what visitors made a month ago, and the files of what came to nothing."""
    return forget_old()
