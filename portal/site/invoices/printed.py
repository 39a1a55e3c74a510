"""An invoice as PDF: one typeset sheet of what the page says, the same bytes however often it is made."""

from pathlib import Path
from typing import Any

from consent.invoices import selectors
from consent.invoices.models import Invoice
from consent.invoices.selectors import Line
from portal.site.statements.typeset import sheet
from portal.site.templatetags.amounts import country, exactly, money, plainly

_SHEET = Path(__file__).resolve().parent / "invoice.typ"
_COUNTED = {
    "per_output": "for each output", "per_minute": "for each minute", "revenue_share": "of revenue",
    "checks": "for 1,000 checks", "flat": "once", "advance": "in advance", "minimum": "to the year’s minimum",
    "settlement": "settlement",
}  # fmt: skip


def pdf_of(invoice: Invoice) -> bytes:
    """The sheet. It says nothing of payments: those come later, and the sheet never changes."""
    return sheet(_SHEET, _data(invoice), at=invoice.issued_at)


def _data(one: Invoice) -> dict[str, Any]:
    credit = not one.total and one.carried_out < 0
    issued = one.issued_at
    return {
        "kind": "Credit note" if credit else "Invoice", "number": one.number, "currency": one.currency,
        "title": f"{one.month_id:%B %Y}", "issued": [issued.year, issued.month, issued.day],
        "issued_on": f"{issued:%-d %B %Y}", "bill_to": _side(one.bill_to), "issuer": _side(one.issuer),
        "due_label": f"To pay until {one.due_on:%-d %B %Y}" if one.total else "To pay",
        "total": money(one.total, one.currency), "lines": [_line(row, one) for row in selectors.lines(one)],
        "steps": _steps(one), "notes": _notes(one), "tax_note": one.tax_note, "pay": _pay(one),
    }  # fmt: skip


def _side(said: dict[str, str]) -> list[str]:
    lines = [said.get("name", ""), *said.get("address", "").split("\n"), country(said.get("country", ""))]
    lines += [f"VAT {said['vat_id']}"] if said.get("vat_id") else []
    lines += [f"Your reference {said['reference']}"] if said.get("reference") else []
    return [line for line in lines if line] or ["—"]


def _line(row: Line, one: Invoice) -> dict[str, str]:
    line = row.line
    what = " ".join(part for part in (row.use.short if row.use else "", line.title) if part) or "All uses"
    charges = f"{line.charges:,} charge{'' if line.charges == 1 else 's'}"
    rounded = f"; each rounded by itself: {plainly(row.rounding)}" if row.rounding else ""
    return {
        "what": f"{what}, taken back" if line.reverses else what,
        "licence": f"{row.licence}, version {row.version}" if row.licence else "",
        "counted": _COUNTED.get(line.basis, line.basis), "charges": charges + rounded, "units": plainly(line.units),
        "price": plainly(line.price), "amount": exactly(line.amount, one.currency),
    }  # fmt: skip


def _steps(one: Invoice) -> list[dict[str, Any]]:
    def step(words: str, amount: Any, *, carried: bool = False) -> dict[str, Any]:
        return {"words": words, "amount": exactly(amount, one.currency), "carried": carried, "total": False}

    return [
        step(f"Sum of {one.charges:,} charges, six places", one.net),
        *([step("− Paid before, as an advance", one.recouped)] if one.recouped else []),
        step("+ Carried in", one.carried_in, carried=True),
        step("= Due", one.total + one.carried_out),
        {
            "words": "To pay, in whole coins", "amount": money(one.total, one.currency), "carried": False,
            "total": True,
        },
        step("→ Carried to your next invoice", one.carried_out, carried=True),
    ]  # fmt: skip


def _notes(one: Invoice) -> list[str]:
    found = [("Uses taken back", one.reversed), ("Uses of earlier months, reported late", one.late)]
    return [f"{words}, in the sum above: {exactly(amount, one.currency)}" for words, amount in found if amount]


def _pay(one: Invoice) -> list[list[str]]:
    if not one.total:
        return []
    known = [("IBAN", one.issuer.get("iban", "")), ("BIC", one.issuer.get("bic", ""))]
    return [["Pay", one.issuer.get("name", "")], *[[name, value] for name, value in known if value],
            ["Reference", one.number], ["Until", f"{one.due_on:%-d %B %Y}"]]  # fmt: skip
