"""The acts of this room, as the journal knows them. Checks and permits are answers, not acts: they have tables."""

from artists.journal.types import register

KEY_ROTATED = register("key.rotated", "Made a new signing key", area="partners")
PERMITS_STOPPED = register("permits.stopped", "Stopped a partner's permits", area="partners")
PERMITS_RESUMED = register("permits.resumed", "Let a partner have permits again", area="partners")
