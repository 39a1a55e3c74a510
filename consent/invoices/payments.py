"""Money that came in, recorded by the operator: once for each reference of the bank, taken back whole or not at all."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from artists.access import Actor, Conflict, Invalid
from artists.access.writing import one_line
from artists.journal.record import Act, record
from consent.invoices import entries, settling
from consent.invoices.amounts import Part, coin
from consent.invoices.issuing import require_operator
from consent.invoices.models import Invoice, Payment

_EARLIEST = date(2000, 1, 1)
_MOST = Decimal(10) ** 15


@dataclass(frozen=True)
class Received:
    """What the bank says: so much, on a day, under its own reference, for an invoice."""

    invoice: Invoice
    amount: Decimal
    received_on: date
    reference: str
    source: str = Payment.Source.PAGE


def receive(said: Received, *, actor: Actor, now: datetime | None = None) -> Payment:
    """Record a payment: it pays the invoice named, then the partner's oldest open ones; the rest stays as credit.

    Raises `Conflict` for a reference that is known: `payment_recorded` where all is the same, so that a list may be
    read twice, and `reference_reused` where it is not. In the invoice's currency, in whole coins.
    """
    require_operator(actor)
    moment = now or timezone.now()
    reference = _checked(said, moment)
    invoice = said.invoice
    made = Payment(
        partner_id=invoice.partner_id, currency=invoice.currency, amount=said.amount, received_on=said.received_on,
        reference=reference, source=said.source, recorded_at=moment, recorded_by_id=actor.person_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            settling.hold(invoice.partner_id)
            _not_known(made)
            made.save()
            settling.settle(made.partner_id, made.currency, now=moment, named=invoice.pk, actor=actor)
            act = Act(entries.RECEIVED, "payment", str(made.pk), _about(made, number=invoice.number), _both(made))
            record(act, actor=actor, at=moment)
    except IntegrityError:  # the same reference, for another partner, at the same moment
        raise _reused() from None
    return made


def take_back(payment: Payment, *, actor: Actor, reason: str, now: datetime | None = None) -> Payment:
    """The payment was wrong, or the bank took it back: what it paid is open again, as far as no other credit pays it.

    Raises `Conflict` where it was taken back already.
    """
    require_operator(actor)
    moment = now or timezone.now()
    why = one_line(reason, field="reason")
    if not why or len(why) > 300:
        raise Invalid("reason_missing", "Say why, in 300 characters at most.", field="reason")
    with transaction.atomic():
        settling.hold(payment.partner_id)
        if payment.reverses_id or Payment.objects.filter(reverses=payment).exists():
            raise Conflict("taken_back", "This payment was taken back already.")
        back = Payment.objects.create(
            partner_id=payment.partner_id, currency=payment.currency, amount=-payment.amount,
            received_on=moment.astimezone(UTC).date(), reference=payment.reference, source=Payment.Source.PAGE,
            reverses=payment, reason=why, recorded_at=moment, recorded_by_id=actor.person_id,
        )  # fmt: skip
        spent = payment.allocations.values_list("invoice").annotate(paid=Sum("amount")).exclude(paid=0)
        parts = [Part(payment.pk, invoice, -paid) for invoice, paid in spent.order_by("invoice")]
        rows = Invoice.objects.in_bulk([part.invoice for part in parts])
        settling.put(parts, rows, now=moment, actor=actor)
        settling.settle(payment.partner_id, payment.currency, now=moment, actor=actor)
        act = Act(entries.TAKEN_BACK, "payment", str(payment.pk), _about(payment, reason=why), _both(payment))
        record(act, actor=actor, at=moment)
    return back


def _about(payment: Payment, **more: str) -> dict[str, Any]:
    return {"payment": payment.pk, "amount": f"{payment.amount:f}", "currency": payment.currency, **more}


def _both(payment: Payment) -> frozenset[int]:
    return frozenset({payment.partner_id})


def _checked(said: Received, now: datetime) -> str:
    reference = one_line(said.reference, field="reference")
    if not reference or len(reference) > 140:
        sentence = "Write the bank’s own reference, in 140 characters at most."
        raise Invalid("reference_missing", sentence, field="reference")
    least = coin(said.invoice.currency)
    if not said.amount.is_finite() or not 0 < said.amount < _MOST or said.amount % least:
        raise Invalid("amount_wrong", f"Write an amount above zero, in whole {least:f}.", field="amount")
    if not _EARLIEST <= said.received_on <= now.astimezone(UTC).date():
        raise Invalid("day_wrong", "Write the day the money came in: today or before.", field="received_on")
    return reference


def _not_known(made: Payment) -> None:
    known = Payment.objects.filter(reference=made.reference, reverses__isnull=True).first()
    if known is None:
        return
    same = (known.partner_id, known.currency, known.amount, known.received_on)
    if same == (made.partner_id, made.currency, made.amount, made.received_on):
        raise Conflict("payment_recorded", f"This payment is recorded already, on {known.recorded_at:%-d %B %Y}.")
    raise _reused()


def _reused() -> Conflict:
    return Conflict("reference_reused", "Another payment has this reference of the bank. Look at it first.")
