"""Where money goes, as a person writes it: checked, with a sentence for what is wrong. Pure.

IBAN and BIC by python-stdnum: length and shape by country, check digits, and the country's own check digits where it
has some.
"""

import json
import re
from dataclasses import asdict, dataclass, fields
from typing import Any

from babel import Locale
from stdnum import bic as bics
from stdnum import exceptions, iban, numdb
from stdnum.eu import vat

from artists.access import Invalid, one_line

_LONGEST = {"holder": 70, "street": 70, "postcode": 16, "town": 35}
_ASKED = {
    "holder": "Write the account holder's name.", "street": "Write the street and the number.",
    "town": "Write the town.",
}  # fmt: skip
_NUMBERS = ("", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
_STRIPE = re.compile(r"acct_[A-Za-z0-9]{8,40}\Z")

SEPA = frozenset({
    "AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI", "GR", "HR", "HU",
    "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO", "RS", "SE",
    "SI", "SK", "SM", "VA",
})  # fmt: skip
"""Countries of the Single Euro Payments Area (EPC409-09)."""


@dataclass(frozen=True)
class Payee:
    """Who is paid, and where. `stripe` is a connected account of Stripe, instead of an IBAN."""

    holder: str
    street: str
    postcode: str
    town: str
    country: str
    iban: str = ""
    bic: str = ""
    stripe: str = ""

    @property
    def shown(self) -> str:
        """What anybody who may see money may know of it: DE… 4402."""
        return f"{self.iban[:2]}… {self.iban[-4:]}" if self.iban else f"Stripe… {self.stripe[-4:]}"

    @property
    def spaced(self) -> str:
        """The IBAN in groups of four."""
        return " ".join(self.iban[at : at + 4] for at in range(0, len(self.iban), 4))

    @property
    def in_sepa(self) -> bool:
        """Whether a SEPA credit transfer reaches it."""
        return self.iban[:2] in SEPA

    def to_json(self) -> bytes:
        """For sealing."""
        return json.dumps(asdict(self)).encode()


def payee_of(raw: bytes) -> Payee:
    """The reverse of `to_json`."""
    return Payee(**json.loads(raw))


@dataclass(frozen=True)
class Tax:
    """What a tax office asks for."""

    country: str
    number: str = ""
    vat: str = ""

    def to_json(self) -> bytes:
        """For sealing."""
        return json.dumps(asdict(self)).encode()


def tax_of(raw: bytes) -> Tax:
    """The reverse of `to_json`."""
    return Tax(**json.loads(raw))


def checked(said: Payee) -> Payee:
    """The same, tidied. Raises `Invalid` with the field that is wrong, and a sentence that helps."""
    tidy: dict[str, Any] = {name: _line(name, getattr(said, name)) for name in _LONGEST}
    tidy["country"] = country(said.country)
    if said.stripe.strip():
        stripe = said.stripe.strip()
        if not _STRIPE.match(stripe):
            raise Invalid("stripe_wrong", "A connected account of Stripe begins with acct_.", field="stripe")
        return Payee(**tidy, stripe=stripe)
    number = checked_iban(said.iban)
    return Payee(**tidy, iban=number, bic=checked_bic(said.bic, number))


def country(said: str) -> str:
    """A country's code (ISO 3166-1), or `Invalid`."""
    code = said.strip().upper()
    if len(code) != 2 or code not in Locale("en").territories or code in {"EU", "ZZ", "XA", "XB", "QO", "UN", "EZ"}:
        raise Invalid("country_unknown", "Choose the country.", field="country")
    return code


def checked_iban(said: str) -> str:
    """The IBAN without spaces. Raises `Invalid`; the sentence says what is missing, or what may be mistyped."""
    number = re.sub(r"[\s.\-]", "", said).upper()
    if not number:
        raise _wrong("Write the IBAN.")
    if not re.fullmatch(r"[A-Z0-9]+", number):
        raise _wrong("An IBAN is made of letters and digits. Something else is in this.")
    found = numdb.get("iban").info(number)[0][1]
    if not re.match(r"[A-Z]{2}", number) or "bban" not in found:
        raise _wrong("An IBAN begins with the two letters of its country, such as DE or FR. This does not.")
    length = 4 + sum(int(part) for part in re.findall(r"(\d+)!", found["bban"]))
    kind = _of(number[:2])
    if len(number) != length:
        gap = abs(length - len(number))
        count = _NUMBERS[gap] if gap < len(_NUMBERS) else str(gap)
        what = "digit" if re.fullmatch(r"[n\d!]+", found["bban"]) else "character"
        verb = ("is" if gap == 1 else "are") + (" missing" if len(number) < length else " too many")
        raise _wrong(
            f"{count} {what}{'' if gap == 1 else 's'} {verb}. {kind} has {length} characters; this has {len(number)}."
        )
    try:
        iban.validate(number)
    except exceptions.InvalidFormat:
        raise _wrong(f"{kind} is not built like this. Compare it with your bank's letter.") from None
    except exceptions.ValidationError:
        raise _wrong("The check digits do not fit: a digit is mistyped, or two are swapped.") from None
    return number


def checked_bic(said: str, number: str) -> str:
    """The BIC, which may be left out where a SEPA transfer needs none. Raises `Invalid`."""
    code = re.sub(r"\s", "", said).upper()
    if not code:
        if number[:2] in SEPA:
            return ""
        raise Invalid("bic_missing", "For an account outside SEPA we need the bank's BIC too.", field="bic")
    try:
        code = bics.validate(code)
    except exceptions.ValidationError:
        raise Invalid(
            "bic_wrong", "A BIC has 8 or 11 characters, such as COBADEFF or COBADEFFXXX. This is none.", field="bic"
        ) from None
    if code[4:6] != number[:2] and number[:2] not in {"GB", "FR", "ES", "PT", "FI", "NL", "DK"}:
        raise Invalid("bic_elsewhere", "This BIC is of a bank in another country than the IBAN.", field="bic")
    return code


def checked_tax(said: Tax) -> Tax:
    """The same, tidied. A VAT number of the EU is checked by its country's rule. Raises `Invalid`."""
    code = country(said.country)
    number, wanted = (one_line(text, field=name) for name, text in (("number", said.number), ("vat", said.vat)))
    if len(number) > 40 or len(wanted) > 40:
        raise Invalid("tax_long", "This is longer than 40 characters.", field="number")
    if not number and not wanted:
        raise Invalid("tax_empty", "Write a tax number, or a VAT number.", field="number")
    if wanted and code.lower() in {*vat.MEMBER_STATES, "gr"}:
        try:
            wanted = vat.validate(wanted)
        except exceptions.ValidationError:
            raise Invalid(
                "vat_wrong", "This is not a valid VAT number: it begins with its country, such as DE136695976.",
                field="vat",
            ) from None  # fmt: skip
    return Tax(code, number, wanted)


def _wrong(sentence: str) -> Invalid:
    return Invalid("iban_wrong", sentence, field="iban")


def _of(code: str) -> str:
    """“A German IBAN”, or “An IBAN of Malta” where we have no such word."""
    known = {
        "DE": "A German", "FR": "A French", "AT": "An Austrian", "NL": "A Dutch", "BE": "A Belgian", "ES": "A Spanish",
        "IT": "An Italian", "PT": "A Portuguese", "GB": "A British", "IE": "An Irish", "CH": "A Swiss",
        "PL": "A Polish", "SE": "A Swedish", "DK": "A Danish", "NO": "A Norwegian", "FI": "A Finnish",
    }  # fmt: skip
    return f"{known[code]} IBAN" if code in known else f"An IBAN of {Locale('en').territories.get(code, code)}"


def _line(name: str, said: str) -> str:
    text = one_line(said, field=name)
    if not text and name in _ASKED:
        raise Invalid(f"{name}_missing", _ASKED[name], field=name)
    if len(text) > _LONGEST[name]:
        raise Invalid(f"{name}_long", f"Banks take at most {_LONGEST[name]} characters here. Shorten it.", field=name)
    return text


NAMES = tuple(field.name for field in fields(Payee))
