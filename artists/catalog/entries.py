"""The acts of this room, as the journal knows them."""

from artists.journal.types import register

ARTIST_ADDED = register("artist.added", "Added an artist", area="catalogue")
RELEASE_ADDED = register("release.added", "Added a release", area="catalogue")
RELEASE_CHANGED = register("release.changed", "Changed a release", area="catalogue")
TRACK_ADDED = register("track.added", "Added a track", area="catalogue")
TRACK_CHANGED = register("track.changed", "Changed a track", area="catalogue")
SONG_ADDED = register("song.added", "Added a song", area="catalogue")
PERSONAL_ADDED = register("personal.added", "Added a voice or a likeness", area="catalogue")
HOLDING_ADDED = register("holding.added", "Recorded a right", area="catalogue")
HOLDING_CHANGED = register("holding.changed", "Changed a share", area="catalogue")
HOLDING_REMOVED = register("holding.removed", "Gave up a right", area="catalogue")
DELIVERY_RECEIVED = register("delivery.received", "Uploaded a delivery", area="catalogue")
DELIVERY_CONFIRMED = register("delivery.confirmed", "Confirmed a delivery", area="catalogue")
DELIVERY_DISCARDED = register("delivery.discarded", "Threw a delivery away", area="catalogue")
DELIVERY_DONE = register("delivery.done", "Brought a delivery in", area="catalogue")
