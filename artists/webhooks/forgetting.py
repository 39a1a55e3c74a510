"""A log is kept for thirty days. So is what waits for an endpoint that nobody resumes."""

from datetime import datetime, timedelta

from django.db.models import Q

from artists.webhooks.models import Attempt, Event

KEPT = timedelta(days=30)
_AT_ONCE = 5000


def forget_old(*, now: datetime) -> int:
    """Delete events that ended, or were filed and never sent, longer ago than a log is kept; return how many."""
    inactive = Q(endpoint__paused_at__isnull=False) | Q(endpoint__disabled_at__isnull=False)
    old = Event.objects.filter(Q(ended_at__lt=now - KEPT) | (Q(filed_at__lt=now - KEPT, ended_at=None) & inactive))
    forgotten = 0
    while chosen := list(old.values_list("pk", flat=True)[:_AT_ONCE]):
        Attempt.objects.filter(event__in=chosen).delete()
        Event.objects.filter(pk__in=chosen).delete()
        forgotten += len(chosen)
    return forgotten
