"""What advances had paid before: a partner that paid one in advance owes what is set against it no second time."""

from datetime import date
from decimal import Decimal

from django.db.models import Sum

from consent.earnings.models_statements import Recoupment


def recouped_in(month: date) -> dict[tuple[int, str], Decimal]:
    """What the statements of a closed month set against advances, for each partner and currency. One query.

    Below zero where a reversal undid it.
    """
    found = Recoupment.objects.filter(month=month).order_by().values_list("licence__partner", "currency")
    return {(partner, currency): amount for partner, currency, amount in found.annotate(Sum("amount")) if amount}
