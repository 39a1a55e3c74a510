"""Who made a claim is forgotten half a year after its answer. What was claimed and answered stays."""

from datetime import datetime, timedelta

from consent.claims.models import Claim

AFTER = timedelta(days=183)


def forget_who_claimed(*, now: datetime) -> int:
    """Empty what tells who they were; return how many were forgotten."""
    old = Claim.objects.filter(answered_at__lt=now - AFTER, forgotten_at__isnull=True)
    return old.update(email="", visitor="", address="", person=None, forgotten_at=now)
