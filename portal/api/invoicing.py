"""Between what a program reads of invoices and what the rooms have: amounts as text, pages by number."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from artists.access import Actor, Permission
from consent.invoices import selectors
from consent.invoices.models import Invoice
from consent.invoices.selectors import COLUMNS, Line
from portal.api.bearer import Partner
from portal.api.problems import Problem


def reader(partner: Partner) -> Actor:
    """The client as one that may see its partner's money: that is what the scope says, and nothing else does."""
    actor = partner.actor
    return replace(actor, permissions=actor.permissions | {Permission.SEE_MONEY})


def one(invoice: Invoice) -> dict[str, Any]:
    """An invoice in numbers. Load its partner."""
    now = selectors.as_now(invoice)
    amounts = ("net", "reversed", "late", "recouped", "carried_in", "total", "carried_out", "paid")
    return {
        "number": invoice.number, "month": f"{invoice.month_id:%Y-%m}", "currency": invoice.currency,
        "state": now.phase.value, "issued_at": invoice.issued_at, "due_on": invoice.due_on,
        **{name: amount(getattr(invoice, name)) for name in amounts}, "open": amount(now.open),
        "charges": invoice.charges,
    }  # fmt: skip


def whole(invoice: Invoice) -> dict[str, Any]:
    """The same with its lines and addresses."""
    return {
        **one(invoice), "bill_to": invoice.bill_to, "issuer": invoice.issuer, "tax_note": invoice.tax_note or None,
        "lines": [_group(line) for line in selectors.lines(invoice)],
    }  # fmt: skip


def _group(one: Line) -> dict[str, Any]:
    line = one.line
    return {
        "licence": one.licence or None, "version": one.version, "use": line.use or None, "basis": line.basis,
        "title": line.title or None, "reverses": line.reverses, "units": amount(line.units),
        "price": amount(line.price), "amount": amount(line.amount), "charges": line.charges,
    }  # fmt: skip


def before(cursor: str | None, actor: Actor) -> Invoice | None:
    """The invoice that a cursor names: the page goes on below it."""
    if cursor is None:
        return None
    return selectors.by_number(cursor, actor) or _no_cursor()


def charges(invoice: Invoice, cursor: str | None, limit: int) -> tuple[list[dict[str, Any]], str | None]:
    """A page of charges, and the cursor to the next."""
    found = selectors.charges(invoice)
    if cursor is not None:
        if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
            _no_cursor()
        found = found.filter(pk__gt=int(cursor))
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in selectors.rows(invoice, found[: limit + 1])]
    more, rows = len(rows) > limit, rows[:limit]
    return [_charge(row) for row in rows], str(rows[-1]["charge"]) if more else None


def _charge(row: dict[str, Any]) -> dict[str, Any]:
    whole = {name: row[name] for name in ("charge", "basis", "asset", "work", "side", "used_on")}
    texts = ("reference", "permit", "licence", "version", "use", "territory", "reverses")
    amounts = {name: amount(Decimal(row[name])) for name in ("units", "price", "amount")}
    return {**whole, **{name: row[name] or None for name in texts}, "late": bool(row["late"]), **amounts}


def amount(value: Decimal) -> str:
    """A decimal as text, without zeros that say nothing."""
    return format(value.normalize(), "f") if value else "0"


def _no_cursor() -> Any:
    detail = "This is no cursor of ours. Send `next` of the page before, or leave it out."
    raise Problem("invalid_request", errors=[{"field": "cursor", "detail": detail}])
