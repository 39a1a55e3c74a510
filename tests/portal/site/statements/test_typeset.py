"""Sheets are made for whoever's name stands on them, in any script."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.site.statements.typeset import sheet

SITE = Path(__file__).resolve().parents[4] / "portal" / "site"
AT = datetime(2026, 11, 12, tzinfo=UTC)
NAMES = (
    "坂本龍一 音楽事務所", "방탄소년단", "فيروز", "שלום", "คาราบาว", "Земфира Ω", "வைரமுத்து", "Łódź 🎧", "W" * 300,
    '"*bold*" #let \\ $x$', "a\U00013000b\ue000c\u0378 ᚠ\x07 \u200b\u2028",
)  # fmt: skip


@pytest.mark.parametrize("source", ["statements/statement.typ", "invoices/invoice.typ"])
def test_a_sheet_is_made_for_any_name_and_is_the_same_every_time(source: str) -> None:
    path = SITE / source
    for name in NAMES:
        note = name if source.startswith("invoices") else {"words": name, "small": name, "amount": "€1"}
        made = sheet(path, _said(name) | {"notes": [note]}, at=AT)
        assert made.startswith(b"%PDF-1.7")
        assert made == sheet(path, _said(name) | {"notes": [note]}, at=AT)


def _said(name: str) -> dict[str, object]:
    """What either sheet says, with the name wherever one can stand."""
    line = dict.fromkeys(("title", "small", "what", "licence", "counted", "charges"), name)
    return {
        "title": "October 2026", "reference": "S-00001-0001", "head": "Number 1", "for_team": name, "operator": name,
        "due_label": "Payable", "due": "€1.00", "currency": "EUR", "sum_words": "Sum of 1 line", "sum_quantity": "1",
        "sum_amount": "1.000000", "jws": "a.b.c", "key": "k", "fingerprint": "bf75", "check": "example.org",
        "closed": [2026, 11, 12], "issued": [2026, 11, 12], "issued_on": "12 November 2026", "kind": "Invoice",
        "number": "I-1", "bill_to": [name, name], "issuer": [name], "total": "€1.00", "tax_note": name,
        "lines": [line | {"quantity": "1", "amount": "1.000000", "units": "1", "price": "1"}],
        "steps": [{"sign": "+", "words": "Released", "small": "", "amount": "€1", "carried": True, "total": False}],
        "pay": [["Pay", name]],
    }  # fmt: skip
