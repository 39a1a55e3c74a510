"""What of a team's earnings pays back an advance it has had: reported like all else, and in no payout of its own."""

from datetime import date
from decimal import Decimal

from django.db.models import Sum

from artists.access import Actor, Permission
from consent.earnings import statements
from consent.earnings.models import Recoupment, VersionTotal
from consent.earnings.states import Kind, MonthState


def recouped(actor: Actor, currency: str, months: tuple[date, date]) -> dict[date, Decimal]:
    """By month, from the first to the last of these: of closed ones as they closed, of the one that closes next as it
    would be today. Nothing is worked out for a team that never had an advance: one query, else four at most."""
    mine = VersionTotal.objects.filter(team_id=actor.team_id, kind=Kind.ADVANCE, currency=currency)
    if not actor.has(Permission.SEE_MONEY) or not mine.exists():
        return {}
    kept = Recoupment.objects.filter(team_id=actor.team_id, currency=currency, month__first__range=months)
    closed = kept.filter(month__state=MonthState.CLOSED).values_list("month_id").annotate(Sum("amount")).order_by()
    found = dict(closed)
    for month in statements.open_months(actor)[-1:]:
        if months[0] <= month <= months[1]:
            found[month] = sum((one.amount for one in statements.recouping(actor, month, currency)), Decimal(0))
    return {month: amount for month, amount in found.items() if amount}
