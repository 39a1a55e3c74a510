"""Putting splits on the table, one or a hundred thousand, in a handful of statements. `actions` is the way in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from artists.access import Actor
from consent.splits import division
from consent.splits.inforce import CONCERNED, TO_SET_RIGHT
from consent.splits.states import Side

_INSERT = """
INSERT INTO splits_split (asset_id, side, number, effective_on, state, reason, division, proposed_for_id, proposed_at,
                          proposed_by_id)
SELECT w.id, %(side)s, 1 + coalesce((SELECT max(s.number) FROM splits_split s
                                      WHERE s.asset_id = w.id AND s.side = %(side)s), 0),
       %(effective_on)s, 'proposed', %(reason)s, %(division)s, %(team)s, %(at)s, %(person)s
  FROM unnest(%(assets)s::uuid[]) AS w (id)
 ORDER BY w.id
    ON CONFLICT DO NOTHING
RETURNING id
"""
_SHARES = """
INSERT INTO splits_share (split_id, team_id, before, basis_points)
SELECT s.id, p.team, p.before, p.bp
  FROM unnest(%s::bigint[]) AS s (id), unnest(%s::bigint[], %s::int[], %s::int[]) AS p (team, before, bp)
"""
_ANSWERS = """
INSERT INTO splits_answer (split_id, team_id, agrees, reason, answered_at, answered_by_id)
SELECT s.id, p.team, CASE WHEN p.team = %s THEN true END, '', CASE WHEN p.team = %s THEN %s END,
       CASE WHEN p.team = %s THEN %s END
  FROM unnest(%s::bigint[]) AS s (id), unnest(%s::bigint[]) AS p (team)
"""
_SET_RIGHT = TO_SET_RIGHT.format(work="asked.work_id", side="asked.side", day="asked.effective_on", team="%(team)s")
# Which of these works are held as the division says: by the teams it names, all of them and nobody else.
_FITTING = f"""
WITH asked AS (SELECT u.work_id, %(side)s::text AS side, %(effective_on)s::date AS effective_on
                 FROM unnest(%(assets)s::uuid[]) AS u (work_id)),
     concerned AS ({CONCERNED.format(works="asked")}),
     sets AS (SELECT work_id, array_agg(team_id::bigint ORDER BY team_id) AS teams FROM concerned GROUP BY work_id)
SELECT asked.work_id,
       coalesce(sets.teams = %(teams)s::bigint[], false),
       coalesce(%(team)s::bigint = ANY (sets.teams), false),
       coalesce(cardinality(sets.teams), 0) = 1 AND NOT {_SET_RIGHT},
       EXISTS (SELECT FROM splits_split s
                WHERE s.asset_id = asked.work_id AND s.side = asked.side AND s.state = 'proposed')
  FROM asked LEFT JOIN sets USING (work_id)
"""


@dataclass(frozen=True)
class Wanted:
    """A division for works of one side, from a day on. `shares` names every team whose yes it needs, also with 0."""

    side: Side
    shares: Mapping[int, int]
    effective_on: date
    reason: str = ""


@dataclass
class Sorted:
    """The works of a press by what can be done with them."""

    fitting: list[UUID] = field(default_factory=list)
    waiting: list[UUID] = field(default_factory=list)  # one is on the table already
    alone: list[UUID] = field(default_factory=list)  # the team holds it alone: there is nothing to agree on
    others: list[UUID] = field(default_factory=list)  # held by other teams than the division names
    strange: list[UUID] = field(default_factory=list)  # the team has no right in that side


def sort_out(works: Sequence[UUID], wanted: Wanted, *, team_id: int) -> Sorted:
    """What a proposal of this division meets at each work, in one query."""
    parameters = {
        "side": wanted.side.value, "effective_on": wanted.effective_on, "assets": list(works),
        "teams": sorted(wanted.shares), "team": team_id,
    }  # fmt: skip
    found = Sorted()
    with connection.cursor() as cursor:
        cursor.execute(_FITTING, parameters)
        for work, fits, mine, alone, on_the_table in cursor.fetchall():
            where = (
                found.strange if not mine
                else found.alone if alone
                else found.waiting if on_the_table
                else found.fitting if fits
                else found.others
            )  # fmt: skip
            where.append(work)
    return found


def put(works: Sequence[UUID], wanted: Wanted, *, actor: Actor, at: datetime) -> list[int]:
    """Write the proposals with their parts and the proposer's yes; return their numbers, fewer where one was faster."""
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            {
                "side": wanted.side.value, "effective_on": wanted.effective_on, "reason": wanted.reason,
                "division": division.text_of(wanted.shares), "team": actor.team_id, "at": at,
                "person": actor.person_id, "assets": list(works),
            },
        )  # fmt: skip
        made = [row[0] for row in cursor.fetchall()]
        parts = division.parts_of(wanted.shares)
        cursor.execute(_SHARES, [made, *(list(column) for column in zip(*parts, strict=True))])
        team, person = actor.team_id, actor.person_id
        cursor.execute(_ANSWERS, [team, team, at, team, person, made, list(wanted.shares)])
    return made


def works_of(splits: Sequence[int]) -> list[UUID]:
    """What these splits are of."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT asset_id FROM splits_split WHERE id = ANY (%s)", [list(splits)])
        return [row[0] for row in cursor.fetchall()]
