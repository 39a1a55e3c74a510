"""What follows for splits when holders change, and by the clock."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from celery import shared_task

from artists.catalog import entries as catalogue
from artists.journal.followers import entries_of, follow
from artists.journal.outbox import handles
from consent.splits import actions, reminders

HOLDERS_CHANGED = "splits.holders_changed"


@handles(HOLDERS_CHANGED)
def ask_anew(payload: Mapping[str, Any]) -> None:
    """Who holds a side since lately is asked about what is on the table; who left is not waited for."""
    said = entries_of(payload, HOLDERS_CHANGED).filter(subject_kind="asset").values_list("subject_id", flat=True)
    actions.look_again({UUID(asset) for asset in said})


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def remind_of_disputes() -> None:
    """Say which disputes come near their end, and to the operator which have passed it. Safe to run at any time."""
    reminders.remind()


follow(HOLDERS_CHANGED, catalogue.HOLDING_ADDED, catalogue.HOLDING_REMOVED, catalogue.HOLDING_WITHDRAWN)
