"""What follows for reports by itself, and by the clock."""

from collections.abc import Mapping
from typing import Any

from celery import shared_task

from artists.journal.followers import entries_of, follow
from artists.journal.outbox import handles
from consent.licences import entries as licences
from consent.licences.models import Licence
from consent.reports import alarm, dues, reminders

EXPECT = "reports.expect"


@handles(EXPECT)
def expect_of_signed(payload: Mapping[str, Any]) -> None:
    """A licence that comes into force is reported from its first day on."""
    from_now = [int(entry.subject_id) for entry in entries_of(payload, EXPECT)]
    found = Licence.objects.filter(pk__in=from_now, in_force__isnull=False).select_related("in_force")
    dues.expect_begun(list(found))


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def pass_reporting_days() -> None:
    """Write down what is due, say what comes near and what is late. Safe to run as often as one likes."""
    dues.expect_all()
    reminders.remind()
    dues.pass_on()


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def look_for_silence() -> None:
    """Hold what was allowed against what was reported."""
    alarm.look()
    reminders.tell_findings()


follow(EXPECT, licences.IN_FORCE)
