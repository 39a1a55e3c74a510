"""Invoices are the sum of their charges, written once, numbered without a gap, and never changed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from artists.access import Conflict, Denied, Invalid
from artists.journal.outbox import drain
from artists.notices.models import Notice
from consent.earnings.models import Charge
from consent.invoices import selectors, states
from consent.invoices.amounts import due_of
from consent.invoices.billing import REVERSE_CHARGE, Address, bill_to, tax_note
from consent.invoices.issuing import issue, issue_closed
from consent.invoices.models import Invoice, InvoiceLine, Issued
from consent.invoices.states import Phase, State, Step, phase, step_at
from consent.licences.terms import Basis, Rate
from tests.cast import Cast, acting, hold, song_of
from tests.support.closing import close, pooled, this_month
from tests.support.earning import agreed, earned, licence, per_output, used
from tests.support.invoicing import ISSUED, OCTOBER, closed, her_track, invoiced, olu, remixed, since
from tests.support.reporting import open_track, rin

NOVEMBER = date(2026, 11, 1)


def test_an_invoice_is_the_sum_of_its_charges_rounded_once_and_the_rest_is_carried(cast: Cast) -> None:
    invoice = invoiced(cast, "3", "4", "0.3")
    total = Charge.objects.aggregate(all=Sum("amount"))["all"]
    assert (invoice.net, invoice.charges) == (total, 3) == (Decimal("0.3285"), 3)
    assert (invoice.total, invoice.carried_out) == (Decimal("0.32"), Decimal("0.0085"))
    assert (invoice.number, invoice.due_on) == ("SC-2026-000001", date(2026, 12, 2))
    [line] = selectors.lines(invoice)
    assert (line.line.units, line.line.price, line.line.amount, line.rounding) == (
        Decimal("7.3"), Decimal("0.045"), Decimal("0.3285"), 0,
    )  # fmt: skip
    assert (line.line.basis, line.use.code if line.use else "", line.version) == ("per_output", "remix", 1)
    rows = list(selectors.rows(invoice))
    assert sum(Decimal(str(row[selectors.COLUMNS.index("amount")])) for row in rows) == invoice.net
    # Written again, it changes nothing; the next month begins with what was carried.
    assert issue(OCTOBER, now=ISSUED) == 0
    remixed(cast, "1", first=NOVEMBER)
    closed(NOVEMBER)
    assert issue_closed(now=ISSUED + timedelta(days=30)) == 1
    second = Invoice.objects.get(month=NOVEMBER)
    assert (second.number, second.carried_in, second.total, second.carried_out) == (
        "SC-2026-000002", Decimal("0.0085"), Decimal("0.05"), Decimal("0.0035"),
    )  # fmt: skip
    drain(now=ISSUED + timedelta(days=31))
    assert Notice.objects.filter(kind="invoices.issued", person=cast.rin).count() == 2
    assert not Notice.objects.filter(kind="invoices.issued").exclude(person=cast.rin).exists()


def test_rates_reversals_and_late_uses_have_lines_of_their_own(cast: Cast) -> None:
    made = since(
        licence(cast.partner, [cast.artist], per_output("0.04"), Rate(Basis.REVENUE_SHARE, basis_points=2000)), OCTOBER
    )
    asset, at = her_track(cast), {"made_at": "2026-10-09T10:00:00Z"}
    money = {"revenue": {"amount": "10.005", "currency": "EUR"}}
    earned(rin(cast), used(asset, made, "a", quantity="2", **at, **money), used(asset, made, "b", quantity="5", **at))
    earned(rin(cast), {"reference": "b-back", "reverses": "b"})
    closed(OCTOBER)
    earned(rin(cast), used(asset, made, "c", quantity="1", **at))
    issue(OCTOBER, now=ISSUED)
    october = Invoice.objects.get(month=OCTOBER)
    told = [(one.basis, one.reverses, one.units, one.amount) for one in InvoiceLine.objects.filter(invoice=october)]
    assert told == [
        ("per_output", False, Decimal(7), Decimal("0.28")), ("per_output", True, Decimal(-5), Decimal("-0.2")),
        ("revenue_share", False, Decimal("10.005"), Decimal("2.001")),
    ]  # fmt: skip
    assert (october.net, october.reversed, october.late) == (Decimal("2.081"), Decimal("-0.2"), 0)
    closed(NOVEMBER)
    issue(NOVEMBER, now=ISSUED)
    november = Invoice.objects.get(month=NOVEMBER)
    assert (november.net, november.late) == (Decimal("0.04"), Decimal("0.04"))


def test_units_of_a_line_count_once_though_several_songs_divide_it(cast: Cast) -> None:
    asset = her_track(cast)
    second = song_of(her_track(cast, "Other"))
    asset.compositions.add(second, through_defaults={})
    for song in asset.compositions.all():
        hold(song, cast.publisher, "publishing")
    made = since(licence(cast.partner, [cast.publisher], per_output("0.0001")), OCTOBER)
    earned(rin(cast), used(asset, made, quantity="3.33", made_at="2026-10-10T10:00:00Z"))
    closed(OCTOBER)
    issue(OCTOBER, now=ISSUED)
    [line] = InvoiceLine.objects.all()
    assert (line.units, line.charges, line.amount) == (Decimal("3.33"), 2, Decimal("0.000333"))


def test_a_month_below_zero_is_a_credit_note_that_the_next_invoice_takes_up(cast: Cast) -> None:
    made = since(licence(cast.partner, [cast.artist]), OCTOBER)
    asset = her_track(cast)
    earned(rin(cast), used(asset, made, "a", quantity="10", made_at="2026-10-10T10:00:00Z"))
    closed(OCTOBER)
    issue_closed(now=ISSUED)
    earned(rin(cast), {"reference": "back", "reverses": "a"})
    closed(NOVEMBER)
    issue_closed(now=ISSUED)
    note = Invoice.objects.get(month=NOVEMBER)
    note.partner = cast.partner
    assert (note.total, note.carried_out, note.state) == (0, Decimal("-0.45"), State.PAID)
    assert selectors.as_now(note).phase is Phase.CREDIT
    december = date(2026, 12, 1)
    earned(rin(cast), used(asset, made, "d", quantity="20", made_at="2026-11-20T10:00:00Z"))
    closed(december)
    issue_closed(now=ISSUED)
    last = Invoice.objects.get(month=december)
    assert (last.carried_in, last.total) == (Decimal("-0.45"), Decimal("0.45"))


def test_what_an_advance_recoups_is_owed_no_second_time(cast: Cast) -> None:
    """The partner paid it when it paid the advance: else holders would be paid less than it pays."""
    asset, month = open_track(cast), this_month()
    made = licence(cast.partner, [cast.label], per_output("0.1"))
    agreed(asset, {cast.artist: 4000, cast.label: 6000})
    pooled(made, asset, "5")
    earned(rin(cast), used(asset, made, "a", quantity="80"))
    statements = close(month)
    issue(month, now=ISSUED)
    invoice = Invoice.objects.get()
    recouped = sum((one.recouped for one in statements), Decimal(0))
    assert (invoice.net, invoice.recouped, invoice.total) == (Decimal(13), recouped, Decimal(8))
    assert recouped == 5
    assert invoice.total == sum((one.payable + one.carried_out for one in statements), Decimal(0))
    assert [(one.basis, one.amount) for one in InvoiceLine.objects.all()] == [
        ("per_output", Decimal(8)), ("advance", Decimal(5)),
    ]  # fmt: skip


def test_it_is_issued_by_the_operator_once_the_month_is_closed(cast: Cast) -> None:
    with pytest.raises(Conflict, match="not closed"):
        issue(OCTOBER)
    closed(OCTOBER)
    with pytest.raises(Denied):
        issue(OCTOBER, actor=rin(cast))
    assert issue(OCTOBER, actor=olu(cast)) == 0
    assert Issued.objects.get().issued_by == cast.olu


def test_the_database_refuses_to_change_an_invoice_or_to_add_a_line(cast: Cast) -> None:
    invoice = invoiced(cast, "100")
    with pytest.raises(DatabaseError), transaction.atomic():
        Invoice.objects.update(net=7)
    with pytest.raises(DatabaseError), transaction.atomic():
        Invoice.objects.update(paid=Decimal("4.51"))
    with pytest.raises(DatabaseError), transaction.atomic():
        InvoiceLine.objects.create(
            invoice=invoice, position=9, basis="flat", units=1, price=1, amount=1, late=0, charges=1
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Invoice.objects.all().delete()


def test_a_partner_sees_its_own_and_the_operator_all(cast: Cast) -> None:
    invoice = invoiced(cast, "100")
    assert selectors.by_number(invoice.number, rin(cast)) == invoice
    assert selectors.by_number(invoice.number, olu(cast)) == invoice
    for who, team in ((cast.ayla, cast.artist), (cast.dana, cast.label)):
        assert selectors.by_number(invoice.number, acting(who, team)) is None
    for rubbish in ("SC-2026-1", "SC-x-y", "", "SC-2026-000001-2", "SC-99999-000001", "SC-٢٠٢٦-000001"):
        assert selectors.by_number(rubbish, olu(cast)) is None
    [balance] = selectors.balances(rin(cast), now=ISSUED)
    assert (balance.open, balance.overdue, balance.credit) == (Decimal("4.5"), 0, 0)


def test_reading_an_invoice_takes_as_many_queries_for_many_lines(cast: Cast) -> None:
    invoice = invoiced(cast, "1")
    with CaptureQueriesContext(connection) as few:
        selectors.lines(invoice)
        selectors.balances(rin(cast))
    assert len(few) == 10


def test_bills_are_made_out_as_the_partner_says_and_frozen(cast: Cast) -> None:
    said = Address("Halcyon Audio BV", "Kade 4\n1011 AB Amsterdam", "nl", "NL 4495445B01", "PO 7")
    with pytest.raises(Denied):
        bill_to(said, actor=olu(cast))
    with pytest.raises(Invalid, match="check digits"):
        bill_to(Address("Halcyon", "Kade 4", "NL", "NL123"), actor=rin(cast))
    bill_to(said, actor=rin(cast))
    invoice = invoiced(cast, "1")
    bill_to(Address("Somebody else", "Elsewhere", "US"), actor=rin(cast))
    invoice.refresh_from_db()
    assert invoice.bill_to["name"] == "Halcyon Audio BV"
    assert invoice.bill_to["vat_id"] == "NL4495445B01"


def test_the_reverse_charge_is_written_only_between_two_countries_of_the_eu() -> None:
    ours = {"country": "DE", "vat_id": "DE1"}
    assert tax_note(ours, {"country": "NL", "vat_id": "NL1"}) == REVERSE_CHARGE
    for other in ({"country": "DE", "vat_id": "DE2"}, {"country": "NL"}, {"country": "US", "vat_id": "1"}, {}):
        assert tax_note(ours, other) == ""


MONEY = st.decimals("-100000", "100000", places=6)


@given(st.lists(st.tuples(MONEY, MONEY), max_size=8), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_over_all_months_every_coin_is_asked_for_once_or_carried(
    months: list[tuple[Decimal, Decimal]], currency: str
) -> None:
    carried, asked = Decimal(0), Decimal(0)
    for net, recouped in months:
        due = due_of(net, recouped, carried, currency)
        assert due.total >= 0
        asked, carried = asked + due.total, due.carried_out
    assert asked + carried == sum((net - recouped for net, recouped in months), Decimal(0))


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.lists(st.integers(-10, 90), max_size=8))
def test_steps_come_in_order_and_permits_stop_only_after_a_last_notice(due_on: date, days: list[int]) -> None:
    taken, final_at, at = Step.NONE, None, states.overdue_at(due_on)
    for day in sorted(days):
        now = at + timedelta(days=day)
        step = step_at(taken, due_on, final_at, now=now)
        if step is None:
            continue
        assert step > taken
        if step is Step.STOPPED:
            assert final_at is not None
            assert now - final_at >= states.NOTICE
            assert day >= states.STOPS.days
        final_at = now if step is Step.FINAL else final_at
        taken = step


@given(st.sampled_from(State), st.integers(-40, 40))
def test_the_clock_alone_makes_an_invoice_overdue(state: State, days: int) -> None:
    due_on = date(2026, 12, 2)
    found = phase(state, Decimal(5), Decimal(5), due_on, now=states.overdue_at(due_on) + timedelta(days=days))
    assert (found is Phase.OVERDUE) == (state is not State.PAID and days >= 0)
