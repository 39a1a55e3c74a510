"""What the worker does with deliveries."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from artists.catalog.deliveries import actions
from artists.catalog.topics import DELIVERY_READ, DELIVERY_RUN
from artists.journal.outbox import handles


@handles(DELIVERY_READ)
def read(payload: Mapping[str, Any]) -> None:
    """Read and plan an uploaded file."""
    actions.read(UUID(payload["delivery"]))


@handles(DELIVERY_RUN)
def run(payload: Mapping[str, Any]) -> None:
    """Carry out one part of a confirmed file."""
    actions.run(UUID(payload["delivery"]), payload["start"])
