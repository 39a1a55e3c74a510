"""The arithmetic of earnings. Pure and exact; `posting_statements` does the same in SQL, and tests compare them.

Amounts have six decimals; a micro is 0.000001. Only two things are rounded: units × price, to a micro; and a statement,
to the coin, with what is left carried on.
"""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from itertools import pairwise

MICRO = Decimal("0.000001")
ALL = 10_000
_EXACT = Context(prec=60)


def charged(units: Decimal, price: Decimal) -> Decimal:
    """What so many units come to: rounded to a micro, half away from zero, so that a reversal mirrors it."""
    return _EXACT.multiply(units, price).quantize(MICRO, ROUND_HALF_UP, _EXACT)


def divided(amount: Decimal, shares: Sequence[int]) -> list[Decimal]:
    """The parts of an amount by basis points that come to 10,000: by cumulative boundaries.

    Each part is what lies between two boundaries, cut to a micro towards zero, so the parts always come to the amount,
    and those of -a are those of a below zero. An odd micro goes to the later of two parts.
    """
    if sum(shares) != ALL:
        raise ValueError("Shares come to 10,000 basis points.")
    return _between(amount, shares, ALL)


def evenly(amount: Decimal, count: int) -> list[Decimal]:
    """The same part for each of `count` works, to the micro, by the same boundaries."""
    return _between(amount, [1] * count, count)


def weighed(amount: Decimal, weights: Sequence[int]) -> list[Decimal]:
    """Parts in proportion to whole weights, of which one at least is above zero, by the same boundaries."""
    return _between(amount, weights, sum(weights))


def _between(amount: Decimal, parts: Sequence[int], whole: int) -> list[Decimal]:
    micros, boundaries, upto = int(amount / MICRO), [Decimal(0)], 0
    for part in parts:
        upto += part
        cut = abs(micros) * upto // whole
        boundaries.append(_EXACT.multiply(Decimal(cut if micros >= 0 else -cut), MICRO))
    return [_EXACT.subtract(end, start) for start, end in pairwise(boundaries)]


def payable(due: Decimal, digits: int) -> tuple[Decimal, Decimal]:
    """What of a sum goes out, in coins of so many decimals, and what is carried on. Nothing below zero goes out."""
    coin = Decimal(1).scaleb(-digits)
    paid = due.quantize(coin, ROUND_DOWN, _EXACT) if due > 0 else Decimal(0).quantize(coin)
    return paid, _EXACT.subtract(due, paid)
