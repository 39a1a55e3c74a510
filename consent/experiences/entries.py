"""What the journal says of experiences. The partner and whose yes it needs read them."""

from artists.journal.types import register

DRAFTED = register("experience.drafted", "Drafted an experience", area="experiences")
DISCARDED = register("experience.discarded", "Threw a draft away", area="experiences")
SUBMITTED = register("experience.submitted", "Asked for a yes to an experience", area="experiences")
BACK = register("experience.back", "An experience is a draft again", area="experiences")
APPROVED = register("experience.approved", "An experience has every yes", area="experiences")
CHANGED = register("experience.changed", "New limits of an experience count", area="experiences")
LIVE = register("experience.live", "An experience opened", area="experiences")
PAUSED = register("experience.paused", "Paused an experience", area="experiences")
RESUMED = register("experience.resumed", "Let an experience go on", area="experiences")
NARROWED = register("experience.narrowed", "Proposed narrower limits", area="experiences")
ENDED = register("experience.ended", "Ended an experience", area="experiences")
WORD_ADDED = register("experience.word_added", "Listed an unwanted word", area="experiences")
WORD_REMOVED = register("experience.word_removed", "Took a word off the list", area="experiences")
