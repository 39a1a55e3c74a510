"""SEPA credit transfers as ISO 20022 pain.001.001.09, as the EPC's guidelines have it (EPC132-08 of 2025).

Only euro, to accounts in SEPA. What leaves here is valid against the schema, or does not leave.
"""

import unicodedata
from datetime import UTC
from functools import cache
from pathlib import Path

from lxml import etree

from consent.payouts.payee import Payee
from consent.payouts.rails import Order
from consent.payouts.reading import PAYMENT

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
SCHEMA = Path(__file__).parent / "schemas" / "pain.001.001.09.xsd"
# EPC217-08: the characters every bank takes.
_TAKEN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ")
_SPELT = {
    "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Æ": "Ae", "æ": "ae", "Ø": "Oe",
    "ø": "oe", "Å": "Aa", "å": "aa", "Œ": "Oe", "œ": "oe", "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "Þ": "Th",
    "þ": "th", "&": "+", "@": "(at)", "_": "-", "’": "'", "‘": "'", "–": "-", "—": "-", "“": "'", "”": "'", ";": ",",
}  # fmt: skip


def plain(text: str, longest: int) -> str:
    """The text in the characters of SEPA, cut to what the field takes; a full stop for what has no likeness there.

    It neither begins nor ends with a slash, and holds no two in a row: the rules forbid that.
    """
    spelt = "".join(_SPELT.get(sign, sign) for sign in unicodedata.normalize("NFC", text))
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(sign))
    taken = "".join(sign if sign in _TAKEN else "." for sign in bare)
    while "//" in taken:
        taken = taken.replace("//", "/")
    return " ".join(taken.split())[:longest].strip(" /") or "."


def document(order: Order) -> bytes:
    """The file. The same order gives the same bytes. Raises `ValueError` where the schema would not have it."""
    root = etree.Element(f"{{{NAMESPACE}}}Document", nsmap={None: NAMESPACE})
    whole = _add(root, "CstmrCdtTrfInitn")
    count, total = str(len(order.instructions)), f"{sum(one.amount for one in order.instructions):.2f}"
    head = _add(whole, "GrpHdr")
    _add(head, "MsgId", order.reference)
    _add(head, "CreDtTm", order.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    _add(head, "NbOfTxs", count)
    _add(head, "CtrlSum", total)
    _add(_add(head, "InitgPty"), "Nm", plain(order.payer.name, 70))
    payment = _add(whole, "PmtInf")
    _add(payment, "PmtInfId", f"{order.reference}{PAYMENT}")
    _add(payment, "PmtMtd", "TRF")
    _add(payment, "BtchBookg", "true")
    _add(payment, "NbOfTxs", count)
    _add(payment, "CtrlSum", total)
    _add(_add(_add(payment, "PmtTpInf"), "SvcLvl"), "Cd", "SEPA")
    _add(_add(payment, "ReqdExctnDt"), "Dt", order.due_on.isoformat())
    _add(_add(payment, "Dbtr"), "Nm", plain(order.payer.name, 70))
    _add(_add(_add(payment, "DbtrAcct"), "Id"), "IBAN", order.payer.iban)
    _add(_add(_add(payment, "DbtrAgt"), "FinInstnId"), "BICFI", order.payer.bic)
    _add(payment, "ChrgBr", "SLEV")
    for one in order.instructions:
        transfer = _add(payment, "CdtTrfTxInf")
        _add(_add(transfer, "PmtId"), "EndToEndId", one.reference)
        _add(_add(transfer, "Amt"), "InstdAmt", f"{one.amount:.2f}").set("Ccy", one.currency)
        _creditor(transfer, one.payee)
        _add(_add(transfer, "RmtInf"), "Ustrd", plain(one.text, 140))
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    _require_valid(content)
    return content


def _creditor(transfer: etree._Element, payee: Payee) -> None:
    if payee.bic:
        _add(_add(_add(transfer, "CdtrAgt"), "FinInstnId"), "BICFI", payee.bic)
    creditor = _add(transfer, "Cdtr")
    _add(creditor, "Nm", plain(payee.holder, 70))
    address = _add(creditor, "PstlAdr")
    _add(address, "StrtNm", plain(payee.street, 70))
    if payee.postcode:
        _add(address, "PstCd", plain(payee.postcode, 16))
    _add(address, "TwnNm", plain(payee.town, 35))
    _add(address, "Ctry", payee.country)
    _add(_add(_add(transfer, "CdtrAcct"), "Id"), "IBAN", payee.iban)


def _add(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    made = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    made.text = text or None
    return made


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMA))


def _require_valid(content: bytes) -> None:
    schema = _schema()
    if not schema.validate(etree.fromstring(content)):
        raise ValueError(f"Not valid as pain.001.001.09: {schema.error_log.last_error}")
