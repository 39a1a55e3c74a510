"""A withdrawal played to a partner's test client: the same webhook and the same feed, and nobody else hears of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from uuid_utils.compat import uuid7

from consent.withdrawals import filing, lifting
from consent.withdrawals.concerned import Loss
from consent.withdrawals.lost import EVERYWHERE
from consent.withdrawals.models import Concern, Withdrawal


def drill(partner_id: int, asset_id: UUID, use: str, *, at: datetime) -> Withdrawal:
    """Tell the partner that a sandbox asset may be used so no more, as of this moment; deadlines count from it.

    The partner's endpoints get `withdrawal.created` with `"test": true`, its test clients the row in their feed.
    """
    taken = filing.Taken(key=f"drill:{uuid7()}", origin=Withdrawal.Origin.DRILL, at=at)
    lost = Loss(use, [[EVERYWHERE, ""]], [asset_id])
    with transaction.atomic():
        (concern,) = filing.file(taken, {partner_id: [lost]}, now=at)
        filing.positions([concern])
    return concern.withdrawal


def end_drill(withdrawal: Withdrawal, *, at: datetime) -> None:
    """Give the yes back: the partner gets `withdrawal.lifted`."""
    with transaction.atomic():
        for concern in Concern.objects.filter(withdrawal=withdrawal, lifted_at__isnull=True):
            lifting.lift_drill(concern, now=at)
