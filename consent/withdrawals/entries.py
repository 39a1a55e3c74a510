"""What the journal says of withdrawals. `FILED` is the holders' line, `CREATED` each partner's own."""

from artists.journal.types import register

FILED = register("withdrawal.filed", "Told partners of a withdrawal", area="partners")
CREATED = register("withdrawal.created", "Was told of a withdrawal", area="partners")
ASKED = register("withdrawal.asked", "Asked partners for more", area="partners")
CHANGED = register("withdrawal.changed", "Was asked for more", area="partners")
ACKNOWLEDGED = register("withdrawal.acknowledged", "Acknowledged a withdrawal", area="partners")
DUE_SOON = register("withdrawal.due_soon", "An acknowledgement is due soon", area="partners")
OVERDUE = register("withdrawal.overdue", "An acknowledgement is overdue", area="partners")
PUBLISHED = register("withdrawal.published", "An overdue acknowledgement is public", area="partners")
LIFTED = register("withdrawal.lifted", "A withdrawal was lifted", area="partners")
