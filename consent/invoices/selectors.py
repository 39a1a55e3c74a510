"""What pages and programs read of invoices and payments. Query counts do not grow with rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils import timezone

from artists.access import Actor, Permission, TeamKind
from consent.earnings.models import Charge
from consent.invoices.models import Allocation, Invoice, InvoiceLine, Payment
from consent.invoices.states import Phase, State, overdue_at, phase
from consent.licences.models import Licence, Version
from consent.uses import USES, Use

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Now:
    """An invoice as it stands for who reads it now. `days` are those left to the due date, below zero after it."""

    invoice: Invoice
    partner: str
    phase: Phase
    days: int

    @property
    def open(self) -> Decimal:
        """What is still to pay."""
        amount: Decimal = self.invoice.total - self.invoice.paid
        return amount

    @property
    def overdue(self) -> bool:
        """Whether the day has passed."""
        return self.phase is Phase.OVERDUE


@dataclass(frozen=True)
class Line:
    """A line of an invoice with its names. `rounding` is what the sum of its charges differs from units × price."""

    line: InvoiceLine
    licence: str
    licence_id: int | None
    version: int | None
    use: Use | None

    @property
    def rounding(self) -> Decimal:
        """Each charge was rounded to six decimals by itself."""
        amount: Decimal = self.line.amount - self.line.units * self.line.price
        return amount.quantize(Decimal("0.000001"))


@dataclass(frozen=True)
class Balance:
    """What a partner owes and has to its credit in a currency. `overdue` is part of `open`."""

    currency: str
    open: Decimal
    overdue: Decimal
    credit: Decimal
    carried: Decimal


@dataclass(frozen=True)
class Paid:
    """A payment, how much of it pays invoices, and whether it was taken back. Below zero: it went back."""

    payment: Payment
    partner: str
    spent: Decimal
    numbers: tuple[str, ...]
    taken_back: bool

    @property
    def credit(self) -> Decimal:
        """What of it pays nothing yet."""
        if self.taken_back or self.payment.reverses_id:
            return _NOTHING
        amount: Decimal = self.payment.amount - self.spent
        return amount


def invoices(actor: Actor) -> "QuerySet[Invoice]":
    """Those the actor may see, newest first, with their partners."""
    found: QuerySet[Invoice] = Invoice.objects.visible_to(actor).select_related("partner").order_by("-year", "-serial")
    return found


def by_number(number: str, actor: Actor) -> Invoice | None:
    """The invoice that people call so, if the actor may see it."""
    parts = number.split("-")
    if len(parts) != 3 or parts[0] != "SC" or not all(len(p) <= 9 and p.isascii() and p.isdigit() for p in parts[1:]):
        return None
    year, serial = int(parts[1]), int(parts[2])
    found = invoices(actor).filter(year=year, serial=serial).first() if year < 10_000 else None
    return found if found and found.number == number else None


def as_now(invoice: Invoice, *, now: datetime | None = None) -> Now:
    """How it stands. Load its partner with it."""
    moment = now or timezone.now()
    due = invoice.total + invoice.carried_out
    where = phase(State(invoice.state), invoice.total, due, invoice.due_on, now=moment)
    return Now(invoice, invoice.partner.name, where, (invoice.due_on - moment.astimezone(UTC).date()).days)


def lines(invoice: Invoice) -> list[Line]:
    """The lines of an invoice that one may see, in order. Two queries."""
    rows = list(InvoiceLine.objects.filter(invoice=invoice).order_by("position"))
    versions = {
        pk: (licence, number)
        for pk, licence, number in Version.objects.filter(
            pk__in={row.version_id for row in rows if row.version_id}
        ).values_list("pk", "licence_id", "number")
    }
    told = []
    for row in rows:
        licence, number = versions.get(row.version_id or 0, (None, None))
        name = Licence(pk=licence).reference if licence else ""
        told.append(Line(row, name, licence, number, USES.get(row.use)))
    return told


def charges(invoice: Invoice) -> "QuerySet[Charge]":
    """Every charge that an invoice is the sum of, in order of their ids: one may go on from any of them."""
    return Charge.objects.filter(
        partner_id=invoice.partner_id, month=invoice.month_id, currency=invoice.currency
    ).order_by("pk")


COLUMNS = (
    "invoice", "charge", "reference", "permit", "licence", "version", "use", "basis", "asset", "work", "side",
    "territory", "used_on", "month", "late", "units", "price", "amount", "currency", "reverses",
)  # fmt: skip


def rows(invoice: Invoice, found: "QuerySet[Charge] | None" = None) -> Iterator[tuple[object, ...]]:
    """The charges of an invoice as rows of `COLUMNS`, one at a time, however many there are. Days are UTC."""
    some = charges(invoice) if found is None else found
    values = some.values_list(
        "pk", "line__reference", "line__permit_id", "version__licence_id", "version__number", "use", "rate__basis",
        "pool__kind", "asset_id", "work_id", "side", "territory", "used_on", "month", "units", "price", "amount",
        "currency", "reverses_id",
    )  # fmt: skip
    for (
        pk, reference, permit, licence, version, use, basis, kind, asset, work, side, territory, used_on, month, units,
        price, amount, currency, reverses,
    ) in values.iterator(chunk_size=2000):  # fmt: skip
        yield (
            invoice.number, pk, reference or "", permit or "", Licence(pk=licence).reference if licence else "",
            version or "", use, kind or basis or "", asset, work, side, territory, used_on.isoformat(),
            f"{month:%Y-%m}", "late" if used_on < month and not kind else "", f"{units:f}", f"{price:f}",
            f"{amount:f}", currency, reverses or "",
        )  # fmt: skip


def balances(actor: Actor, *, now: datetime | None = None) -> list[Balance]:
    """What is owed in each currency: by the partner itself, or for the operator by all together. Five queries."""
    mine = Invoice.objects.visible_to(actor)
    moment = now or timezone.now()
    today = moment.astimezone(UTC).date()
    unpaid = mine.exclude(state=State.PAID)
    owed = _by_currency(unpaid, "total")
    paid_of_it = _by_currency(unpaid, "paid")
    late = unpaid.filter(due_on__lt=today)
    late_total, late_paid = _by_currency(late, "total"), _by_currency(late, "paid")
    came = _by_currency(Payment.objects.visible_to(actor), "amount")
    spent = dict(
        Allocation.objects.filter(invoice__in=mine.values("pk"))
        .values_list("invoice__currency")
        .annotate(Sum("amount"))
    )
    carried = _carried(actor)
    return [
        Balance(
            currency, owed.get(currency, _NOTHING) - paid_of_it.get(currency, _NOTHING),
            late_total.get(currency, _NOTHING) - late_paid.get(currency, _NOTHING),
            came.get(currency, _NOTHING) - spent.get(currency, _NOTHING), carried.get(currency, _NOTHING),
        )
        for currency in sorted({*owed, *came, *carried})
    ]  # fmt: skip


def _by_currency(found: "QuerySet[Invoice] | QuerySet[Payment]", field: str) -> dict[str, Decimal]:
    return dict(found.order_by().values_list("currency").annotate(Sum(field)))


def _carried(actor: Actor) -> dict[str, Decimal]:
    last = (
        Invoice.objects.visible_to(actor)
        .order_by("partner", "currency", "-month")
        .distinct("partner", "currency")
        .values_list("currency", "carried_out")
    )
    found: dict[str, Decimal] = {}
    for currency, amount in last:
        found[currency] = found.get(currency, _NOTHING) + amount
    return found


def payments(actor: Actor) -> "QuerySet[Payment]":
    """Those the actor may see, newest first."""
    found: QuerySet[Payment] = Payment.objects.visible_to(actor).select_related("partner").order_by("-pk")
    return found


def paid(some: "list[Payment]") -> list[Paid]:
    """Payments with what they pay. Two queries, whatever their number."""
    numbers = [one.pk for one in some]
    spent: dict[int, dict[str, Decimal]] = {}
    for one in Allocation.objects.filter(payment_id__in=numbers).select_related("invoice").order_by("pk"):
        of = spent.setdefault(one.payment_id, {})
        of[one.invoice.number] = of.get(one.invoice.number, _NOTHING) + one.amount
    back = set(Payment.objects.filter(reverses__in=numbers).values_list("reverses_id", flat=True))
    return [
        Paid(
            one, one.partner.name, sum(spent.get(one.pk, {}).values(), _NOTHING),
            tuple(number for number, amount in spent.get(one.pk, {}).items() if amount), one.pk in back,
        )
        for one in some
    ]  # fmt: skip


def payments_of(invoice: Invoice) -> list[tuple[date, str, Decimal, Decimal]]:
    """What paid an invoice: the day, the bank's reference, how much of it is for this one, and the whole payment."""
    found = Allocation.objects.filter(invoice=invoice).select_related("payment").order_by("pk")
    return [(one.payment.received_on, one.payment.reference, one.amount, one.payment.amount) for one in found]


def may_record(actor: Actor) -> bool:
    """Whether the actor records payments."""
    return actor.team_kind is TeamKind.OPERATOR and actor.has(Permission.CHANGE_MONEY)


def late_after(invoice: Invoice) -> datetime:
    """The first moment at which it is overdue."""
    return overdue_at(invoice.due_on)
