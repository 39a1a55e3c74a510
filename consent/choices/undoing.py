"""Which presses may still be taken back, so that a page offers only what would work. The rule is `actions.undo`'s."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from artists.access import Actor, Permission, why_not
from consent.choices import entries
from consent.choices.actions import UNDO_HOURS

# One row for each press of the team's own within the window. A yes for a person that an undo would bring back counts
# as opening; whether its limits widen, `undo` itself decides.
_ASK = """
SELECT e.batch, min(e.at),
       bool_or(c.version IS DISTINCT FROM (e.data ->> 'version')::int),
       bool_or(EXISTS (SELECT 1 FROM journal_entry u WHERE u.undoes = e.id)),
       array_agg(DISTINCT e.data ->> 'use'),
       bool_or(a.kind IN ('voice', 'likeness')),
       bool_or(a.kind IN ('voice', 'likeness')
               AND array_position(ARRAY['off', 'ask', 'on'], coalesce(e.data #>> '{from,answer}', 'off'))
                   > array_position(ARRAY['off', 'ask', 'on'], coalesce(e.data #>> '{to,answer}', 'off')))
  FROM journal_entry e
  LEFT JOIN catalog_asset a ON a.id = e.subject_id::uuid
  LEFT JOIN choices_choice c ON c.asset_id = a.id AND c.team_id = e.team_id AND c.use = e.data ->> 'use'
 WHERE e.team_id = %(team)s AND e.type = ANY(%(types)s) AND e.at >= %(since)s
   AND (%(batches)s::uuid[] IS NULL OR e.batch = ANY(%(batches)s))
 GROUP BY e.batch
"""


@dataclass(frozen=True)
class Undo:
    """Whether a press may be taken back: until then, unless `reason` says why not."""

    until: datetime
    reason: str = ""

    @property
    def works(self) -> bool:
        """Whether pressing it would do something."""
        return not self.reason


def undos(batches: Collection[UUID] | None, *, actor: Actor, now: datetime) -> dict[UUID, Undo]:
    """For each of the team's own presses of the last 24 hours (all of them where `batches` is None): may it be undone?

    Presses that were undone already, or are older, or are another team's, are not in the answer.
    """
    window = timedelta(hours=UNDO_HOURS)
    asked: dict[str, Any] = {
        "team": actor.team_id,
        "types": list(entries.UNDOABLE),
        "since": now - window,
        "batches": None if batches is None else list(batches),
    }
    with connection.cursor() as cursor:
        cursor.execute(_ASK, asked)
        rows = cursor.fetchall()
    return {
        batch: Undo(at + window, _reason(actor, changed=changed, uses=uses, person=person, opens=opens))
        for batch, at, changed, undone, uses, person, opens in rows
        if not undone
    }


def _reason(actor: Actor, *, changed: bool, uses: list[str], person: bool, opens: bool) -> str:
    if sentence := why_not(actor, Permission.CHOOSE):
        return sentence
    if changed:
        return "Changed again since, so it cannot be undone."
    if actor.role is None and any(actor.mandate_for(use, voice=person) is None for use in uses):
        return "Your mandate does not cover this use."
    if opens and (sentence := why_not(actor, Permission.CHOOSE_VOICE)):
        return sentence
    return ""
