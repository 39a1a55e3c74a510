"""A bank's list of what came in: each row is matched by the invoice number in its text, and recorded once."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from artists.access import Actor, Conflict, Invalid
from consent.invoices.issuing import require_operator
from consent.invoices.models import Invoice, Payment
from consent.invoices.payments import Received, receive

COLUMNS = ("date", "amount", "currency", "reference", "text")
MOST_ROWS = 5000
AT_ONCE = 400  # payments recorded by one upload: each settles invoices, and a page answers in seconds
_NUMBER = re.compile(r"SC[-\s]?(\d{4})[-\s]?(\d{6})(?!\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """A row of the list, and what became of it. `number` is the invoice it was matched with."""

    place: int
    text: str
    outcome: str
    number: str = ""
    recorded: bool = False
    repeated: bool = False
    left: bool = False


def take_in(content: bytes, *, actor: Actor, now: datetime | None = None) -> list[Row]:
    """Record what can be matched; say of every other row why not. The same list again records nothing twice.

    Each row stands by itself. After `AT_ONCE` of them the others are `left`: the same list again goes on. Raises
    `Invalid` (`file_wrong`) for what is no such list at all.
    """
    require_operator(actor)
    rows = list(_rows(content))
    numbers = {found for row in rows if (found := _number(row["text"]))}
    invoices = {
        (one.year, one.serial): one
        for one in Invoice.objects.filter(
            year__in={year for year, _ in numbers}, serial__in={serial for _, serial in numbers}
        )
    }
    known = {one.reference: one for one in Payment.objects.filter(reference__in=_references(rows), reverses=None)}
    made: list[Row] = []
    tried = 0
    for place, row in enumerate(rows, start=2):
        invoice = invoices.get(_number(row["text"]) or (0, 0))
        if invoice and _is(known.get(row["reference"]), row, invoice):
            made.append(
                Row(place, row["text"][:140], "This payment is recorded already.", invoice.number, repeated=True)
            )
        elif invoice and tried >= AT_ONCE:
            made.append(Row(place, row["text"][:140], "Not read yet: upload the same list again.", left=True))
        else:
            tried += invoice is not None
            made.append(_record(place, row, invoice, actor, now))
    return made


def _references(rows: list[dict[str, str]]) -> set[str]:
    return {row["reference"] for row in rows}


def _is(known: Payment | None, row: dict[str, str], invoice: Invoice) -> bool:
    """Whether the row is a payment that we know, all the same. One written in another way is looked at by itself."""
    return known is not None and (
        (known.partner_id, known.currency) == (invoice.partner_id, row["currency"].upper())
        and f"{known.amount:.2f}" == row["amount"]
        and known.received_on.isoformat() == row["date"]
    )


def _record(place: int, row: dict[str, str], invoice: Invoice | None, actor: Actor, now: datetime | None) -> Row:
    text = row["text"][:140]
    if invoice is None:
        return Row(place, text, "Names no invoice of ours. Record it by hand.")
    if row["currency"].upper() != invoice.currency:
        return Row(place, text, f"Is not in {invoice.currency}. Record it by hand.", invoice.number)
    try:
        amount, day = Decimal(row["amount"]), date.fromisoformat(row["date"])
        receive(Received(invoice, amount, day, row["reference"], Payment.Source.FILE), actor=actor, now=now)
    except (InvalidOperation, ValueError):
        return Row(place, text, "The date is written 2026-11-30, the amount 1234.56.", invoice.number)
    except Conflict as refusal:
        return Row(place, text, refusal.sentence, invoice.number, repeated=refusal.code == "payment_recorded")
    except Invalid as refusal:
        return Row(place, text, refusal.sentence, invoice.number)
    return Row(place, text, "Recorded.", invoice.number, recorded=True)


def _number(text: str) -> tuple[int, int] | None:
    found = _NUMBER.search(text)
    return (int(found[1]), int(found[2])) if found else None


def _rows(content: bytes) -> Iterator[dict[str, str]]:
    try:
        sheet = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        names = [name.strip().lower() for name in sheet.fieldnames or []]
        if set(COLUMNS) - set(names):
            raise Invalid("file_wrong", f"The first line names the columns: {', '.join(COLUMNS)}.")
        sheet.fieldnames = names
        for count, row in enumerate(sheet):
            if count >= MOST_ROWS:
                raise Invalid("file_wrong", f"A list has at most {MOST_ROWS:,} rows. Split it.")
            yield {name: (row.get(name) or "").replace("\0", "").strip() for name in COLUMNS}
    except (UnicodeDecodeError, csv.Error):
        raise Invalid("file_wrong", "This could not be read as a CSV file in UTF-8.") from None
