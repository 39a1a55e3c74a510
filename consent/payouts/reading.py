"""Reading the bank's answers: our CSV, pain.002 and camt.054. Whatever the file is, nothing but `Invalid` comes out.

Names of elements are compared without their namespace, so every version that keeps the names is read.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from artists.access import Invalid

LARGEST = 8 * 1024 * 1024
MOST_LINES = 10_000
COLUMNS = ("reference", "status", "amount", "currency", "date", "bank_reference", "reason_code", "reason")


class Said(StrEnum):
    """What the bank says of a transfer."""

    PAID = "paid"
    RETURNED = "returned"
    UNDER_WAY = "under way"


@dataclass(frozen=True)
class Heard:
    """One answer, as it was written; `problem` where the line itself makes no sense. `batch` for a whole file."""

    reference: str
    said: Said | None = None
    amount: Decimal | None = None
    currency: str = ""
    day: date | None = None
    bank_reference: str = ""
    code: str = ""
    reason: str = ""
    problem: str = ""
    batch: str = ""


# ISO 20022 external payment transaction status: settled is paid, rejected came back, the rest is under way.
_STATUS = {
    "ACSC": Said.PAID, "ACCC": Said.PAID, "RJCT": Said.RETURNED, "CANC": Said.RETURNED, "RCVD": Said.UNDER_WAY,
    "PDNG": Said.UNDER_WAY, "ACTC": Said.UNDER_WAY, "ACCP": Said.UNDER_WAY, "ACSP": Said.UNDER_WAY,
    "ACWC": Said.UNDER_WAY, "ACWP": Said.UNDER_WAY, "PART": Said.UNDER_WAY,
}  # fmt: skip


def read(content: bytes) -> list[Heard]:
    """Every answer in the file, in its order. Raises `Invalid` for what is no such file."""
    if len(content) > LARGEST:
        raise _wrong("The file is larger than 8 MB. Split it.")
    heard = list(_xml(content) if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else _sheet(content))
    if not heard:
        raise _wrong("There is no answer in this file.")
    if len(heard) > MOST_LINES:
        raise _wrong(f"A file holds at most {MOST_LINES:,} answers. Split it.")
    return heard


def _sheet(content: bytes) -> Iterator[Heard]:
    try:
        sheet = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        names = [name.strip().lower() for name in sheet.fieldnames or []]
        if not {"reference", "status"} <= set(names) <= set(COLUMNS):
            raise _wrong(f"The first line names the columns: {', '.join(COLUMNS)}.")
        sheet.fieldnames = names
        for number, row in enumerate(sheet):
            if number >= MOST_LINES:
                raise _wrong(f"A file holds at most {MOST_LINES:,} answers. Split it.")
            yield _row({name: (row.get(name) or "").strip() for name in COLUMNS})
    except (UnicodeDecodeError, csv.Error):
        raise _wrong("This could not be read as a CSV file in UTF-8.") from None


def _row(row: dict[str, str]) -> Heard:
    said = {"paid": Said.PAID, "returned": Said.RETURNED}.get(row["status"].lower())
    return _heard(
        row["reference"], said, row["amount"], row["currency"], row["date"], row["bank_reference"],
        row["reason_code"], row["reason"],
        problem="" if said else "The status is “paid” or “returned”, and nothing else.",
    )  # fmt: skip


def _xml(content: bytes) -> Iterator[Heard]:
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        raise _wrong("This is no well-formed XML, or it holds what we do not read (DTDs, entities).") from None
    if _name(root) != "Document" or len(root) != 1:
        raise _wrong("This is XML, but none of a bank's answers: pain.002 or camt.054.")
    if _name(root[0]) == "CstmrPmtStsRpt":
        yield from _pain002(root[0])
    elif _name(root[0]) in ("BkToCstmrDbtCdtNtfctn", "BkToCstmrStmt"):
        yield from _camt(root[0])
    else:
        raise _wrong("This is XML, but none of a bank's answers: pain.002 or camt.054.")


def _pain002(report: Element) -> Iterator[Heard]:
    day = _text(report, "GrpHdr", "CreDtTm")[:10]
    transfers = [one for part in _all(report, "OrgnlPmtInfAndSts") for one in _all(part, "TxInfAndSts")]
    for one in transfers:
        settled = _text(one, "AccptncDtTm")[:10] or _text(one, "FctvIntrBkSttlmDt", "Dt")
        amount = _first(one, "OrgnlTxRef", "Amt", "InstdAmt")
        yield _status(
            one, "TxSts", _text(one, "OrgnlEndToEndId"), settled or day, amount=amount,
            bank=_text(one, "AcctSvcrRef") or _text(one, "StsId"),
        )  # fmt: skip
    group = _first(report, "OrgnlGrpInfAndSts")
    if group is not None and not transfers and _text(group, "GrpSts"):
        answer = _status(group, "GrpSts", "", day, amount=None, bank="")
        yield Heard(
            "", answer.said, None, "", answer.day, "", answer.code, answer.reason, answer.problem,
            batch=_text(group, "OrgnlMsgId"),
        )  # fmt: skip


def _status(one: Element, name: str, reference: str, day: str, *, amount: Element | None, bank: str) -> Heard:
    code = _text(one, name)
    said = _STATUS.get(code)
    why = _first(one, "StsRsnInf")
    return _heard(
        reference, said, (amount.text or "") if amount is not None else "",
        amount.get("Ccy", "") if amount is not None else "", day, bank,
        _text(why, "Rsn", "Cd") if why is not None else "", _text(why, "AddtlInf") if why is not None else "",
        problem="" if said else f"We do not know the status {code[:10]!r}.",
    )  # fmt: skip


def _camt(report: Element) -> Iterator[Heard]:
    entries = [one for kind in ("Ntfctn", "Stmt") for part in _all(report, kind) for one in _all(part, "Ntry")]
    for entry in entries:
        day = _text(entry, "BookgDt", "Dt") or _text(entry, "BookgDt", "DtTm")[:10] or _text(entry, "ValDt", "Dt")
        booked = _first(entry, "Amt")
        details = [one for part in _all(entry, "NtryDtls") for one in _all(part, "TxDtls")]
        for one in details:
            back = _first(one, "RtrInf")
            amount = _first(one, "Amt")
            if amount is None:
                amount = _first(one, "AmtDtls", "TxAmt", "Amt")
            if amount is None and len(details) == 1:
                amount = booked
            paid = (_text(one, "CdtDbtInd") or _text(entry, "CdtDbtInd")) == "DBIT"
            said = Said.RETURNED if back is not None else Said.PAID if paid else None
            yield _heard(
                _text(one, "Refs", "EndToEndId"), said, (amount.text or "") if amount is not None else "",
                amount.get("Ccy", "") if amount is not None else "", day,
                _text(one, "Refs", "AcctSvcrRef") or _text(entry, "AcctSvcrRef"),
                _text(back, "Rsn", "Cd") if back is not None else "",
                _text(back, "AddtlInf") if back is not None else "",
                problem="" if said else "Money that came in, and no transfer of ours that came back.",
            )  # fmt: skip


def _heard(
    reference: str, said: Said | None, amount: str, currency: str, day: str, bank: str, code: str, reason: str,
    *, problem: str,
) -> Heard:  # fmt: skip
    try:
        number = Decimal(amount) if amount else None
        if number is not None and (not number.is_finite() or abs(number) >= Decimal(10) ** 20):
            raise InvalidOperation
    except InvalidOperation:
        number, problem = None, problem or "The amount is no number, such as 3716.02."
    try:
        when = date.fromisoformat(day) if day else None
    except ValueError:
        when, problem = None, problem or "The date is none, such as 2026-11-10."
    clean = [" ".join(text.split()) for text in (reference, currency.upper(), bank, code.upper(), reason)]
    if "\x00" in "".join(clean):
        clean, problem = (
            [text.replace("\x00", "") for text in clean],
            problem or "There are signs in it that no bank writes.",
        )
    ref, money, bank_ref, why, words = clean
    return Heard(ref[:60], said, number, money[:3], when, bank_ref[:80], why[:10], words[:200], problem)


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _all(parent: Element, name: str) -> list[Element]:
    return [one for one in parent if _name(one) == name]


def _first(parent: Element, *path: str) -> Element | None:
    at: Element | None = parent
    for name in path:
        at = next(iter(_all(at, name)), None) if at is not None else None
    return at


def _text(parent: Element, *path: str) -> str:
    found = _first(parent, *path)
    return (found.text or "").strip() if found is not None else ""


def _wrong(sentence: str) -> Invalid:
    return Invalid("file_wrong", sentence, field="file")
