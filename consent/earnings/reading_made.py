"""What one thing that was made brought the people whose music it is."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from consent.earnings.models import Charge


@dataclass(frozen=True)
class Brought:
    """A sum that a partner owes the holders for it, in its currency; reversed lines take away."""

    amount: Decimal
    currency: str


def brought_by(lines: Collection[UUID]) -> tuple[Brought, ...]:
    """What these lines came to, by currency; none before they were worked out, or where they are free. One query."""
    if not lines:
        return ()
    sums = Charge.objects.filter(line__in=lines).values_list("currency").annotate(total=Sum("amount")).order_by()
    return tuple(Brought(total, currency) for currency, total in sums if total)
