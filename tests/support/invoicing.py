"""Months that are closed, and what partners owe for them."""

from datetime import UTC, date, datetime
from decimal import Decimal

from artists.access import Actor
from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.earnings.models import Month
from consent.invoices.issuing import issue
from consent.invoices.models import Invoice, InvoiceLine
from consent.invoices.payments import Received, receive
from consent.licences.models import Licence
from tests.cast import Cast, acting, track
from tests.support.earning import earned, licence, used
from tests.support.reporting import rin

OCTOBER = date(2026, 10, 1)
ISSUED = datetime(2026, 11, 2, 9, tzinfo=UTC)


def olu(cast: Cast) -> Actor:
    """The operator."""
    return acting(cast.olu, cast.operator)


def closed(first: date) -> Month:
    """A month that takes no more lines. Its statements are not made: invoices do not read them."""
    return Month.objects.create(first=first, state="closed", begun_at=ISSUED, closed_at=ISSUED)


def her_track(cast: Cast, title: str = "Saltglass") -> Asset:
    """A track that Ayla alone holds, so that no split is needed."""
    return track(title, cast.ayla_marsh, performer=cast.artist)


def since(made: Licence, day: date) -> Licence:
    """The licence, begun on that day."""
    made.starts_at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    made.save()
    made.covers.update(starts_at=made.starts_at)
    return made


def remixed(cast: Cast, *quantities: str, first: date = OCTOBER) -> Licence:
    """Remixes reported for a month at 0.045 EUR each, one line each."""
    made = since(licence(cast.partner, [cast.artist]), first)
    asset = her_track(cast)
    lines = [
        used(asset, made, f"{first:%Y-%m}/{number}", quantity=quantity, made_at=f"{first:%Y-%m}-1{number}T10:00:00Z")
        for number, quantity in enumerate(quantities)
    ]
    earned(rin(cast), *lines)
    return made


def invoiced(cast: Cast, *quantities: str, now: datetime = ISSUED) -> Invoice:
    """The invoice for so many remixes in October."""
    remixed(cast, *quantities)
    closed(OCTOBER)
    issue(OCTOBER, now=now)
    return Invoice.objects.get(month=OCTOBER)


def pay(cast: Cast, invoice: Invoice, amount: str, reference: str = "bank-1", *, now: datetime | None = None) -> None:
    """The operator records that so much came in for it."""
    moment = now or ISSUED
    receive(Received(invoice, Decimal(amount), moment.date(), reference), actor=olu(cast), now=moment)


def invoice_of(partner: Team) -> Invoice:
    """An invoice over ten euros for October, written directly: for pages that only need one."""
    month = Month.objects.filter(pk=OCTOBER).first() or closed(OCTOBER)
    serial = Invoice.objects.filter(year=2026).count() + 1
    made, new = Invoice.objects.get_or_create(
        partner=partner, month=month, currency="EUR",
        defaults={
            "year": 2026, "serial": serial, "net": 10, "reversed": 0, "late": 0, "recouped": 0, "carried_in": 0,
            "total": 10, "carried_out": 0, "charges": 1, "bill_to": {"name": partner.name}, "issuer": {},
            "issued_at": ISSUED, "due_on": date(2026, 12, 2),
        },
    )  # fmt: skip
    if new:
        InvoiceLine.objects.create(
            invoice=made, position=1, basis="settlement", title="For the years before", units=1, price=10, amount=10,
            late=0, charges=1,
        )  # fmt: skip
    return made
