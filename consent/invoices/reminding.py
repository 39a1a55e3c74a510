"""What the clock says of invoices: soon due, due, a last notice, and then no permits until it is paid. Each once."""

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from artists.journal.record import Act, record_many
from consent.decisions import stops
from consent.invoices import entries, settling
from consent.invoices.issuing import about
from consent.invoices.models import Invoice
from consent.invoices.states import FINAL, SOON, State, Step, step_at

_AT_ONCE = 2000
_BECAUSE = "The invoice {number} is long overdue, and the last notice has passed. Pay it to go on."


def pass_days(*, now: datetime | None = None) -> int:
    """Take every step that is due; how many invoices moved. Safe to run as often as one likes, late, or twice at once.

    Permits stop no earlier than 28 days after the due date and 14 days after the last notice.
    """
    moment = now or timezone.now()
    today = moment.astimezone(UTC).date()
    waiting = Invoice.objects.exclude(state=State.PAID).filter(
        Q(step=Step.NONE, due_on__lte=today + SOON)
        | Q(step=Step.SOON, due_on__lt=today)
        | Q(step=Step.DUE, due_on__lt=today - FINAL)
        | Q(step=Step.FINAL, due_on__lt=today - FINAL, final_at__isnull=False)
    )  # fmt: skip
    found = waiting.order_by("due_on", "pk").values_list("pk", "partner_id")[:_AT_ONCE]
    return sum(_remind(pk, partner, moment) for pk, partner in found)


def _remind(pk: int, partner: int, now: datetime) -> int:
    with transaction.atomic():
        settling.hold(partner)
        invoice = Invoice.objects.get(pk=pk)
        before = Step(invoice.step)
        step = step_at(before, invoice.due_on, invoice.final_at, now=now)
        if invoice.state == State.PAID or step is None:
            return 0
        invoice.step = step
        if step is Step.FINAL:
            invoice.final_at = now
        invoice.save(update_fields=["step", "final_at"])
        if step is Step.STOPPED:
            stops.stop(partner, _BECAUSE.format(number=invoice.number), source=settling.source_of(invoice))
        data, concerns = about(invoice, step=step.name.lower()), frozenset({partner})
        acts = [Act(entries.REMINDED, "invoice", invoice.number, data, concerns)]
        if before < Step.DUE <= step:
            acts.insert(0, Act(entries.OVERDUE, "invoice", invoice.number, data, concerns))
        record_many(acts, actor=None, at=now)
    return 1
