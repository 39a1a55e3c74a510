"""The trade's identifiers: brought to one form, checked, and shown as people write them. No ORM.

Each reader takes what people type or paste and returns the bare form that is stored, or raises `access.Invalid` with
what is wrong and how to mend it. An empty string stays empty: no identifier here is obligatory by itself.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from stdnum import ean as ean_number
from stdnum import isni as isni_number
from stdnum import isrc as isrc_number
from stdnum.exceptions import ValidationError

from artists.access import Invalid

_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015]+")
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")


def _bare(text: str, *labels: str) -> str:
    found = _SEPARATORS.sub("", text).upper()
    for label in labels:
        found = found.removeprefix(label).removeprefix(":")
    return found


def isrc(text: str) -> str:
    """An ISRC such as `NOX4A2600118`. It has no check digit, and its prefix need not be a living country."""
    found = _bare(text)
    # “ISRC” may also be an Icelandic code's own beginning: it is a label only where twelve signs follow.
    found = found.removeprefix("ISRC").removeprefix(":") if len(found) > 12 else found
    if found and not _ISRC.fullmatch(isrc_number.compact(found)):
        raise Invalid(
            "isrc_wrong",
            f"“{_shown(text)}” is not an ISRC. It has two letters, three letters or digits and seven digits, "
            "such as NO-X4A-26-00118.",
            field="isrc",
        )
    return found


def iswc(text: str) -> str:
    """An ISWC such as `T0345246801`: a T, nine digits and a check digit."""
    found = _bare(text, "ISWC")
    if not found:
        return ""
    if not re.fullmatch(r"T[0-9]{10}", found):
        raise Invalid(
            "iswc_wrong", f"“{_shown(text)}” is not an ISWC. It is a T and ten digits, such as T-034.524.680-1.",
            field="iswc",
        )  # fmt: skip
    if found[-1] != weighted_check(1, found[1:10]):
        raise _digit("ISWC", text, "iswc")
    return found


def isni(text: str) -> str:
    """An ISNI: 15 digits and a check digit or X (ISO 7064 mod 11-2)."""
    found = _bare(text, "HTTPS//ISNI.ORG/ISNI/", "ISNI")
    if not found:
        return ""
    if not re.fullmatch(r"[0-9]{15}[0-9X]", found):
        raise Invalid(
            "isni_wrong", f"“{_shown(text)}” is not an ISNI. It has 16 digits; the last may be an X.", field="isni"
        )
    try:
        return str(isni_number.validate(found))
    except ValidationError as wrong:
        raise _digit("ISNI", text, "isni") from wrong


def ipi_name(text: str) -> str:
    """An IPI name number: nine digits and two check digits. Leading zeros may be left out."""
    found = _bare(text, "IPI")
    if not found:
        return ""
    if not re.fullmatch(r"[0-9]{9,11}", found):
        raise Invalid("ipi_wrong", f"“{_shown(text)}” is not an IPI name number. It has eleven digits.", field="ipi")
    found = found.zfill(11)
    if found[9:] != ipi_check(found[:9]):
        raise _digit("IPI name number", text, "ipi", digits="last two digits do")
    return found


def ipi_base(text: str) -> str:
    """An IPI base number such as `I0012345678`: an I, nine digits and a check digit."""
    found = _bare(text, "IPI")
    if not found:
        return ""
    if not re.fullmatch(r"I[0-9]{10}", found):
        raise Invalid(
            "ipi_base_wrong", f"“{_shown(text)}” is not an IPI base number. It is an I and ten digits.", field="ipi"
        )
    if found[-1] != weighted_check(2, found[1:10]):
        raise _digit("IPI base number", text, "ipi")
    return found


def upc(text: str) -> str:
    """A UPC or EAN. Leading zeros are brought to one form: twelve digits for a UPC, thirteen for an EAN."""
    found = _bare(text, "UPC", "EAN", "GTIN")
    if not found:
        return ""
    plain = found.lstrip("0")
    if not re.fullmatch(r"[0-9]{8,14}", found) or len(plain) < 7:
        raise Invalid(
            "upc_wrong", f"“{_shown(text)}” is not a UPC or EAN. It has 12 or 13 digits, such as 0 36000 29145 2.",
            field="upc",
        )  # fmt: skip
    long = found.zfill(14)
    if not ean_number.is_valid(long):
        raise _digit("UPC or EAN", text, "upc")
    return plain.zfill(12) if len(plain) <= 12 else plain


def weighted_check(start: int, digits: str) -> str:
    """The check digit of an ISWC (start 1) and of an IPI base number (start 2)."""
    total = start + sum(place * int(digit) for place, digit in enumerate(digits, start=1))
    return str(-total % 10)


def ipi_check(digits: str) -> str:
    """The two check digits of an IPI name number's first nine."""
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(digits)) % 101
    return f"{(101 - rest) % 100:02d}" if rest else "00"


def shown(kind: str, number: str) -> str:
    """A stored identifier as people write it; anything else comes back as it is."""
    form = _FORMS.get(kind)
    return form(number) if form and number else number


def _shown(text: str) -> str:
    clean = " ".join(text.split())
    return clean if len(clean) <= 40 else f"{clean[:40]}…"


def _digit(name: str, text: str, field: str, *, digits: str = "check digit does") -> Invalid:
    return Invalid(
        f"{field}_digit", f"“{_shown(text)}” cannot be right: its {digits} not fit. Check this {name} for a typing "
        "slip.", field=field,
    )  # fmt: skip


_FORMS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "isrc": lambda n: f"{n[:2]}-{n[2:5]}-{n[5:7]}-{n[7:]}",
        "iswc": lambda n: f"T-{n[1:4]}.{n[4:7]}.{n[7:10]}-{n[10:]}",
        "isni": lambda n: " ".join(n[i : i + 4] for i in range(0, 16, 4)),
        "ipi_base": lambda n: f"I-{n[1:10]}-{n[10:]}",
    }
)
