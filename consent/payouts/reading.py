"""Reading the bank's answers: our CSV, pain.002, camt.053 and camt.054. Whatever the file is, nothing but `Invalid`
comes out.

Names of elements are compared without their namespace, so every version that keeps the names is read.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
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


class Source(StrEnum):
    """The kind of paper: what the bank says of an order, or what it booked, are told apart where it speaks twice."""

    SHEET = "sheet"
    STATUS = "status"
    BOOKED = "booked"
    PROVIDER = "provider"


@dataclass(frozen=True)
class Heard:
    """One answer, as it was written; `problem` where the line itself makes no sense. `batch` for a whole file.

    `aside` counts movements of the account that are none of ours, and stands alone.
    """

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
    source: str = ""
    aside: int = 0


# ISO 20022 external payment transaction status: settled is paid, rejected came back, the rest is under way.
_STATUS = {
    "ACSC": Said.PAID, "ACCC": Said.PAID, "RJCT": Said.RETURNED, "CANC": Said.RETURNED, "RCVD": Said.UNDER_WAY,
    "PDNG": Said.UNDER_WAY, "ACTC": Said.UNDER_WAY, "ACCP": Said.UNDER_WAY, "ACSP": Said.UNDER_WAY,
    "ACWC": Said.UNDER_WAY, "ACWP": Said.UNDER_WAY, "PART": Said.UNDER_WAY,
}  # fmt: skip
PAYMENT = "-1"
"""What `pain001` appends to the batch's reference to name the one payment in its file."""
_OURS, _BATCH = re.compile(r"SCP-\d{4}-\d{2}-\d{4,}\Z"), re.compile(r"SCB-\d{4}-\d{2}-\d{2,}(-1)?\Z")


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
        row["reason_code"], row["reason"], source=Source.SHEET,
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
    """Each transfer that is named; what is said of a payment or a file counts for all in it where none is named, and
    where it is final for them all."""
    day, group = _day(report, "GrpHdr", "CreDtTm"), _first(report, "OrgnlGrpInfAndSts")
    whole = _text(group, "GrpSts") if group is not None else ""
    parts = _all(report, "OrgnlPmtInfAndSts")
    named = False
    for part in parts:
        said = _text(part, "PmtInfSts") or whole
        transfers = _all(part, "TxInfAndSts")
        for one in transfers:
            yield _transfer(one, _text(one, "TxSts") or said, part, day)
        of_all = _STATUS.get(_text(part, "PmtInfSts"))
        if of_all in (Said.PAID, Said.RETURNED) or (of_all and not transfers):
            yield _of_all(part, _text(part, "PmtInfSts"), _text(part, "OrgnlPmtInfId"), day)
        named = named or bool(transfers or of_all)
    if group is not None and whole and not named:
        yield _of_all(group, whole, _text(group, "OrgnlMsgId"), day)


def _transfer(one: Element, code: str, part: Element, day: str) -> Heard:
    amount = _first(one, "OrgnlTxRef", "Amt", "InstdAmt")
    settled = _day(one, "AccptncDtTm") or _day(one, "FctvIntrBkSttlmDt", "Dt") or day
    bank = _text(one, "AcctSvcrRef") or _text(one, "StsId")
    why = _first(one, "StsRsnInf")
    why = _first(part, "StsRsnInf") if why is None else why
    return _status(_text(one, "OrgnlEndToEndId"), code, amount, settled, bank, why)


def _of_all(about: Element, code: str, reference: str, day: str) -> Heard:
    """Of all of a file of ours, by its message or by the one payment in it."""
    answer = _status("", code, None, day, "", _first(about, "StsRsnInf"))
    return replace(answer, batch=reference.removesuffix(PAYMENT)[:60])


def _status(reference: str, code: str, amount: Element | None, day: str, bank: str, why: Element | None) -> Heard:
    said = _STATUS.get(code)
    return _heard(
        reference, said, (amount.text or "") if amount is not None else "",
        amount.get("Ccy", "") if amount is not None else "", day, bank,
        _text(why, "Rsn", "Cd") if why is not None else "", _text(why, "AddtlInf") if why is not None else "",
        source=Source.STATUS, problem="" if said else f"We do not know the status {code[:10]!r}.",
    )  # fmt: skip


def _camt(report: Element) -> Iterator[Heard]:
    """What was booked of ours; all else on the account is counted, and left alone."""
    aside = 0
    for entry in [one for kind in ("Ntfctn", "Stmt") for part in _all(report, kind) for one in _all(part, "Ntry")]:
        details = [one for part in _all(entry, "NtryDtls") for one in _all(part, "TxDtls")]
        ours = [one for one in details if _OURS.match(_text(one, "Refs", "EndToEndId"))]
        of_all = next(filter(_BATCH.match, _payments(entry, details)), "")
        yield from (_booked(one, entry, alone=len(details) == 1) for one in ours)
        if not ours and of_all:
            yield replace(_booked(entry, entry, alone=True), batch=of_all.removesuffix(PAYMENT))
        aside += len(details) - len(ours) if ours else not of_all
    if aside:
        yield Heard("", aside=aside)


def _payments(entry: Element, details: list[Element]) -> Iterator[str]:
    """Which of our payments an entry is for that the bank booked in one sum."""
    for part in _all(entry, "NtryDtls"):
        yield _text(part, "Btch", "PmtInfId") or _text(part, "Btch", "MsgId")
    for one in details:
        yield _text(one, "Refs", "PmtInfId") or _text(one, "Refs", "MsgId")


def _booked(one: Element, entry: Element, *, alone: bool) -> Heard:
    day = _day(entry, "BookgDt", "Dt") or _day(entry, "BookgDt", "DtTm") or _day(entry, "ValDt", "Dt")
    amount = _first(one, "Amt")
    if amount is None:
        amount = _first(one, "AmtDtls", "TxAmt", "Amt")
    if amount is None and alone:
        amount = _first(entry, "Amt")
    back = _first(one, "RtrInf")
    said, problem = _movement(one, entry, returned=back is not None)
    return _heard(
        _text(one, "Refs", "EndToEndId"), said, (amount.text or "") if amount is not None else "",
        amount.get("Ccy", "") if amount is not None else "", day,
        _text(one, "Refs", "AcctSvcrRef") or _text(entry, "AcctSvcrRef"),
        _text(back, "Rsn", "Cd") if back is not None else "", _text(back, "AddtlInf") if back is not None else "",
        source=Source.BOOKED, problem=problem,
    )  # fmt: skip


def _movement(one: Element, entry: Element, *, returned: bool) -> tuple[Said | None, str]:
    """What an entry says. A debit is paid; money that is back is marked so; what is not booked yet is under way."""
    status = _text(entry, "Sts", "Cd") or _text(entry, "Sts")
    debit = (_text(one, "CdtDbtInd") or _text(entry, "CdtDbtInd")) == "DBIT"
    returned = returned or _text(entry, "RvslInd") == "true"
    if status and status != "BOOK":
        return Said.UNDER_WAY, ""
    if debit and returned:
        return None, "A return was taken back. Ask the bank where the money is."
    if debit:
        return Said.PAID, ""
    return (Said.RETURNED, "") if returned else (None, "Money that came in, and no transfer of ours that came back.")


def _heard(
    reference: str, said: Said | None, amount: str, currency: str, day: str, bank: str, code: str, reason: str,
    *, source: Source, problem: str,
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
    return Heard(ref[:60], said, number, money[:3], when, bank_ref[:80], why[:10], words[:200], problem, source=source)


def _day(parent: Element, *path: str) -> str:
    """The date of a date or a moment, which may have a zone."""
    return _text(parent, *path)[:10]


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
