"""What follows for payouts by itself, and by the clock."""

from collections.abc import Mapping
from typing import Any

from celery import shared_task
from django.utils import timezone

from artists.journal.handlers import Lane
from artists.journal.outbox import handles
from consent.payouts import batches, transfers


@handles(batches.TRANSFER, lane=Lane.MAIL, outside_transaction=True)
def transfer(payload: Mapping[str, Any]) -> None:
    """Send one payout over a provider that takes it from us."""
    transfers.transfer(payload["payout"])


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def make_batch_on_payday() -> None:
    """From the 10th on, make the month's batch. Beat calls it every hour; twice is once."""
    batches.make_on_payday(now=timezone.now())
