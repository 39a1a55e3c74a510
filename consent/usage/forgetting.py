"""The log is kept for ninety days, tallies for good."""

from datetime import datetime, timedelta

from consent.usage.limits import WINDOW
from consent.usage.models import Asked, Hour, Minute

KEPT = timedelta(days=90)
_MINUTES_KEPT = 10
_AT_ONCE = 5000


def forget_old(*, now: datetime) -> int:
    """Delete what is older than the log is kept, a few thousand rows at a time; return how many. Safe to run twice."""
    forgotten = 0
    # Ids rise with time, so the oldest are found without an index of times.
    while True:
        eldest = Asked.objects.order_by("pk").values_list("pk", "at")[:_AT_ONCE]
        old = [pk for pk, at in eldest if at < now - KEPT]
        if not old:
            break
        forgotten += Asked.objects.filter(pk__in=old).delete()[0]
    Hour.objects.filter(starts_at__lt=now - KEPT).delete()
    Minute.objects.filter(minute__lt=int(now.timestamp()) // WINDOW - _MINUTES_KEPT).delete()
    return forgotten
