"""What of a team's money waits, and why: held by a dispute, or not divided yet."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from artists.access import Actor, Permission
from consent.earnings.models import Hold, Statement
from consent.reports.credits import Named, named
from consent.splits.models import Dispute

_MOST = 1_000


@dataclass(frozen=True)
class Held:
    """What one dispute keeps back of a period: of closed months as they closed, of open ones as it would be today."""

    dispute_id: int
    asset_id: UUID
    named: Named
    basis_points: int
    until: date
    amount: Decimal
    of_months: Mapping[date, Decimal]

    @property
    def of_closed(self) -> Decimal:
        """What of it was held when months closed; `of_months` says which."""
        return sum(self.of_months.values(), Decimal(0))


@dataclass(frozen=True)
class Unsplit:
    """A work and side whose charges wait for a split: what they come to in all, for everybody who holds it."""

    asset_id: UUID
    named: Named
    side: str
    currency: str
    amount: Decimal
    lines: int


def held(actor: Actor, currency: str, first: date, last: date, *, opens: date) -> list[Held]:
    """What disputes keep back of these days, the most first. Five queries where there is a dispute, else one."""
    if not actor.has(Permission.SEE_MONEY):
        return []
    closed = _held_at_closing(actor, currency, first, last)
    found = Dispute.objects.filter(against_id=actor.team_id)
    disputes = {one.pk: one for one in found.filter(ended_at=None)}
    if missing := set(closed) - set(disputes):
        disputes |= found.in_bulk(missing)
    now = _held_today(actor.team_id, currency, first, last, opens) if disputes else {}
    called = named([one.asset_id for one in disputes.values()])
    rows = [
        Held(
            pk, one.asset_id, called[one.asset_id], one.basis_points, one.until,
            sum(closed.get(pk, {}).values(), now.get(pk, Decimal(0))), closed.get(pk, {}),
        )
        for pk, one in disputes.items()
    ]  # fmt: skip
    return sorted((row for row in rows if row.amount), key=lambda row: -row.amount)


def _held_at_closing(actor: Actor, currency: str, first: date, last: date) -> dict[int, dict[date, Decimal]]:
    months = first.replace(day=1), last.replace(day=1)
    holds = Hold.objects.filter(month__first__range=months, team_id=actor.team_id, currency=currency, release=None)
    found: dict[int, dict[date, Decimal]] = defaultdict(dict)
    for dispute, month, amount in holds.values_list("dispute", "month").annotate(Sum("amount")).order_by():
        found[dispute][month] = amount
    return found


# By the rule of a closing (`closing_sql.HELD`), over the same parts of a month; by the work's charges, of which there
# is an index: a team's totals of a year may be a million rows.
_TODAY = """
SELECT d.id, sum(div(p.amount * 1000000 * least(d.before + d.basis_points, p.basis_points), p.basis_points)
                 - div(p.amount * 1000000 * least(d.before, p.basis_points), p.basis_points)) * 0.000001
  FROM (SELECT o.*, coalesce(sum(o.basis_points) OVER (
                   PARTITION BY o.asset_id, o.side ORDER BY o.id
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::integer AS before
          FROM splits_dispute o WHERE o.against_id = %(team)s AND o.ended_at IS NULL) d
  JOIN (SELECT c.work_id, c.side, e.month, c.version_id, coalesce(x.kind, '') AS kind, e.split_id, e.basis_points,
               sum(e.amount) AS amount
          FROM (SELECT DISTINCT asset_id, side FROM splits_dispute
                 WHERE against_id = %(team)s AND ended_at IS NULL) o
          JOIN earnings_charge c ON c.work_id = o.asset_id AND c.side = o.side AND c.currency = %(currency)s
          JOIN earnings_earning e ON e.charge_id = c.id AND e.team_id = %(team)s
          LEFT JOIN earnings_pool x ON x.id = c.pool_id
         WHERE e.month >= %(opens)s AND greatest(c.used_on, e.month) BETWEEN %(first)s AND %(last)s
         GROUP BY 1, 2, 3, 4, 5, 6, 7) p
    ON p.work_id = d.asset_id AND p.side = d.side
 WHERE d.before < p.basis_points
 GROUP BY d.id
"""


def _held_today(team: int, currency: str, first: date, last: date, opens: date) -> dict[int, Decimal]:
    values: dict[str, Any] = {"team": team, "currency": currency, "first": first, "last": last, "opens": opens}
    with connection.cursor() as cursor:
        cursor.execute(_TODAY, values)
        return dict(cursor.fetchall())


# Whose works they are is looked up once for each that waits, never by reading all that a team holds: so the LIMIT.
_WAITING = """
WITH ours AS MATERIALIZED (
    SELECT w.work_id, w.side FROM (SELECT DISTINCT work_id, side FROM earnings_unsplit) w
     WHERE (SELECT true FROM catalog_holding h WHERE h.asset_id = w.work_id AND h.team_id = %(team)s LIMIT 1)
        OR (w.side = 'whole'
            AND (SELECT true FROM catalog_embodiment e JOIN catalog_holding h ON h.asset_id = e.composition_id
                  WHERE e.recording_id = w.work_id AND h.team_id = %(team)s LIMIT 1))
)
SELECT u.work_id, u.side, c.currency, sum(c.amount), count(*)
  FROM ours o
  JOIN earnings_unsplit u ON u.work_id = o.work_id AND u.side = o.side
  JOIN earnings_charge c ON c.id = u.charge_id
 GROUP BY 1, 2, 3 ORDER BY sum(c.amount) DESC, u.work_id
 LIMIT %(most)s
"""


def unsplit(actor: Actor) -> list[Unsplit]:
    """What waits because its holders have agreed on no split, the most first: a thousand works. Three queries."""
    if not actor.has(Permission.SEE_MONEY) or not actor.team_kind.holds_rights:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"team": actor.team_id, "most": _MOST})
        rows = cursor.fetchall()
    called = named([work for work, *_ in rows])
    return [Unsplit(work, called[work], *rest) for work, *rest in rows]


def statements(actor: Actor, currency: str, first: date, last: date) -> list[Statement]:
    """The statements of the months that these days are in, the newest first. One query."""
    months = first.replace(day=1), last.replace(day=1)
    found = Statement.objects.visible_to(actor).filter(month__first__range=months, currency=currency)
    return list(found.order_by("-month_id"))
