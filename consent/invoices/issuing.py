"""Invoices of a closed month: what each partner owes in each currency, written once, numbered without a gap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Permission, TeamKind, require
from artists.journal.record import Act, record_many
from artists.teams.models import Team
from consent.earnings.models import Month
from consent.earnings.states import MonthState
from consent.invoices import billing, entries, recouping, settling
from consent.invoices import issuing_statements as statements
from consent.invoices.amounts import due_of
from consent.invoices.models import Invoice, Issued
from consent.invoices.states import DUE, state_of

_NUMBERS = 7_431_327  # of the advisory lock under which invoices are numbered: a number nobody else takes
_NOTHING = Decimal(0)
Key = tuple[int, str]


@dataclass(frozen=True)
class _Sum:
    """What the charges of a month come to for a partner and a currency."""

    net: Decimal = _NOTHING
    reversed: Decimal = _NOTHING
    late: Decimal = _NOTHING
    charges: int = 0


def issue(month: date, *, actor: Actor | None = None, now: datetime | None = None) -> int:
    """Write the invoices of every closed month up to this one that has none yet; how many. Again changes nothing.

    `month` is its first day. A month is written whole or not at all; two who issue at once come one after the other.
    `actor` is an operator, or None for the portal itself. Raises `Conflict` (`month_open`) for one that is not closed.
    """
    if actor is not None:
        require_operator(actor)
    if not Month.objects.filter(pk=month, state=MonthState.CLOSED).exists():
        raise Conflict("month_open", f"{month:%B %Y} is not closed: its invoices are written after that.")
    return _issue(Month.objects.filter(pk__lte=month), actor, now or timezone.now())


def issue_closed(*, now: datetime | None = None) -> int:
    """The same for all that is closed. Safe to run as often as one likes."""
    return _issue(Month.objects.all(), None, now or timezone.now())


def require_operator(actor: Actor) -> None:
    """Raise `Denied` unless somebody of the operator handles money."""
    require(actor, Permission.CHANGE_MONEY)
    if actor.team_kind is not TeamKind.OPERATOR:
        raise Denied("operator_only", "Only the operator of this portal does this.")


def _issue(months: Any, actor: Actor | None, now: datetime) -> int:
    waiting = months.filter(state=MonthState.CLOSED, issued__isnull=True).order_by("pk").values_list("pk", flat=True)
    return sum(_issue_month(first, actor, now) for first in list(waiting))


def _issue_month(month: date, actor: Actor | None, now: datetime) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERS])
        if Issued.objects.filter(pk=month).exists():
            return 0
        cursor.execute(statements.SUMS, {"month": month})
        sums = {(partner, currency): _Sum(*of) for partner, currency, *of in cursor.fetchall()}
        cursor.execute(statements.CARRIED, {"month": month})
        carried = {(partner, currency): amount for partner, currency, amount in cursor.fetchall()}
        made = Invoice.objects.bulk_create(_invoices(month, sums, carried, recouping.recouped_in(month), now))
        numbers = {"invoices": [invoice.pk for invoice in made]}
        cursor.execute(statements.LINES, numbers)
        cursor.execute(statements.WRONG, numbers)
        if wrong := cursor.fetchall():
            raise RuntimeError(f"The lines of invoices of {month:%Y-%m} do not come to them: {wrong}")
        _tell(made, actor, now)
        for key in sorted({(invoice.partner_id, invoice.currency) for invoice in made}):
            settling.settle(*key, now=now)
        person = actor.person_id if actor else None
        Issued.objects.create(month_id=month, invoices=len(made), issued_at=now, issued_by_id=person)
    return len(made)


def _invoices(
    month: date, sums: Mapping[Key, _Sum], carried: Mapping[Key, Decimal], recouped: Mapping[Key, Decimal],
    now: datetime,
) -> list[Invoice]:  # fmt: skip
    keys = sorted({*sums, *recouped})
    addresses = billing.addresses_of({partner for partner, _ in keys})
    issuer = dict(settings.INVOICE_ISSUER)
    today = now.astimezone(UTC).date()
    serial = Invoice.objects.filter(year=today.year).aggregate(last=Max("serial"))["last"] or 0
    made = []
    for place, key in enumerate(keys, start=1):
        partner, currency = key
        of, back, before = sums.get(key, _Sum()), recouped.get(key, _NOTHING), carried.get(key, _NOTHING)
        due, bill_to = due_of(of.net, back, before, currency), addresses[partner]
        state = state_of(due.total, _NOTHING)
        made.append(
            Invoice(
                partner_id=partner, month_id=month, currency=currency, year=today.year, serial=serial + place,
                net=of.net, reversed=of.reversed, late=of.late, charges=of.charges, recouped=back, carried_in=before,
                total=due.total, carried_out=due.carried_out, bill_to=bill_to, issuer=issuer,
                tax_note=billing.tax_note(issuer, bill_to), issued_at=now, due_on=today + DUE, state=state.value,
                paid_at=None if due.total else now,
            )
        )  # fmt: skip
    return made


def _tell(made: Sequence[Invoice], actor: Actor | None, now: datetime) -> None:
    operators = frozenset(Team.objects.filter(kind=TeamKind.OPERATOR).values_list("pk", flat=True))
    acts = [
        Act(entries.ISSUED, "invoice", invoice.number, about(invoice), frozenset({invoice.partner_id}) | operators)
        for invoice in made
    ]
    if acts:
        record_many(acts, actor=actor, at=now)


def about(invoice: Invoice, **more: Any) -> dict[str, Any]:
    """What the journal notes of an invoice."""
    return {
        "invoice": invoice.pk, "number": invoice.number, "partner": invoice.partner_id,
        "month": f"{invoice.month_id:%Y-%m}", "currency": invoice.currency, "total": f"{invoice.total:f}",
        "due_on": invoice.due_on.isoformat(), **more,
    }  # fmt: skip
