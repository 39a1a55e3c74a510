"""May this use go ahead? The answer, from the standing as it is this moment, with every reason."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from consent.choices.answers import CHOICE_ASK, NOT_ANSWERED, PAUSED, Answer, Asked, Limits, outside
from consent.decisions.reasons import Reason, reason
from consent.uses import USES, Need, Use

VERDICTS = {Answer.ON: "allow", Answer.ASK: "ask", Answer.OFF: "deny"}

# One prepared statement for one question or a thousand. $1 asset ids, $2 ISRCs, $3 uses, side by side.
QUERY = """
SELECT a.id, a.kind, s.answer, s.reasons, s.limits,
       s.teams && (SELECT coalesce(array_agg(team_id), '{}') FROM choices_pause WHERE resumed_at IS NULL)
  FROM unnest(%s::uuid[], %s::text[], %s::text[]) WITH ORDINALITY AS q (asset, isrc, use, place)
  LEFT JOIN LATERAL (
       SELECT id, kind FROM catalog_asset WHERE id = q.asset
       UNION ALL
       SELECT id, kind FROM catalog_asset WHERE q.asset IS NULL AND isrc = q.isrc AND isrc <> '' LIMIT 1
  ) a ON true
  LEFT JOIN choices_standing s ON s.asset_id = a.id AND s.use = q.use
 ORDER BY q.place
"""


@dataclass(frozen=True)
class Question:
    """May this use of this asset go ahead? The asset by our id or by ISRC; `territory` None means everywhere."""

    use: str
    asset: UUID | None = None
    isrc: str | None = None
    territory: str | None = None


@dataclass(frozen=True)
class Verdict:
    """`allow`, `ask` or `deny`, for which asset, as of when, and every reason."""

    answer: str
    reasons: tuple[Reason, ...]
    asset: UUID | None
    at: datetime


def check(questions: Sequence[Question], *, partner_team_id: int | None, at: datetime | None = None) -> list[Verdict]:
    """Answer each question, in order, for this partner: one query, whatever their number."""
    now = at or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            QUERY,
            [[q.asset for q in questions], [q.isrc for q in questions], [q.use for q in questions]],
        )
        rows = cursor.fetchall()
    return [
        _verdict(question, row, Asked(partner_team_id, question.territory, now))
        for question, row in zip(questions, rows, strict=True)
    ]


def _verdict(question: Question, row: tuple[Any, ...], asked: Asked) -> Verdict:
    asset, kind, answer, codes, limits, paused = row
    use = USES.get(question.use)
    if use is None:
        return _deny(["unknown_use"], asset, asked)
    if asset is None:
        return _deny(["unknown_asset"], None, asked)
    if kind not in use.subjects:
        return _deny([_misfit(kind, use)], asset, asked)
    if answer is None:
        return _deny([NOT_ANSWERED], asset, asked)
    found = set(codes)
    if paused:
        found.add(PAUSED)
    # Django's connection hands JSON over as text.
    for one in json.loads(limits):
        found.update(outside(_limits(one), asked))
    if found - {CHOICE_ASK}:
        return _deny(sorted(found), asset, asked)
    final = Answer(answer)
    return Verdict(VERDICTS[final], (reason("all_on" if final is Answer.ON else CHOICE_ASK),), asset, asked.at)


def _deny(codes: Sequence[str], asset: UUID | None, asked: Asked) -> Verdict:
    return Verdict("deny", tuple(reason(code) for code in codes), asset, asked.at)


def _misfit(kind: str, use: Use) -> str:
    return "recording_needed" if use.subject is Need.RECORDING and kind in use.needs else "use_not_for_asset"


def _limits(data: dict[str, Any]) -> Limits:
    until = datetime.fromtimestamp(float(data["until"]), UTC) if data["until"] is not None else None
    return Limits(tuple(data["partners"]), tuple(data["territories"]), until)
