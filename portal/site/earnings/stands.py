"""Where a line stands: reported, on a statement, paid; and whether a dispute holds a part of it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from artists.access import Actor
from consent.earnings import reading
from consent.earnings.models import Charge, Earning
from consent.payouts.selectors import paid_months
from consent.splits.models import Dispute


@dataclass(frozen=True)
class Stands:
    """What says it of every line of a team; read once, however many lines."""

    opens: date
    paid: dict[str, frozenset[date]]
    disputed: frozenset[tuple[UUID, str]]

    def of(self, earning: Earning) -> str:
        """In a word or two: `reported` in a month that takes lines, `to be paid` on a statement, `paid`."""
        return self.of_part(earning.charge, earning.month)

    def of_part(self, charge: Charge, month: date) -> str:
        """The same of what a charge came to in a month."""
        found = "reported"
        if month < self.opens:
            found = "paid" if month in self.paid.get(charge.currency, frozenset()) else "to be paid"
        return f"{found}, part held" if (charge.work_id, charge.side) in self.disputed else found


def stands(actor: Actor) -> Stands:
    """Three queries, and one for each currency."""
    known = reading.known(actor)
    against = Dispute.objects.filter(against_id=actor.team_id, ended_at=None).values_list("asset_id", "side")
    paid = {currency: paid_months(actor, currency) for currency in known.currencies}
    return Stands(known.opens, paid, frozenset(against))
