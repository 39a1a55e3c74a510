"""The smallest coin of each currency (ISO 4217, from CLDR): what money is rounded to, once, at the statement. Pure."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from babel.numbers import get_currency_precision, list_currencies

USUAL = 2


def places(currency: str) -> int:
    """How many decimals the smallest coin has: 2 for EUR, 0 for JPY, 3 for BHD."""
    return unusual().get(currency, USUAL)


@cache
def unusual() -> Mapping[str, int]:
    """The currencies whose smallest coin is no hundredth."""
    known = {code: get_currency_precision(code) for code in sorted(list_currencies())}
    return MappingProxyType({code: digits for code, digits in known.items() if digits != USUAL})
