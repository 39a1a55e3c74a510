"""What the journal says of licences."""

from artists.journal.types import register

DRAFTED = register("licence.drafted", "Drafted a licence", area="licences")
DISCARDED = register("licence.discarded", "Threw a draft away", area="licences")
IN_FORCE = register("licence.signed", "Signed by every side", area="licences")
SUSPENDED = register("licence.suspended", "Suspended a licence", area="licences")
RESUMED = register("licence.resumed", "Let a licence go on", area="licences")
NOTICE_GIVEN = register("licence.notice_given", "Gave notice to end a licence", area="licences")
NOTICE_TAKEN_BACK = register("licence.notice_taken_back", "Took the notice back", area="licences")
ENDED = register("licence.ended", "Ended a licence", area="licences")
EXPIRES_SOON = register("licence.expires_soon", "A licence ends soon", area="licences")
