"""How a team's part of a pool comes about: over how many works it divided, and what the team has of each and why."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from artists.access import Actor
from artists.catalog.models import Asset
from consent.earnings.models import Charge, Pool

PAGE = 50


@dataclass(frozen=True)
class Division:
    """Of the whole pool: how many works it divided over, and how much all their weights come to."""

    works: int
    weight: Decimal


@dataclass(frozen=True)
class Step:
    """A line of the sum: so many works at the same side with the same part of their split."""

    side: str
    basis_points: int
    works: int
    charged: Decimal
    amount: Decimal


@dataclass(frozen=True)
class OfWork:
    """What one work has of the pool, and what of it is the team's; `basis_points` is None while it waits."""

    asset: Asset
    side: str
    weight: Decimal
    charged: Decimal
    basis_points: int | None
    amount: Decimal


@dataclass(frozen=True)
class MyPart:
    """The whole calculation. `waiting` is what works of the team come to whose split is not agreed."""

    steps: tuple[Step, ...]
    amount: Decimal
    waiting: Decimal
    waiting_works: int


_WHOLE = """
SELECT count(*), coalesce(sum(units), 0) FROM (
    SELECT asset_id, max(units) AS units FROM earnings_charge WHERE pool_id = %(pool)s GROUP BY asset_id) one
"""

# By the latest division of each charge: what was taken back before it is no part of the sum.
_STEPS = """
SELECT c.side, e.basis_points, count(DISTINCT c.asset_id), sum(c.amount), sum(e.amount)
  FROM earnings_charge c JOIN earnings_earning e ON e.charge_id = c.id AND e.team_id = %(team)s
 WHERE c.pool_id = %(pool)s
   AND e.turn = (SELECT max(x.turn) FROM earnings_earning x WHERE x.charge_id = c.id)
 GROUP BY 1, 2 ORDER BY 5 DESC
"""

_HELD = """
SELECT c.id FROM earnings_charge c JOIN earnings_unsplit u ON u.charge_id = c.id
 WHERE c.pool_id = %(pool)s AND (
       EXISTS (SELECT FROM catalog_holding h WHERE h.asset_id = c.work_id AND h.team_id = %(team)s AND CASE c.side
               WHEN 'self' THEN h."right" = 'self' WHEN 'song' THEN h."right" = 'publishing'
               ELSE h."right" IN ('performer', 'master') END)
    OR c.side = 'whole' AND EXISTS (
               SELECT FROM catalog_embodiment m JOIN catalog_holding h ON h.asset_id = m.composition_id
                WHERE m.recording_id = c.work_id AND h.team_id = %(team)s AND h."right" = 'publishing'))
"""
_WAITING = f"""
SELECT coalesce(sum(amount), 0), count(DISTINCT asset_id) FROM earnings_charge WHERE id IN ({_HELD})
"""  # noqa: S608  (a constant of this file)

_LISTED = f"""
SELECT c.id, e.basis_points, coalesce(e.amount, 0)
  FROM earnings_charge c
  LEFT JOIN earnings_earning e ON e.charge_id = c.id AND e.team_id = %(team)s
   AND e.turn = (SELECT max(x.turn) FROM earnings_earning x WHERE x.charge_id = c.id)
 WHERE c.pool_id = %(pool)s AND (e.charge_id IS NOT NULL OR c.id IN ({_HELD}))
 ORDER BY c.asset_id, c.work_id LIMIT %(limit)s OFFSET %(skip)s
"""  # noqa: S608  (a constant of this file)


def division(pool: Pool) -> Division:
    """Over what a pool divided."""
    with connection.cursor() as cursor:
        cursor.execute(_WHOLE, {"pool": pool.pk})
        works, weight = cursor.fetchone()
    return Division(works, weight)


def my_part(pool: Pool, actor: Actor) -> MyPart | None:
    """The team's calculation; None for who has no part: a partner, the operator."""
    if not actor.team_kind.holds_rights:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_STEPS, {"pool": pool.pk, "team": actor.team_id})
        steps = tuple(Step(*row) for row in cursor.fetchall())
        cursor.execute(_WAITING, {"pool": pool.pk, "team": actor.team_id})
        waiting, works = cursor.fetchone()
    return MyPart(steps, sum((one.amount for one in steps), Decimal(0)), waiting, works)


def my_works(pool: Pool, actor: Actor, *, page: int = 1) -> tuple[list[OfWork], bool]:
    """A page of the works that give the team its part, and whether there is another. Two queries."""
    if not actor.team_kind.holds_rights:
        return [], False
    given = {"pool": pool.pk, "team": actor.team_id, "limit": PAGE + 1, "skip": (page - 1) * PAGE}
    with connection.cursor() as cursor:
        cursor.execute(_LISTED, given)
        rows = cursor.fetchall()
    charges = Charge.objects.select_related("asset__artist").in_bulk([row[0] for row in rows])
    found = [
        OfWork(one.asset, one.side, one.units, one.amount, points, amount)
        for key, points, amount in rows
        if (one := charges[key])
    ]
    return found[:PAGE], len(found) > PAGE
