"""What Halcyon Audio owes for the months that are closed: the oldest paid, one paid in part, the newest open."""

from datetime import UTC, datetime
from decimal import ROUND_DOWN, Decimal

from django.utils import timezone

from artists.access import Refusal
from consent.invoices import questions
from consent.invoices.billing import Address, bill_to
from consent.invoices.issuing import issue_closed
from consent.invoices.models import Invoice, Payment
from consent.invoices.payments import Received, receive
from consent.invoices.reminding import pass_days
from consent.invoices.states import State
from consent.reports import silence
from portal.ops.seeding.world import World

_HALF = Decimal("0.5")


def sow_invoices(world: World) -> None:
    """Nothing where no month is closed. Payments are recorded by the operator, as any would be."""
    now = timezone.now()
    bill_to(
        Address("Halcyon Audio BV", "Keizersgracht 401\n1016 EK Amsterdam", "NL", "NL004495445B01", "AI-2026"),
        actor=world.acting("rin", "Halcyon Audio"),
    )
    issue_closed(now=now)
    waiting = list(
        Invoice.objects.filter(partner=world.teams["Halcyon Audio"]).exclude(state=State.PAID).order_by("month_id")
    )
    for place, invoice in enumerate(waiting[:-1]):
        last = place == len(waiting) - 2
        amount = (invoice.total * _HALF).quantize(Decimal("0.01"), ROUND_DOWN) if last else invoice.total
        if amount:
            _pay(world, invoice, amount, now)
    pass_days(now=now)
    _ask(world)


def _pay(world: World, invoice: Invoice, amount: Decimal, now: datetime) -> None:
    day = min(now.astimezone(UTC).date(), invoice.due_on)
    reference = f"NTRF {invoice.serial:06d} {invoice.number}"
    said = Received(invoice, amount, day, reference, Payment.Source.FILE)
    receive(said, actor=world.acting("olu", "Soundcheck"), now=now)


def _ask(world: World) -> None:
    """Ayla's team asks about the first of what was never reported."""
    ayla = world.acting("ayla", "Ayla Marsh")
    for found in silence.findings(ayla)[:1]:
        try:
            questions.ask(found.pk, actor=ayla)
        except Refusal:
            return
