"""What follows for invoices by itself, and by the clock."""

from collections.abc import Mapping
from typing import Any

from celery import shared_task

from artists.journal.followers import follow
from artists.journal.outbox import handles
from consent.earnings import entries as earnings
from consent.invoices import issuing, reminding

ISSUE = "invoices.issue"


@handles(ISSUE)
def issue_closed(payload: Mapping[str, Any]) -> None:
    """A month that is closed is invoiced."""
    issuing.issue_closed()


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def pass_invoice_days() -> None:
    """Issue what no message asked for; remind, and stop what is long overdue. Safe to run as often as one likes."""
    issuing.issue_closed()
    reminding.pass_days()


follow(ISSUE, earnings.CLOSED)
