"""Which rates of a version price a use, and by what, in plain Python: posting's statements are held to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from consent.earnings.money import charged
from consent.licences.terms import Basis, Rate

BY_LINE = (Basis.PER_OUTPUT, Basis.PER_MINUTE, Basis.REVENUE_SHARE)
"""What a line of a report earns by. All other bases are sums for the licence: see `pools`."""


@dataclass(frozen=True)
class Used:
    """What a report says of a use: how much of it, for how long, and the revenue in the licence's currency."""

    use: str
    quantity: Decimal
    minutes: Decimal = Decimal(0)
    revenue: Decimal = Decimal(0)


def that_price(rates: Iterable[Rate], use: str) -> list[Rate]:
    """The rates by which a use is paid: those for all uses, but where one of the same basis names it, that one.

    Different bases add up: that is how the text that was signed says it.
    """
    named = [rate for rate in rates if rate.use == use and rate.basis in BY_LINE]
    bases = {rate.basis for rate in named}
    return named + [rate for rate in rates if not rate.use and rate.basis in BY_LINE and rate.basis not in bases]


def price(rate: Rate) -> Decimal:
    """What one unit costs; of a share of revenue, what one unit of money does."""
    if rate.basis is Basis.REVENUE_SHARE:
        return Decimal(rate.basis_points or 0).scaleb(-4)
    return rate.amount or Decimal(0)


def units(rate: Rate, used: Used) -> Decimal:
    """What a rate counts of a use."""
    return {Basis.PER_OUTPUT: used.quantity, Basis.PER_MINUTE: used.minutes, Basis.REVENUE_SHARE: used.revenue}[
        rate.basis
    ]


def worth(rates: Iterable[Rate], used: Used) -> Decimal:
    """What a use earns under these rates, in six decimals."""
    return sum((charged(units(rate, used), price(rate)) for rate in that_price(rates, used.use)), Decimal(0))
