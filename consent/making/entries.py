"""What the journal says of what fans made: what teams did about it, never who made it."""

from artists.journal.types import register

FEATURED = register("making.featured", "Chose something a fan made", area="experiences")
UNFEATURED = register("making.unfeatured", "Chose it no longer", area="experiences")
BANNED = register("making.banned", "Kept somebody from making things", area="experiences")
LIFTED = register("making.ban_lifted", "Lets somebody make things again", area="experiences")
