"""What follows for earnings by itself, and by the clock."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from celery import shared_task

from artists.access import Conflict
from artists.journal.followers import entries_of, follow
from artists.journal.outbox import TryAgain, handles
from consent.earnings import closing, closing_calendar, exports, pools, posting
from consent.licences import entries as licences
from consent.reports import entries as reports
from consent.splits import entries as splits

EARN = "earnings.earn"
DIVIDE = "earnings.divide"
POOLS = "earnings.pools"
_AT_ONCE = 5000  # splits divided anew in one transaction


@handles(EARN)
def earn_reported(payload: Mapping[str, Any]) -> None:
    """What a partner reported becomes earnings."""
    posting.earn([UUID(entry.data["batch"]) for entry in entries_of(payload, EARN)])


@handles(DIVIDE)
def divide_by_agreed(payload: Mapping[str, Any]) -> None:
    """What an agreed split changes is divided anew."""
    numbers = [int(entry.subject_id) for entry in entries_of(payload, DIVIDE)]
    for start in range(0, len(numbers), _AT_ONCE):
        posting.divide_anew(numbers[start : start + _AT_ONCE])


@handles(POOLS)
def post_lump_sums(payload: Mapping[str, Any]) -> None:
    """A licence that is in force owes its flat sums and advances from its first day on."""
    pools.post_due(licences=[int(entry.subject_id) for entry in entries_of(payload, POOLS)])


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def post_due() -> None:
    """Post the sums that have fallen due by today. Safe to run as often as one likes."""
    pools.post_due()


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def earn_forgotten() -> None:
    """Charge what was reported and no message asked for. Safe to run as often as one likes."""
    posting.earn_forgotten()


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def forget_old_exports() -> None:
    """Delete the files of exports that are a week old."""
    exports.forget_old()


@handles(closing.TOPIC, outside_transaction=True, lease=timedelta(minutes=10))
def carry_on_closing(payload: Mapping[str, Any]) -> None:
    """A month whose closing has begun is closed."""
    try:
        closing.carry_on(date.fromisoformat(payload["month"]))
    except Conflict as refusal:
        raise TryAgain(refusal.sentence, delay=timedelta(minutes=1)) from None


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def close_months() -> None:
    """Carry on with closings that were broken off, and close what is due by the calendar."""
    closing_calendar.close_due()


follow(EARN, reports.RECEIVED)
follow(DIVIDE, splits.AGREED)
follow(POOLS, licences.IN_FORCE)
