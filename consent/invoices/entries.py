"""What the journal says of invoices, of money that came in, and of what a partner was asked."""

from artists.journal.types import register

ISSUED = register("invoice.issued", "A partner was sent an invoice", area="money")
PAID = register("invoice.paid", "An invoice was paid", area="money")
REMINDED = register("invoice.reminded", "A partner was reminded of an invoice", area="money")
OVERDUE = register("invoice.overdue", "An invoice is overdue", area="money")
RECEIVED = register("payment.received", "Money of a partner came in", area="money")
TAKEN_BACK = register("payment.taken_back", "A payment of a partner was taken back", area="money")
ADDRESSED = register("billing.changed", "Whom invoices are made out to was changed", area="money")
ASKED = register("report.asked", "A holder asked a partner what became of uses", area="partners")
ANSWERED = register("report.answered", "A partner said what became of uses", area="partners")
