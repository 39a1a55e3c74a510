"""What the journal says of a partner's sandbox."""

from artists.journal.types import register

SAID = register("sandbox.said", "Had a test artist answer", area="partners")
WITHDREW = register("sandbox.withdrew", "Had a test artist take a yes back", area="partners")
RESET = register("sandbox.reset", "Put the sandbox back", area="partners")

RUN_STARTED = register("conformance.started", "Started a conformance run", area="partners")
RUN_PASSED = register("conformance.passed", "Passed a conformance run", area="partners")
RUN_FAILED = register("conformance.failed", "Failed a conformance run", area="partners")
RUN_CANCELLED = register("conformance.cancelled", "Cancelled a conformance run", area="partners")
BADGE_REVOKED = register("conformance.badge_revoked", "Lost the conformance badge", area="partners")
