"""Amounts of money with all their decimals, for pages that one can recompute."""

from decimal import Decimal

from django import template

from consent.earnings.models import Pool
from consent.licences.wording import money
from portal.site.accounts.words import kind_of

register = template.Library()


@register.filter
def in_full(amount: Decimal, currency: str) -> str:
    """Such as `€3,333.333333`: as many decimals as it has, and at least two."""
    return money(amount, currency)


@register.filter
def percent_of(basis_points: int) -> str:
    """Such as `33.33 %`."""
    return f"{Decimal(basis_points).scaleb(-2).normalize():f} %"


@register.filter
def sum_name(pool: Pool) -> str:
    """What one sum is called."""
    return kind_of(pool)
