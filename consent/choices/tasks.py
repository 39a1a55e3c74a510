"""What follows from acts on the catalogue."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from artists.catalog.topics import CATALOGUE_CHANGED
from artists.journal.outbox import handles
from consent.choices.defaults import apply_defaults


@handles(CATALOGUE_CHANGED)
def answer_by_default(payload: Mapping[str, Any]) -> None:
    """New holdings get their holders' defaults, and the standings they touch are worked out."""
    apply_defaults([UUID(asset) for asset in payload["assets"]])
