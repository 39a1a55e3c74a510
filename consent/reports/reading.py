"""From what was sent, whatever it is, to values: identifiers folded, moments in UTC, amounts as exact text. Pure."""

import re
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from json import JSONDecodeError, loads
from typing import Any
from uuid import UUID

from babel.numbers import list_currencies

from artists.access import Invalid
from artists.catalog import identifiers
from consent.choices.limits import territories
from consent.reports.calendar import midnight
from consent.reports.refusals import Flawed

LONGEST = timedelta(days=92)
_AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?", re.ASCII)
_LICENCE = re.compile(r"(?:[Ll]-)?([0-9]{1,12})", re.ASCII)
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}", re.ASCII)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
CLOCKS_DIFFER = timedelta(minutes=5)
_MOST_LICENCES = 8

_TEST_LICENCE = re.compile(r"L-TEST(?:-([1-9]))?", re.ASCII)

Span = tuple[datetime, datetime]


def words(value: object, code: str, field: str, *, most: int = 200) -> str:
    """A text of one line that can be seen and holds no sign that hides or turns others."""
    if not isinstance(value, str) or not 0 < len(value) <= most or not value.isprintable() or value != value.strip():
        raise Flawed(code, field)
    return value


def shown(name: object) -> str:
    """The name of a field that there is not, as it can be kept and shown: signs that cannot be seen become `?`."""
    return "".join(sign if sign.isprintable() else "?" for sign in str(name)[:100])


def amount(value: object, field: str) -> str:
    """An exact decimal of 0 or more, as text; a float would already have lost what it says."""
    if value is None:
        return "0"
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12:
        return str(value)
    if isinstance(value, str) and _AMOUNT.fullmatch(value):
        return value
    raise Flawed("amount_wrong", field)


def is_zero(amount: str) -> bool:
    """Whether an amount that `amount` gave is nothing."""
    return not amount.strip("0.")


def uuid(value: object, code: str, field: str) -> UUID:
    """A UUID in its usual spelling."""
    if isinstance(value, UUID):
        return value
    if isinstance(value, str) and len(value) == 36:
        try:
            return UUID(value)
        except ValueError:
            pass
    raise Flawed(code, field)


def permit(value: object) -> UUID:
    """The id of a permit, given as it is or as the token we signed.

    Of a token only its `jti` is read: what it allowed stands in our own record of it, so its signature adds nothing.
    """
    if isinstance(value, str) and value.count(".") == 2 and len(value) <= 8000:
        part = value.split(".")[1]
        try:
            claims = loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        except (JSONDecodeError, Base64Error, ValueError, RecursionError):
            raise Flawed("permit_wrong", "permit") from None
        value = claims.get("jti") if isinstance(claims, dict) else None
    return uuid(value, "permit_wrong", "permit")


def licences(value: object, *, test: bool) -> list[int]:
    """The numbers of the licences that were named, each once, in order."""
    given = value if isinstance(value, list) else [value]
    if not 1 <= len(given) <= _MOST_LICENCES:
        raise Flawed("licence_wrong", "licence")
    return sorted({licence(one, test=test) for one in given})


def licence(value: object, *, test: bool) -> int:
    """The number in L-0007. In test mode there are the sandbox's alone: L-TEST (0), L-TEST-1 and so on."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    found = (_TEST_LICENCE if test else _LICENCE).fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise Flawed("licence_wrong", "licence")
    return int(found.group(1) or 0)


def asset(sent: Mapping[str, Any], *, needed: bool) -> tuple[UUID | None, str | None, str | None]:
    """Our id, the ISRC or the ISWC: one of them; none at all where it is not needed."""
    named = [name for name in ("asset", "isrc", "iswc") if sent.get(name) is not None]
    if len(named) > 1 or (needed and not named):
        raise Flawed("asset_needed", named[-1] if named else "asset")
    if not named:
        return None, None, None
    value, name = sent[named[0]], named[0]
    if name == "asset":
        return uuid(value, "asset_wrong", "asset"), None, None
    if not isinstance(value, str) or len(value) > 40:
        raise Flawed("asset_wrong", name)
    if name == "isrc":
        return None, value if _ISRC.fullmatch(value) else _folded(identifiers.isrc, value, name), None
    return None, None, _folded(identifiers.iswc, value, name)


def _folded(read: Any, value: str, field: str) -> str:
    try:
        found: str = read(value)
    except Invalid:
        found = ""
    if not found:
        raise Flawed("asset_wrong", field)
    return found


def territory(value: object) -> str:
    """A country's two letters; empty where it was not said."""
    if value is None:
        return ""
    code = value.upper() if isinstance(value, str) and len(value) == 2 and value.isascii() else ""
    if code not in territories():
        raise Flawed("territory_wrong", "territory")
    return code


def currency(value: object) -> str:
    """A code of ISO 4217."""
    if not isinstance(value, str) or value not in _currencies():
        raise Flawed("currency_wrong", "revenue.currency")
    return value


@cache
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies())


def span(sent: Mapping[str, Any], *, now: datetime, needed: bool) -> Span | None:
    """When it was used: a moment as a span of no length, or a period up to the first moment after it."""
    made_at, period = sent.get("made_at"), sent.get("period")
    if made_at is not None and period is not None:
        raise Flawed("time_needed", "period")
    if made_at is not None:
        at = moment(made_at, "made_at")
        if at > now + CLOCKS_DIFFER:
            raise Flawed("in_future", "made_at")
        return at, at
    if period is not None:
        return _period(period, now)
    if needed:
        raise Flawed("time_needed", "made_at")
    return None


def moment(value: object, field: str) -> datetime:
    """A moment that says its zone."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= 40 else None
        found = at.astimezone(UTC) if at and at.tzinfo else None
    except (ValueError, OverflowError):
        found = None
    if found is None or found < EARLIEST:
        raise Flawed("time_wrong", field)
    return found


def _period(value: object, now: datetime) -> Span:
    if not isinstance(value, dict) or set(value) != {"from", "to"}:
        raise Flawed("time_wrong", "period")
    start, end = _bound(value["from"], "period.from", 0), _bound(value["to"], "period.to", 1)
    if start > now + CLOCKS_DIFFER or end > midnight(now.date() + timedelta(days=1)):
        raise Flawed("in_future", "period")
    if not timedelta(0) < end - start <= LONGEST:
        raise Flawed("period_too_long", "period")
    return start, end


def _bound(value: object, field: str, later: int) -> datetime:
    if isinstance(value, str) and len(value) == 10:
        try:
            found = midnight(date.fromisoformat(value) + timedelta(days=later))
        except (ValueError, OverflowError):
            raise Flawed("time_wrong", field) from None
        if found < EARLIEST:
            raise Flawed("time_wrong", field)
        return found
    return moment(value, field)
