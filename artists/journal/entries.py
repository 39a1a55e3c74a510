"""The acts of this room, as the journal knows them."""

from artists.journal.types import register

OUTBOX_DIED = register("outbox.died", "Something could not be delivered", area="machines")
OUTBOX_REPLAYED = register("outbox.replayed", "Sent again what could not be delivered", area="machines")
OUTBOX_DROPPED = register("outbox.dropped", "Dropped what could not be delivered", area="machines")
