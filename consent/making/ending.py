"""What was taken down is gone here too: it is chosen no more, its files are deleted, its maker is told.

After a withdrawal the files are deleted at once: who took a yes back was told that they are gone. After a claim they
stay for thirty days, where nobody can hear them, so that a wrong answer can still be seen to be one.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from artists.journal.followers import entries_of, follow
from artists.journal.outbox import handles
from artists.journal.record import Follows, file_messages
from consent.making.forgetting import drop_files
from consent.making.models import File, Making
from consent.reports import entries as reports
from consent.reports.models import Output

TOPIC = "making.taken_down"
LATER = "making.delete_files"
KEPT_AFTER_A_CLAIM = timedelta(days=30)


@handles(TOPIC)
def end_what_was_taken_down(payload: Mapping[str, Any]) -> None:
    """For all outputs of a press. Carried out again, it changes nothing."""
    outputs = [UUID(entry.subject_id) for entry in entries_of(payload, TOPIC)]
    gone = Making.objects.filter(output__in=outputs).exclude(output__gone="")
    gone.filter(featured_at__isnull=False).update(featured_at=None, featured_for=None)
    reported = gone.filter(output__gone=Output.Gone.CLAIM)
    later = [
        Follows(LATER, f"{LATER}:{pk}", {"making": str(pk)}, delay=KEPT_AFTER_A_CLAIM)
        for pk in reported.values_list("pk", flat=True)
    ]
    file_messages(later)
    _drop(list(gone.exclude(output__gone=Output.Gone.CLAIM).values_list("pk", flat=True)))


@handles(LATER)
def delete_files(payload: Mapping[str, Any]) -> None:
    """Thirty days after a claim was upheld, unless it is up again."""
    still = Making.objects.filter(pk=payload["making"]).exclude(output__gone="")
    _drop(list(still.values_list("pk", flat=True)))


def _drop(makings: list[UUID]) -> None:
    while makings and File.objects.filter(making__in=makings).exists():
        drop_files(Making.objects.filter(pk__in=makings))


follow(TOPIC, reports.TAKEN_DOWN)
