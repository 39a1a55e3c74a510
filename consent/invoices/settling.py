"""Payments pay invoices: the one that was named, then the oldest; what is left is credit, and pays the next.

Whoever changes what a partner has paid holds its row: two payments come one after the other.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import Coalesce

from artists.access import Actor
from artists.journal.record import Act, record
from artists.teams.models import Team
from consent.decisions import stops
from consent.invoices import entries
from consent.invoices.amounts import Part, allocate
from consent.invoices.models import Allocation, Invoice, Payment
from consent.invoices.states import TRANSITIONS, State, Step, act_of

_NOTHING = Decimal(0)


def hold(partner_id: int) -> None:
    """Wait for whoever else changes what this partner has paid. Must run inside a transaction."""
    Team.objects.select_for_update(no_key=True).get(pk=partner_id)


def settle(
    partner_id: int, currency: str, *, now: datetime, named: int | None = None, actor: Actor | None = None
) -> list[Part]:
    """Let all credit pay what is open, and lift what an unpaid invoice had stopped. Must run inside a transaction."""
    hold(partner_id)
    credits = [(pk, left) for pk, left in credit_of(partner_id, currency)]
    if not credits:
        return []
    waiting = Invoice.objects.filter(partner_id=partner_id, currency=currency).exclude(state=State.PAID)
    rows = list(waiting.order_by("due_on", "pk"))
    parts = allocate(credits, [(one.pk, one.total - one.paid) for one in rows], named)
    put(parts, {one.pk: one for one in rows}, now=now, actor=actor)
    return parts


def credit_of(partner_id: int, currency: str) -> list[tuple[int, Decimal]]:
    """The partner's payments of which something pays no invoice yet, oldest first, and how much."""
    found = Payment.objects.filter(
        partner_id=partner_id, currency=currency, reverses__isnull=True, reversal__isnull=True
    ).annotate(spent=Coalesce(Sum("allocations__amount"), _NOTHING))
    ordered = found.order_by("received_on", "pk").values_list("pk", "amount", "spent")
    return [(pk, amount - spent) for pk, amount, spent in ordered if amount > spent]


def put(parts: Iterable[Part], invoices: dict[int, Invoice], *, now: datetime, actor: Actor | None = None) -> None:
    """Write what payments pay (below zero: what is taken back of it), and where their invoices stand by it now."""
    every = list(parts)
    Allocation.objects.bulk_create(
        [
            Allocation(payment_id=part.payment, invoice_id=part.invoice, amount=part.amount, allocated_at=now)
            for part in every
        ]
    )
    changes: dict[int, Decimal] = defaultdict(lambda: _NOTHING)
    for one in every:
        changes[one.invoice] += one.amount
    for pk, change in changes.items():
        if change:
            _move(invoices[pk], change, now=now, actor=actor)


def _move(invoice: Invoice, change: Decimal, *, now: datetime, actor: Actor | None) -> None:
    before = State(invoice.state)
    paid = invoice.paid + change
    after = TRANSITIONS[before, act_of(invoice.total, invoice.paid, paid)]
    invoice.paid, invoice.state = paid, after.value
    invoice.paid_at = now if after is State.PAID else None
    if before is State.PAID and invoice.step >= Step.FINAL:
        # It was stopped or about to be, was paid, and is open again: a new notice, and its time, before it stops.
        invoice.step, invoice.final_at = Step.FINAL, now
    invoice.save(update_fields=["paid", "state", "paid_at", "step", "final_at"])
    if after is State.PAID:
        stops.lift(invoice.partner_id, source=source_of(invoice), actor=actor)
        data = {"invoice": invoice.pk, "number": invoice.number, "partner": invoice.partner_id}
        act = Act(entries.PAID, "invoice", invoice.number, data, frozenset({invoice.partner_id}))
        record(act, actor=actor, at=now)


def source_of(invoice: Invoice) -> str:
    """What a stop of permits for it is called."""
    return f"invoice:{invoice.number}"
