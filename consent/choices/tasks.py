"""What follows from acts on the catalogue."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from uuid_utils.compat import uuid7

from artists.catalog.topics import CATALOGUE_CHANGED
from artists.journal.outbox import handles
from artists.journal.record import Follows, file_messages
from consent.choices import kept_tallies
from consent.choices.defaults import apply_defaults

HOLDERS_CHANGED = "choices.holders_changed"


@handles(CATALOGUE_CHANGED)
def answer_by_default(payload: Mapping[str, Any]) -> None:
    """New holdings get their holders' defaults, and the standings they touch are worked out.

    Whoever waits for the holders of these assets is told after that: see `HOLDERS_CHANGED`.
    """
    with transaction.atomic():
        apply_defaults([UUID(asset) for asset in payload["assets"]])
        file_messages([Follows(HOLDERS_CHANGED, f"{HOLDERS_CHANGED}:{uuid7()}", {"assets": payload["assets"]})])
    kept_tallies.forget_old_notes()
