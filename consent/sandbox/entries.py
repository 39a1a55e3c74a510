"""What the journal says of a partner's sandbox."""

from artists.journal.types import register

SAID = register("sandbox.said", "Had a test artist answer", area="machines")
RESET = register("sandbox.reset", "Put the sandbox back", area="machines")
