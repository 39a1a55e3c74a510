"""Issuing, paying and reminding at once: every number once, every payment once, no stop that outlives its payment."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from artists.access import Conflict
from consent.decisions.models import Stop
from consent.invoices.issuing import issue_closed
from consent.invoices.models import Allocation, Invoice, Issued, Payment
from consent.invoices.payments import Received, receive, take_back
from consent.invoices.reminding import pass_days
from tests import cast as cast_module
from tests.concurrency.test_reports import at_once
from tests.support.invoicing import ISSUED, OCTOBER, closed, invoiced, olu, remixed

pytestmark = pytest.mark.django_db(transaction=True)


def refused(act: Callable[[], Any]) -> Callable[[], str]:
    """The act, and by which code it was refused."""

    def tried() -> str:
        try:
            act()
        except Conflict as refusal:
            return refusal.code
        return ""

    return tried


def test_two_who_issue_at_once_write_each_invoice_once_and_number_without_a_gap() -> None:
    people = cast_module.cast()
    remixed(people, "100")
    remixed(people, "10", first=date(2026, 9, 1))
    closed(date(2026, 9, 1))
    closed(OCTOBER)
    made = at_once([lambda: issue_closed(now=ISSUED) for _ in range(3)])
    assert sum(made) == 2
    assert list(Invoice.objects.order_by("month").values_list("serial", flat=True)) == [1, 2]
    assert Issued.objects.count() == 2


def test_payments_and_reminders_at_once_leave_nothing_half_done() -> None:
    people = cast_module.cast()
    invoice = invoiced(people, "100")
    late = datetime(2026, 12, 3, tzinfo=UTC) + timedelta(days=15)
    pass_days(now=late)
    stops = late + timedelta(days=14)

    def paying(reference: str, amount: str) -> Callable[[], str]:
        said = Received(invoice, Decimal(amount), stops.date(), reference)
        return refused(lambda: receive(said, actor=olu(people), now=stops))

    acts = [paying("TX-1", "4"), paying("TX-1", "4"), paying("TX-2", "3"), refused(lambda: pass_days(now=stops))]
    assert sorted(at_once(acts)) == ["", "", "", "payment_recorded"]
    invoice.refresh_from_db()
    assert (invoice.paid, invoice.state) == (invoice.total, "paid")
    assert not Stop.objects.filter(lifted_at=None).exists()
    paid = sum(Allocation.objects.values_list("amount", flat=True), Decimal(0))
    assert (paid, sum(Payment.objects.values_list("amount", flat=True), Decimal(0))) == (Decimal("4.5"), Decimal(7))
    wrong = Payment.objects.get(reference="TX-1")
    backs = [refused(lambda: take_back(wrong, actor=olu(people), reason="Bounced", now=stops)) for _ in range(3)]
    assert sorted(at_once(backs)) == ["", "taken_back", "taken_back"]
    invoice.refresh_from_db()
    assert (invoice.paid, invoice.state) == (Decimal(3), "part_paid")
