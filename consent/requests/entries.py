"""What the journal says of requests. An entry about a vote concerns the team that voted alone, for good."""

from artists.journal.types import register

OPENED = register("request.opened", "Asked for a yes", area="requests")
COUNTERED = register("request.countered", "Made a counter-offer", area="requests")
ACCEPTED = register("request.accepted", "Accepted a counter-offer", area="requests")
VOTED = register("request.voted", "Answered a request", area="requests")
CONFIRMED = register("request.confirmed", "Confirmed a yes as second person", area="requests")
SHOWN = register("request.vote_shown", "Showed their answer to the holders", area="requests")
INVITED = register("request.invited", "Invited to ask again", area="requests")
REOPENED = register("request.reopened", "Asked again with new terms", area="requests")
WITHDRAWN = register("request.withdrawn", "Withdrew a request", area="requests")
APPROVED = register("request.approved", "A request was approved", area="requests")
# Told apart for the holders; the one who asked reads `refused` alone.
DECLINED = register("request.declined", "All holders said no", area="requests")
CONFLICTED = register("request.conflicted", "A yes and a no: not approved", area="requests")
REFUSED = register("request.refused", "A request was not approved", area="requests")
LAPSED = register("request.lapsed", "A request ran out", area="requests")
JOINED = register("request.joined", "A new holder is asked too", area="requests")
CLOSING_SOON = register("request.closing_soon", "A request closes soon", area="requests")
POSTED = register("request.posted", "Wrote about a request", area="requests")
ASSIGNED = register("request.assigned", "Gave a request to a colleague", area="requests")
SNOOZED = register("request.snoozed", "Put a request aside", area="requests")
RULE_SET = register("rule.set", "Set a rule", area="requests")
RULE_PAUSED = register("rule.paused", "Paused a rule", area="requests")
RULE_RESUMED = register("rule.resumed", "Let a rule go on", area="requests")
RULE_MOVED = register("rule.moved", "Moved a rule", area="requests")
RULE_REMOVED = register("rule.removed", "Removed a rule", area="requests")
