"""What the journal says of payouts. Account numbers are masked in it, and tax details are never in it."""

from artists.journal.types import register

ACCOUNT_ASKED = register("payout.account_asked", "An account for payouts was named", area="money")
ACCOUNT_STOPPED = register("payout.account_stopped", "A change of the account was stopped", area="money")
ACCOUNT_AFFIRMED = register("payout.account_affirmed", "A change of the account was affirmed", area="money")
TAX_SET = register("payout.tax_set", "Tax details were changed", area="money")
SMALLEST_SET = register("payout.smallest_set", "The smallest payout was changed", area="money")
MADE = register("payout.made", "A payout was made ready", area="money")
SENT = register("payout.sent", "A payout was sent to the bank", area="money")
PAID = register("payout.paid", "A payout was paid", area="money")
RETURNED = register("payout.returned", "A payout came back", area="money")
CANCELLED = register("payout.cancelled", "A payout was cancelled", area="money")
BATCH_MADE = register("payout_batch.made", "A batch of payouts was made", area="money")
BATCH_FETCHED = register("payout_batch.fetched", "A file of payouts was fetched", area="money")
BATCH_SENT = register("payout_batch.sent", "A batch of payouts was sent", area="money")
BATCH_CANCELLED = register("payout_batch.cancelled", "A batch of payouts was cancelled", area="money")
CONFIRMED = register("payout_batch.confirmed", "The bank's answers were read", area="money")
