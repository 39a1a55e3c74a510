"""What must be so after each stage of a closing. Nothing goes on, and no month is closed, while it is not."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from django.db import connection

from consent.earnings.states import Stage


class DoesNotAddUp(Exception):
    """A closing that stops: what it wrote is not what it should be. It says the first thing that is wrong."""


# Each finds rows only where something is wrong.
_HOLDS = """
SELECT 'A hold is more than what it holds of', h.id::text FROM earnings_hold h
 WHERE h.month_id = %(month)s
   AND (abs(h.amount) > abs(h.earned) OR h.points < 1 OR h.before + h.points > h.basis_points)
 UNION ALL
SELECT 'Holds of one part come to more than the part', min(h.id)::text FROM earnings_hold h
 WHERE h.month_id = %(month)s
 GROUP BY h.team_id, h.currency, h.version_id, h.kind, h.work_id, h.side, h.split_id, h.basis_points
HAVING abs(sum(h.amount)) > abs(min(h.earned)) OR min(h.earned) <> max(h.earned)
 UNION ALL
SELECT 'A release is not what was held', r.hold_id::text
  FROM earnings_release r JOIN earnings_hold h ON h.id = r.hold_id
 WHERE r.month_id = %(month)s AND (r.amount <> h.amount OR h.month_id >= r.month_id)
"""
_RECOUPMENTS = """
SELECT 'More is recouped than was advanced', c.id::text FROM earnings_recoupment c
 WHERE c.month_id = %(month)s
   AND (c.before + c.amount < 0 OR c.before + c.amount > greatest(c.advanced, 0))
"""
_STATEMENTS = """
SELECT 'What was earned, held, released and recouped is not what the statements say', x.currency
  FROM (SELECT currency, 'earned' AS what, sum(amount) AS amount
          FROM earnings_versiontotal WHERE month = %(month)s GROUP BY 1
         UNION ALL
        SELECT currency, 'held', sum(amount) FROM earnings_hold WHERE month_id = %(month)s GROUP BY 1
         UNION ALL
        SELECT h.currency, 'released', sum(r.amount) FROM earnings_release r JOIN earnings_hold h ON h.id = r.hold_id
         WHERE r.month_id = %(month)s GROUP BY 1
         UNION ALL
        SELECT currency, 'recouped', sum(amount) FROM earnings_recoupment WHERE month_id = %(month)s GROUP BY 1
         UNION ALL
        SELECT s.currency, w.what, -w.amount
          FROM (SELECT currency, sum(earned) AS earned, sum(held) AS held, sum(released) AS released,
                       sum(recouped) AS recouped
                  FROM earnings_statement WHERE month_id = %(month)s GROUP BY 1) s
         CROSS JOIN LATERAL (VALUES ('earned', s.earned), ('held', s.held), ('released', s.released),
                                    ('recouped', s.recouped)) w (what, amount)) x
 GROUP BY x.currency, x.what HAVING sum(x.amount) <> 0
"""
_CARRIED = """
SELECT 'Statements do not carry in what was carried out', s.id::text
  FROM earnings_statement s
  LEFT JOIN LATERAL (
       SELECT l.carried_out FROM earnings_statement l
        WHERE l.team_id = s.team_id AND l.currency = s.currency AND l.month_id < s.month_id
        ORDER BY l.month_id DESC LIMIT 1) b ON true
 WHERE s.month_id = %(month)s AND s.carried_in <> coalesce(b.carried_out, 0)
"""
# The statements are summed by versions of licences; work by work it must be the same, for every team.
_BY_WORKS = """
SELECT 'A statement is not what its works come to', coalesce(s.id::text, t.team_id::text || t.currency)
  FROM (SELECT team_id, currency, sum(amount) AS amount, sum(lines) AS lines
          FROM earnings_monthtotal WHERE month = %(month)s GROUP BY 1, 2) t
  FULL JOIN (SELECT * FROM earnings_statement WHERE month_id = %(month)s) s USING (team_id, currency)
 WHERE coalesce(t.amount, 0) IS DISTINCT FROM s.earned OR coalesce(t.lines, 0) IS DISTINCT FROM s.lines
"""
_SIGNED = """
SELECT 'A statement is not signed', s.id::text FROM earnings_statement s
 WHERE s.month_id = %(month)s AND s.signature = ''
 UNION ALL
SELECT 'A team has earnings and no statement', t.id::text FROM teams_team t
 WHERE EXISTS (SELECT FROM earnings_earning e WHERE e.team_id = t.id AND e.month = %(month)s)
   AND NOT EXISTS (SELECT FROM earnings_statement s WHERE s.team_id = t.id AND s.month_id = %(month)s)
"""
_CHECKS: Mapping[Stage, tuple[str, ...]] = MappingProxyType(
    {
        Stage.HELD: (_HOLDS,),
        Stage.RECOUPED: (_RECOUPMENTS,),
        Stage.STATED: (_STATEMENTS, _CARRIED),
        Stage.SIGNED: (_BY_WORKS, _SIGNED),
    }
)


def check(month: date, stage: Stage) -> None:
    """Raise `DoesNotAddUp` unless all is as it must be once the stage is reached."""
    with connection.cursor() as cursor:
        for query in _CHECKS.get(stage, ()):
            cursor.execute(query.replace("%(month)s", "%(month)s::date") + " LIMIT 1", {"month": month})
            if wrong := cursor.fetchone():
                raise DoesNotAddUp(f"{month:%Y-%m}, {stage}: {wrong[0]} ({wrong[1]}).")
