"""What this room files in the outbox for others."""

from collections.abc import Collection
from uuid import UUID

from uuid_utils.compat import uuid7

from artists.journal.record import Follows

CATALOGUE_CHANGED = "catalogue.changed"
DELIVERY_READ = "delivery.read"
DELIVERY_RUN = "delivery.run"


def catalogue_changed(assets: Collection[UUID]) -> list[Follows]:
    """Messages that say: these assets are new, or who holds them, or what they embody, has changed."""
    every = sorted(str(asset) for asset in assets)
    return [
        Follows(CATALOGUE_CHANGED, f"catalogue:{uuid7()}", {"assets": every[start : start + 1000]})
        for start in range(0, len(every), 1000)
    ]


def read_delivery(delivery: UUID) -> Follows:
    """The message that has an uploaded file read and planned."""
    return Follows(DELIVERY_READ, f"delivery:{delivery}:read", {"delivery": str(delivery)})


def carry_on(delivery: UUID, start: int) -> Follows:
    """The message that carries out the part of a delivery from `start` on."""
    return Follows(DELIVERY_RUN, f"delivery:{delivery}:{start}", {"delivery": str(delivery), "start": start})
