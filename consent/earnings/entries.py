"""What the journal says of earnings and months."""

from artists.journal.types import register

CORRECTED = register("earning.corrected", "Earnings were divided anew", area="money")
POOLED = register("earning.pooled", "A sum was divided over works", area="money")
CLOSED = register("month.closed", "A month was closed", area="money")
STATED = register("statement.closed", "A statement was closed", area="money")
BEGUN = register("month.begun", "A month’s closing began", area="money")
EXPORT_ASKED = register("export.asked", "A file of earnings was asked for", area="money")
EXPORT_READY = register("export.ready", "A file of earnings is ready", area="money")
