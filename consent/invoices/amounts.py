"""What an invoice comes to, and which payment pays which. Pure, Decimal alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from consent.earnings.coins import places
from consent.earnings.money import payable


@dataclass(frozen=True)
class Due:
    """What an invoice comes to. `total` is to pay, in whole coins and never below zero; `carried_out` opens the next.

    net - recouped + carried_in = total + carried_out.
    """

    total: Decimal
    carried_out: Decimal


def coin(currency: str) -> Decimal:
    """The smallest coin of a currency (ISO 4217): 0.01 for EUR, 1 for JPY, 0.001 for KWD."""
    return Decimal(1).scaleb(-places(currency))


def due_of(net: Decimal, recouped: Decimal, carried_in: Decimal, currency: str) -> Due:
    """Rounded down to the coin, once. What is below zero, and the part of a coin, is carried: nothing is lost."""
    return Due(*payable(net - recouped + carried_in, places(currency)))


@dataclass(frozen=True)
class Part:
    """So much of a payment is for an invoice."""

    payment: int
    invoice: int
    amount: Decimal


def allocate(
    credits: Iterable[tuple[int, Decimal]], open_ones: Sequence[tuple[int, Decimal]], named: int | None = None
) -> list[Part]:
    """Which payment pays which invoice, given what is left of each and what is open of each, oldest first.

    The invoice that was named comes first, then the others in order. Either no payment has anything left after it, or
    no invoice is open.
    """
    left = {pk: amount for pk, amount in open_ones if amount > 0}
    order = sorted(left, key=lambda pk: pk != named)  # stable: the rest stays in its order
    parts = []
    for payment, rest in credits:
        for invoice in order:
            take = min(rest, left[invoice])
            if take > 0:
                parts.append(Part(payment, invoice, take))
                left[invoice] -= take
                rest -= take
    return parts
