"""Which rails are on, whose account money leaves, and which rail a payee is reached by."""

from collections.abc import Sequence

from django.conf import settings

from consent.earnings.models import Statement
from consent.payouts.balances import numbers
from consent.payouts.bank_file import BankFile
from consent.payouts.payee import Payee
from consent.payouts.rails import Payer, Rail
from consent.payouts.stripe_connect import StripeConnect


def rails() -> dict[str, Rail]:
    """Those that are on, by name."""
    bank: Rail = BankFile()
    known = {bank.name: bank}
    if key := settings.PAYOUTS["stripe_key"]:
        stripe: Rail = StripeConnect(key, settings.PAYOUTS["stripe_api"])
        known[stripe.name] = stripe
    return known


def rail_for(payee: Payee) -> Rail | None:
    """The first that takes the payee; None where none does."""
    return next((rail for rail in rails().values() if rail.takes(payee)), None)


def payer() -> Payer:
    """The company that runs this portal."""
    said = settings.PAYOUTS
    return Payer(said["name"], said["iban"], said["bic"])


def text_of(reference: str, statements: Sequence[Statement]) -> str:
    """What the receiver reads beside a transfer in its account."""
    return f"{payer().name} {reference} {numbers(statements)}"


def takes_stripe() -> bool:
    """Whether a connected account can be named."""
    return bool(settings.PAYOUTS["stripe_key"])
