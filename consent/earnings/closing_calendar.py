"""Which month closes when: the one before closes by itself on a day of the next, after reports are usually due."""

from datetime import UTC, date, datetime

from django.conf import settings
from django.utils import timezone

from artists.access import Conflict
from consent.earnings import closing, ledger


def closes_on(month: date) -> date:
    """The day on which a month closes by itself (UTC)."""
    return ledger.month_after(month).replace(day=settings.CLOSING_DAY)


def close_due(*, now: datetime | None = None) -> list[date]:
    """Close every month that is due, in order, and what was broken off before: which. Safe to run as often as one
    likes; what another process closes is left to it.
    """
    moment = now or timezone.now()
    closed: list[date] = []
    try:
        for month in closing.waiting():
            closed.append(closing.carry_on(month, now=moment).first)
        while month_due := _due(moment.astimezone(UTC).date()):
            closed.append(closing.close(month_due, actor=None, now=moment).first)
    except Conflict as refusal:
        if refusal.code != "closing_elsewhere":
            raise
    return closed


def _due(today: date) -> date | None:
    """The oldest month with earnings whose day has come."""
    left = closing.left_open(before=today.replace(day=1))
    return left if left and closes_on(left) <= today else None
