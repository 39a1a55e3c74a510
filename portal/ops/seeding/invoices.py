"""What partners owe for the months that are closed: Halcyon Audio pays in time, others leave one unpaid.

Each month is invoiced as of its closing, so that the demonstration has due dates that have passed.
"""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_DOWN, Decimal

from django.utils import timezone

from artists.access import Refusal
from consent.earnings.models import Month
from consent.earnings.states import MonthState
from consent.invoices import questions
from consent.invoices.amounts import coin
from consent.invoices.billing import Address, bill_to
from consent.invoices.issuing import issue
from consent.invoices.models import Invoice, Payment
from consent.invoices.payments import Received, receive
from consent.invoices.reminding import pass_days
from consent.invoices.states import State
from consent.reports import silence
from portal.ops.seeding.world import World

_HALF = Decimal("0.5")
_AFTER = timedelta(days=17)  # from the invoice to the transfer


def sow_invoices(world: World) -> None:
    """Nothing where no month is closed. Payments are recorded by the operator, as any would be."""
    now = timezone.now()
    bill_to(
        Address("Halcyon Audio BV", "Keizersgracht 401\n1016 EK Amsterdam", "NL", "NL004495445B01", "AI-2026"),
        actor=world.acting("rin", "Halcyon Audio"),
    )
    for month in Month.objects.filter(state=MonthState.CLOSED).order_by("first"):
        issue(month.first, now=min(month.closed_at or now, now))
    _pay_all(world, now)
    pass_days(now=now)
    _ask(world)


def _pay_all(world: World, now: datetime) -> None:
    halcyon = world.teams["Halcyon Audio"].pk
    for partner in Invoice.objects.order_by().values_list("partner", flat=True).distinct():
        waiting = list(Invoice.objects.filter(partner=partner).exclude(state=State.PAID).order_by("month_id", "pk"))
        if partner == halcyon:
            for invoice in waiting[:-1]:
                _pay(world, invoice, invoice.total, now)
            for invoice in waiting[-1:]:
                _pay(world, invoice, invoice.total * _HALF, now)
        else:
            for invoice in waiting[:-2]:
                _pay(world, invoice, invoice.total, now)


def _pay(world: World, invoice: Invoice, amount: Decimal, now: datetime) -> None:
    whole = amount.quantize(coin(invoice.currency), ROUND_DOWN)
    if not whole:
        return
    at = min(invoice.issued_at + _AFTER, now)
    reference = f"NTRF {invoice.serial:06d} {invoice.number}"
    said = Received(invoice, whole, at.astimezone(UTC).date(), reference, Payment.Source.FILE)
    receive(said, actor=world.acting("olu", "Soundcheck"), now=at)


def _ask(world: World) -> None:
    """Ayla's team asks about the first of what was never reported."""
    ayla = world.acting("ayla", "Ayla Marsh")
    for found in silence.findings(ayla)[:1]:
        try:
            questions.ask(found.pk, actor=ayla)
        except Refusal:
            return
