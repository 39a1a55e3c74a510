"""What closing the next month would come to, and what an operator should know before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from artists.access import Actor, Denied, Permission, TeamKind, require
from consent.earnings import closing, ledger
from consent.earnings import closing_sql as sql
from consent.earnings.models import Unsplit
from consent.reports.models import Due
from consent.reports.states import State
from consent.splits.models import Dispute


@dataclass(frozen=True)
class Sum:
    """All statements in one currency together."""

    currency: str
    statements: int
    earned: Decimal
    held: Decimal
    recouped: Decimal
    payable: Decimal
    carried_out: Decimal


@dataclass(frozen=True)
class Preview:
    """The month that comes next, `running` while it is not over.

    `late` reports of its days are still to come, `unsplit` charges wait for a split and would be in no statement,
    `disputes` are open.
    """

    month: date
    running: bool
    sums: Sequence[Sum]
    late: int
    unsplit: int
    disputes: int


_SUMS = f"""{sql.DRAFT}
SELECT currency, count(*), sum(earned), sum(held), sum(recouped), sum(payable), sum(carried_out)
  FROM stated GROUP BY currency ORDER BY currency
"""  # noqa: S608  (a constant of `closing_sql`)


def preview(actor: Actor, *, now: datetime | None = None) -> Preview | None:
    """What comes next; None where nothing has been earned since the last closing. Raises `Denied`."""
    require(actor, Permission.SEE_MONEY)
    if actor.team_kind is not TeamKind.OPERATOR:
        raise Denied("not_operator", "Only those who run the portal see what all teams earn.")
    moment = now or timezone.now()
    month = closing.left_open(before=ledger.month_after(ledger.month_of(moment.date())))
    if month is None or closing.waiting():
        return None
    end = ledger.month_after(month)
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, closing.parameters(month, at=moment, now=moment))
        sums = [Sum(*row) for row in cursor.fetchall()]
    late = Due.objects.filter(first__lt=end).exclude(state=State.FILED).filter(ends_at__lte=moment)
    unsplit = Unsplit.objects.filter(charge__month__lte=month)
    disputes = Dispute.objects.filter(ended_at__isnull=True)
    return Preview(month, moment.date() < end, sums, late.count(), unsplit.count(), disputes.count())
