"""What answers do to splits on the table, one or a hundred thousand. `actions` is the way in.

Whoever comes here holds the rows of the splits (`locked`), taken in the order of their numbers: two who press at once
come one after the other, and the second sees what the first did.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from consent.splits.inforce import CONCERNED
from consent.splits.states import State

# Arrays, and no lists of parameters: PostgreSQL takes 65,535 of those, and a label has 100,000 tracks.
_LOCK = """
SELECT id FROM splits_split
 WHERE id = ANY (%s) AND state = 'proposed' AND (%s::bigint IS NULL OR proposed_for_id = %s)
 ORDER BY id FOR NO KEY UPDATE
"""
_OF_WORKS = """
WITH touched AS (SELECT unnest(%s::uuid[]) AS id)
SELECT s.id FROM splits_split s
 WHERE s.state = 'proposed'
   AND s.asset_id IN (SELECT id FROM touched
                      UNION
                      SELECT e.recording_id FROM catalog_embodiment e JOIN touched ON touched.id = e.composition_id)
"""
_DECIDE = "UPDATE splits_split SET state = %s, decided_at = %s WHERE id = ANY (%s) RETURNING id"
_INVITE = f"""
WITH asked AS (SELECT id AS split_id, asset_id AS work_id, side, effective_on FROM splits_split WHERE id = ANY (%s)),
     concerned AS ({CONCERNED.format(works="asked")})
INSERT INTO splits_answer (split_id, team_id, reason)
SELECT asked.split_id, concerned.team_id, '' FROM asked JOIN concerned USING (work_id, side)
    ON CONFLICT DO NOTHING
RETURNING split_id
"""
_SAY = """
UPDATE splits_answer SET agrees = %s, reason = %s, answered_at = %s, answered_by_id = %s
 WHERE split_id = ANY (%s) AND team_id = %s AND agrees IS NULL
RETURNING split_id
"""
# All have said yes: whoever has a part of it, and whoever it concerns today. One who was asked and left is not awaited.
_AGREE = f"""
WITH asked AS (SELECT id AS split_id, asset_id AS work_id, side, effective_on FROM splits_split
                WHERE id = ANY (%s) AND state = 'proposed'),
     concerned AS ({CONCERNED.format(works="asked")}),
     needed AS (SELECT asked.split_id, concerned.team_id FROM asked JOIN concerned USING (work_id, side)
                UNION SELECT sh.split_id, sh.team_id FROM splits_share sh JOIN asked USING (split_id))
UPDATE splits_split s SET state = 'agreed', decided_at = %s
  FROM asked
 WHERE s.id = asked.split_id
   AND NOT EXISTS (SELECT FROM needed n LEFT JOIN splits_answer a ON a.split_id = n.split_id AND a.team_id = n.team_id
                    WHERE n.split_id = s.id AND a.agrees IS NOT TRUE)
RETURNING s.id
"""
# Who says yes to how it divides has no quarrel left that is older than that yes.
_SETTLE = """
UPDATE splits_dispute d SET outcome = 'agreed', ended_at = %s, ended_by_id = %s
  FROM splits_split s JOIN splits_answer a ON a.split_id = s.id AND a.agrees
 WHERE s.id = ANY (%s) AND d.asset_id = s.asset_id AND d.side = s.side AND d.ended_at IS NULL
   AND d.raised_for_id = a.team_id AND d.raised_at <= a.answered_at
RETURNING d.id
"""


def locked(numbers: Sequence[int], *, proposed_for: int | None = None) -> list[int]:
    """Those of the splits that are on the table still, held until the transaction ends; perhaps of one team alone."""
    return _numbers(_LOCK, [list(numbers), proposed_for, proposed_for])


def on_the_table(works: Sequence[UUID]) -> list[int]:
    """The proposals for these works, and for the recordings that embody them."""
    return _numbers(_OF_WORKS, [list(works)])


def invite(splits: Sequence[int]) -> list[int]:
    """Ask those whose yes is needed since lately; the splits where somebody was added."""
    return _numbers(_INVITE, [list(splits)])


def say(
    splits: Sequence[int], team_id: int, *, agrees: bool, reason: str, person_id: int | None, at: datetime
) -> list[int]:
    """Write a team's answer to those it has not answered; which those were."""
    return _numbers(_SAY, [agrees, reason, at, person_id, list(splits), team_id])


def agree(splits: Sequence[int], *, at: datetime) -> list[int]:
    """Put those in force to which all have said yes; which those were."""
    return _numbers(_AGREE, [list(splits), at])


def settle(splits: Sequence[int], *, person_id: int | None, at: datetime) -> list[int]:
    """End disputes of teams that said yes to these agreed splits; which those were."""
    return _numbers(_SETTLE, [at, person_id, list(splits)])


def decide(splits: Sequence[int], state: State, *, at: datetime) -> None:
    """Refuse them or take them back."""
    _numbers(_DECIDE, [state.value, at, list(splits)])


def _numbers(sql: str, parameters: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return sorted({row[0] for row in cursor.fetchall()})
