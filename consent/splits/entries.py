"""What the journal says of splits and disputes."""

from artists.journal.types import register

PROPOSED = register("split.proposed", "A split was proposed", area="money")
ANSWERED = register("split.answered", "A split was answered", area="money")
AGREED = register("split.agreed", "A split is agreed", area="money")
REFUSED = register("split.refused", "A split was refused", area="money")
WITHDRAWN = register("split.withdrawn", "A proposed split was taken back", area="money")
DISPUTED = register("split.disputed", "A part of a split is disputed", area="money")
DISPUTE_ENDED = register("split.dispute_ended", "A dispute over a split has ended", area="money")
