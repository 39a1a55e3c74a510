"""Money as people read it: in whole coins, or to the last of its six decimals. Always with its currency."""

from decimal import Decimal

from babel import Locale
from babel.numbers import format_currency
from django import template

register = template.Library()


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    """So much, in coins: €1,234.50. What is smaller than a coin is not shown: for amounts that are whole."""
    return "" if amount is None else format_currency(amount, currency, locale="en")


@register.filter
def exactly(amount: Decimal | None, currency: str) -> str:
    """So much, to the last decimal: €1,234.500000."""
    if amount is None:
        return ""
    return format_currency(amount, currency, "¤#,##0.000000;-¤#,##0.000000", locale="en", currency_digits=False)


@register.filter
def finely(amount: Decimal, currency: str) -> str:
    """So much, with as many of its six decimals as say something, two at least: €0.045, €1.20."""
    return format_currency(amount, currency, "¤#,##0.00####;-¤#,##0.00####", locale="en", currency_digits=False)


@register.filter
def plainly(number: Decimal | None) -> str:
    """A number without zeros that say nothing: 1,234.5."""
    return f"{number.normalize():,f}" if number else "0"


@register.filter
def country(code: str) -> str:
    """A country by its name: Netherlands for NL."""
    return str(Locale("en").territories.get(code, code))


@register.filter
def coins(amount: Decimal, currency: str) -> str:
    """So much, in coins, where the currency stands beside it: 1,234.50."""
    return format_currency(amount, currency, "#,##0.00;-#,##0.00", locale="en").strip()


@register.filter
def briefly(amount: Decimal, currency: str) -> str:
    """So much, for the edge of a chart: €75, €0.20."""
    pattern = "¤#,##0;-¤#,##0" if amount == amount.to_integral_value() else "¤#,##0.00;-¤#,##0.00"
    return format_currency(amount, currency, pattern, locale="en", currency_digits=False)


@register.filter
def percent_of(basis_points: int) -> str:
    """Basis points in per cent: 47.5%."""
    return f"{(Decimal(basis_points) / 100).normalize():f}%"
