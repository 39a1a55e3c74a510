"""Payments in any order pay what is owed, once; what is too much is credit; what is late stops until it is paid."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st

from artists.access import Conflict, Denied, Invalid
from artists.journal.models import Entry
from artists.journal.outbox import drain
from artists.notices.models import Notice
from consent.decisions.models import Stop
from consent.earnings.models import Month
from consent.invoices import bank_list, selectors
from consent.invoices.amounts import allocate
from consent.invoices.models import Allocation, Invoice, Payment
from consent.invoices.payments import Received, receive, take_back
from consent.invoices.reminding import pass_days
from consent.invoices.states import Phase, State, Step
from tests.cast import Cast
from tests.support.invoicing import ISSUED, OCTOBER, closed, invoiced, olu, pay
from tests.support.reporting import rin

DAY = timedelta(days=1)
CENTS = st.integers(1, 5000).map(lambda cents: Decimal(cents) / 100)


@given(st.lists(CENTS, max_size=6), st.lists(CENTS, max_size=6), st.integers(0, 6), st.randoms())
def test_what_is_paid_comes_to_the_same_in_any_order(
    payments: list[Decimal], invoices: list[Decimal], named: int, dice: object
) -> None:
    credits, due = list(enumerate(payments)), list(enumerate(invoices))
    parts = allocate(credits, due, named)
    paid = {pk: sum((part.amount for part in parts if part.invoice == pk), Decimal(0)) for pk, _ in due}
    spent = {pk: sum((part.amount for part in parts if part.payment == pk), Decimal(0)) for pk, _ in credits}
    assert all(0 <= paid[pk] <= amount for pk, amount in due)
    assert all(0 <= spent[pk] <= amount for pk, amount in credits)
    assert all(part.amount > 0 for part in parts)
    assert sum(paid.values(), Decimal(0)) == min(sum(payments, Decimal(0)), sum(invoices, Decimal(0)))
    # One at a time, shuffled: the same in the end.
    dice.shuffle(credits)  # type: ignore[attr-defined]
    left = dict(due)
    for one in credits:
        for part in allocate([one], sorted(left.items())):
            left[part.invoice] -= part.amount
    assert sum(left.values(), Decimal(0)) == sum(invoices, Decimal(0)) - sum(paid.values(), Decimal(0))


def owed(cast: Cast, total: str, number: int) -> Invoice:
    """An invoice over so much, written directly."""
    first = OCTOBER.replace(year=2020 + number)
    month = Month.objects.filter(pk=first).first() or closed(first)
    return Invoice.objects.create(
        partner=cast.partner, month=month, currency="EUR", year=2020, serial=number, net=Decimal(total), reversed=0,
        late=0, recouped=0, carried_in=0, total=Decimal(total), carried_out=0, charges=0, bill_to={}, issuer={},
        issued_at=ISSUED, due_on=ISSUED.date() + number * DAY,
    )  # fmt: skip


def states_of() -> list[tuple[str, Decimal]]:
    """Where the invoices stand, oldest first."""
    return list(Invoice.objects.order_by("serial").values_list("state", "paid"))


def test_a_payment_pays_what_it_names_then_the_oldest_and_the_rest_is_credit(cast: Cast) -> None:
    _, second, _ = (owed(cast, amount, number) for number, amount in ((1, "10"), (2, "20"), (3, "30")))
    pay(cast, second, "25")
    assert states_of() == [("part_paid", Decimal(5)), ("paid", Decimal(20)), ("open", Decimal(0))]
    pay(cast, second, "100", "bank-2")
    assert {state for state, _ in states_of()} == {"paid"}
    [balance] = selectors.balances(rin(cast), now=ISSUED)
    assert (balance.open, balance.credit) == (0, Decimal(65))
    spent = Allocation.objects.aggregate(all=Sum("amount"))["all"]
    assert Payment.objects.aggregate(all=Sum("amount"))["all"] == spent + balance.credit
    rows = selectors.paid(list(selectors.payments(olu(cast))))
    assert [(one.credit, one.numbers) for one in rows] == [
        (Decimal(65), ("SC-2020-000001", "SC-2020-000003")), (Decimal(0), ("SC-2020-000002", "SC-2020-000001")),
    ]  # fmt: skip


def test_credit_pays_the_next_invoice_when_it_is_issued(cast: Cast) -> None:
    pay(cast, owed(cast, "1", 1), "3")
    invoice = invoiced(cast, "100")
    assert (invoice.total, invoice.paid, invoice.state) == (Decimal("4.5"), Decimal(2), State.PART_PAID)


def test_the_same_payment_counts_once_and_another_under_its_reference_is_refused(cast: Cast) -> None:
    invoice = owed(cast, "10", 1)
    pay(cast, invoice, "4")
    with pytest.raises(Conflict) as same:
        pay(cast, invoice, "4")
    with pytest.raises(Conflict) as other:
        pay(cast, invoice, "5")
    assert (same.value.code, other.value.code) == ("payment_recorded", "reference_reused")
    for amount in ("0", "-1", "0.001", "NaN"):
        with pytest.raises(Invalid):
            pay(cast, invoice, amount, "r")
    with pytest.raises(Invalid):
        receive(Received(invoice, Decimal(1), ISSUED.date() + DAY, "r"), actor=olu(cast), now=ISSUED)
    with pytest.raises(Denied):
        receive(Received(invoice, Decimal(1), ISSUED.date(), "r"), actor=rin(cast), now=ISSUED)
    assert states_of() == [("part_paid", Decimal(4))]


def test_a_payment_that_went_back_leaves_open_what_no_other_credit_pays(cast: Cast) -> None:
    first, _ = owed(cast, "10", 1), owed(cast, "20", 2)
    pay(cast, first, "30")
    pay(cast, first, "4", "bank-2")
    wrong = Payment.objects.get(reference="bank-1")
    with pytest.raises(Invalid):
        take_back(wrong, actor=olu(cast), reason=" ")
    take_back(wrong, actor=olu(cast), reason="The bank took it back.", now=ISSUED)
    assert states_of() == [("part_paid", Decimal(4)), ("open", Decimal(0))]
    with pytest.raises(Conflict):
        take_back(wrong, actor=olu(cast), reason="Again")
    assert selectors.balances(rin(cast), now=ISSUED)[0].credit == 0
    with pytest.raises(Conflict, match="recorded already"):
        pay(cast, first, "30")


LIST = """Date,Amount,Currency,Reference,Text
2026-11-20,3.00,EUR,TX-1,Invoice sc-2020-000001 thanks
2026-11-20,1.00,USD,TX-2,SC-2020-000001
2026-11-21,2.00,EUR,TX-3,SC 2020 000002
2026-11-21,x,EUR,TX-4,SC-2020-000001
2026-11-22,7.00,EUR,TX-5,the rent
2099-01-01,7.00,EUR,TX-6,SC-2020-000001
"""


def test_a_list_of_the_bank_is_matched_by_number_and_may_be_read_twice(cast: Cast) -> None:
    owed(cast, "3", 1)
    owed(cast, "5", 2)
    now = datetime(2026, 11, 23, tzinfo=UTC)
    first = bank_list.take_in(LIST.encode(), actor=olu(cast), now=now)
    assert [row.recorded for row in first] == [True, False, True, False, False, False]
    assert [row.number for row in first[:3]] == ["SC-2020-000001", "SC-2020-000001", "SC-2020-000002"]
    assert "Names no invoice" in first[4].outcome
    again = bank_list.take_in(LIST.encode(), actor=olu(cast), now=now)
    assert [row.repeated for row in again] == [True, False, True, False, False, False]
    assert states_of() == [("paid", Decimal(3)), ("part_paid", Decimal(2))]
    for rubbish in (b"", b"\xff\xfe\x00", b"a,b\n1,2\n", b"date,amount\n"):
        with pytest.raises(Invalid):
            bank_list.take_in(rubbish, actor=olu(cast))
    with pytest.raises(Denied):
        bank_list.take_in(LIST.encode(), actor=rin(cast))


def test_a_long_list_is_recorded_in_turns(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank_list, "AT_ONCE", 2)
    owed(cast, "5", 1)
    rows = "".join(f"2026-11-20,1.00,EUR,TX-{one},SC-2020-000001\n" for one in range(5))
    text, now = f"date,amount,currency,reference,text\n{rows}".encode(), datetime(2026, 11, 23, tzinfo=UTC)
    turns = [bank_list.take_in(text, actor=olu(cast), now=now) for _ in range(4)]
    counts = [[sum(getattr(row, name) for row in turn) for name in ("recorded", "repeated", "left")] for turn in turns]
    assert counts == [[2, 0, 3], [2, 2, 1], [1, 4, 0], [0, 5, 0]]
    assert states_of() == [("paid", Decimal(5))]


def test_an_invoice_nobody_pays_is_reminded_then_stops_permits_until_it_is_paid(cast: Cast) -> None:
    invoice = invoiced(cast, "100")
    late = datetime(2026, 12, 3, tzinfo=UTC)
    steps = []
    for days in (-10, -2, 0, 0, 13, 14, 14, 27, 28, 28, 40):
        pass_days(now=late + days * DAY)
        invoice.refresh_from_db()
        steps.append(Step(invoice.step))
    assert steps == [
        Step.NONE, Step.SOON, Step.DUE, Step.DUE, Step.DUE, Step.FINAL, Step.FINAL, Step.FINAL, Step.STOPPED,
        Step.STOPPED, Step.STOPPED,
    ]  # fmt: skip
    assert selectors.as_now(invoice, now=late).phase is Phase.OVERDUE
    [stopped] = Stop.objects.filter(lifted_at=None)
    assert stopped.source == f"invoice:{invoice.number}"
    assert Entry.objects.filter(type="invoice.reminded").count() == 4
    assert Entry.objects.filter(type="invoice.overdue").count() == 1
    drain(now=late + 41 * DAY)
    assert Notice.objects.filter(kind="invoices.due", person=cast.rin).count() == 4
    pay(cast, invoice, "4", now=late + 41 * DAY)
    assert Stop.objects.filter(lifted_at=None).exists()
    pay(cast, invoice, "0.5", "bank-2", now=late + 41 * DAY)
    assert not Stop.objects.filter(lifted_at=None).exists()
    drain(now=late + 42 * DAY)
    assert not Notice.objects.filter(kind="invoices.due", withdrawn_at=None).exists()
    assert Notice.objects.filter(kind="invoices.paid", person=cast.rin).exists()
    # Taken back, it is owed again: and stops only after another notice has had its time.
    take_back(Payment.objects.get(reference="bank-1"), actor=olu(cast), reason="Bounced", now=late + 50 * DAY)
    pass_days(now=late + 51 * DAY)
    assert not Stop.objects.filter(lifted_at=None).exists()
    pass_days(now=late + 64 * DAY)
    assert Stop.objects.filter(lifted_at=None).exists()


def test_whoever_was_never_warned_is_warned_first_however_late_the_clock(cast: Cast) -> None:
    invoice = invoiced(cast, "100")
    late = datetime(2026, 12, 3, tzinfo=UTC) + 90 * DAY
    assert pass_days(now=late) == 1
    assert pass_days(now=late + 13 * DAY) == 0
    assert not Stop.objects.exists()
    assert pass_days(now=late + 14 * DAY) == 1
    assert Stop.objects.filter(lifted_at=None, source=f"invoice:{invoice.number}").count() == 1
    assert Entry.objects.filter(type="invoice.overdue").count() == 1
