"""The acts of this room, as the journal knows them."""

from artists.journal.types import register

CHOICE_SET = register("choice.set", "Answered", area="choices")
CHOICE_UNDONE = register("choice.undone", "Took an answer back", area="choices")
CHOICE_DEFAULTED = register("choice.defaulted", "Answered by default", area="choices")
DEFAULT_SET = register("default.set", "Changed the default for new releases", area="choices")
PAUSED = register("team.paused", "Paused everything", area="choices")
RESUMED = register("team.resumed", "Resumed everything", area="choices")
SECOND_NEEDED = register("second.needed", "Said yes; a second person must confirm", area="choices")
SECOND_CONFIRMED = register("second.confirmed", "Confirmed as second person", area="choices")
SECOND_REFUSED = register("second.refused", "Refused as second person", area="choices")
TWO_PEOPLE_SET = register("team.two_people", "Changed for what two people are needed", area="team")

UNDOABLE = (CHOICE_SET, CHOICE_UNDONE)
