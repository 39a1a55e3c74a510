"""What the journal says of claims. Never who made one: that is in the claim, and is forgotten."""

from artists.journal.types import register

OPENED = register("claim.opened", "Somebody reported something made", area="partners")
ANSWERED = register("claim.answered", "A claim was answered", area="partners")
