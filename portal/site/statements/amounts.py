"""Money as people read it: with its currency, in coins or in millionths."""

from decimal import Decimal

from babel.numbers import format_currency, format_decimal

from consent.earnings.coins import places

_MICROS = 6


def coins(amount: Decimal, currency: str) -> str:
    """What is paid: in whole coins, such as €3,716.02 or ¥372."""
    return _formatted(amount, currency, places(currency))


def micros(amount: Decimal, currency: str) -> str:
    """What is added up: with six decimals, such as €3,716.024213."""
    return _formatted(amount, currency, _MICROS)


def quantity(amount: Decimal) -> str:
    """How often, or how much: with the decimals it has."""
    return str(format_decimal(amount.normalize() if amount else Decimal(0), format="#,##0.######", locale="en"))


def bare(amount: Decimal) -> str:
    """Six decimals where the column names the currency."""
    return str(format_decimal(amount, format="#,##0.000000;−#,##0.000000", locale="en"))


def _formatted(amount: Decimal, currency: str, digits: int) -> str:
    pattern = "¤#,##0" + ("." + "0" * digits if digits else "")
    return str(format_currency(amount, currency, format=f"{pattern};−{pattern}", locale="en", currency_digits=False))
