"""What Stripe tells us by itself: that a transfer was taken back. Believed only with its signature.

https://docs.stripe.com/webhooks#verify-manually: `Stripe-Signature: t=…,v1=…`, HMAC-SHA256 of the moment, a full stop
and the body as it came; a secret that is being changed signs beside the old one. Older than five minutes is not read.
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from artists.access import Invalid
from consent.payouts.confirmations import hear
from consent.payouts.models import Payout, Reply
from consent.payouts.reading import Heard, Said, Source
from consent.payouts.states import PROVIDER
from consent.payouts.stripe_connect import StripeConnect, amount_of

TOLERANCE = timedelta(minutes=5)
LARGEST = 256 * 1024
_TAKEN_BACK = "transfer.reversed"


def take(body: bytes, signature: str, *, secret: str, now: datetime) -> Reply | None:
    """Carry out an event; the same again changes nothing. None where it says nothing (new) of a payout of ours.

    Raises `Invalid` for what Stripe did not sign, or not now, and for what is no event.
    """
    if not signed(body, signature, secret=secret, now=now):
        raise Invalid("signature_wrong", "This was not signed by Stripe with our secret, in the last five minutes.")
    try:
        event = json.loads(body)
        kind, about = event["type"], event["data"]["object"]
        if kind != _TAKEN_BACK:
            return None
        heard = _taken_back(about, datetime.fromtimestamp(int(event["created"]), UTC))
    except (ValueError, TypeError, KeyError, OverflowError, ArithmeticError, OSError):
        raise Invalid("event_wrong", "This is no event of Stripe.") from None
    if not Payout.objects.filter(reference=heard.reference, rail=StripeConnect.name).exists():
        return None
    return hear(f"Stripe, {str(event.get('id', ''))[:60]}", body, [heard], actor=None)


def signed(body: bytes, signature: str, *, secret: str, now: datetime) -> bool:
    """Whether one of the signatures is of this body, by this secret, and fresh."""
    parts = [part.strip().partition("=") for part in signature[:4096].split(",")]
    moment = next((value for name, _, value in parts if name == "t"), "")
    if not secret or not moment.isascii() or not moment.isdigit() or len(moment) > 12:
        return False
    if abs(now.timestamp() - int(moment)) > TOLERANCE.total_seconds():
        return False
    ours = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return any(name == "v1" and hmac.compare_digest(ours.encode(), value.encode()) for name, _, value in parts)


def _taken_back(transfer: Any, at: datetime) -> Heard:
    """A transfer that was taken back, wholly or in part: part of it is another amount, and is refused for a person."""
    currency = str(transfer["currency"]).upper()
    amount: Decimal = amount_of(int(transfer["amount_reversed"]), currency)
    return Heard(
        str(transfer["transfer_group"] or "")[:60], Said.RETURNED, amount, currency[:3], at.date(),
        str(transfer["id"])[:80], PROVIDER, "taken back at Stripe", source=Source.PROVIDER,
    )  # fmt: skip
