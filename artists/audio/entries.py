"""The acts of this room, as the journal knows them."""

from artists.journal.types import register

ADDED = register("sound.added", "Uploaded the sound of a track", area="catalogue")
READY = register("sound.ready", "Checked the sound of a track", area="catalogue")
REFUSED = register("sound.refused", "Did not take the sound of a track", area="catalogue")
REMOVED = register("sound.removed", "Removed the sound of a track", area="catalogue")
