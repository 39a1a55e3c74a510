"""What the journal says of reports and of what was made."""

from artists.journal.types import register

RECEIVED = register("report.received", "A partner reported uses", area="partners")
CLOSED = register("report.closed", "A partner completed a reporting period", area="partners")
OVERDUE = register("report.overdue", "A report is late", area="partners")
OUTPUTS = register("output.registered", "A partner registered what was made", area="partners")
TAKEN_DOWN = register("output.taken_down", "Something that was made is taken down", area="partners")
