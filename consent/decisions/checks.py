"""May this use go ahead? The answer, from the standing as it is this moment, with every reason."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from consent.choices.answers import CHOICE_ASK, NOT_ANSWERED, PAUSED, Answer, Asked, Limits, outside
from consent.decisions.prepared import prepared_cursor
from consent.decisions.reasons import Reason, reason
from consent.uses import USES, Need, Use

_SUBJECTS = {use.code: use.subjects for use in USES.values()}
NO_LIMITS = "[]"  # a standing's limits when nobody narrowed anything

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


class Question(NamedTuple):
    """May this use of this asset go ahead? The asset by our id or by ISRC; `territory` None means everywhere."""

    use: str
    asset: UUID | None = None
    isrc: str | None = None
    territory: str | None = None


class Verdict(NamedTuple):
    """`allow`, `ask` or `deny`, for which asset, as of when, and every reason."""

    answer: str
    reasons: tuple[Reason, ...]
    asset: UUID | None
    at: datetime


def check(questions: Sequence[Question], *, partner_team_id: int | None, at: datetime | None = None) -> list[Verdict]:
    """Answer each question, in order, for this partner: one query and one snapshot, whatever their number.

    What was committed before the verdicts' `at` is in them.
    """
    now = at or timezone.now()
    with prepared_cursor() as cursor:
        cursor.execute(
            QUERY,
            [[q.asset for q in questions], [q.isrc for q in questions], [q.use for q in questions]],
        )
        rows = cursor.fetchall()
    return [_verdict(question, row, partner_team_id, now) for question, row in zip(questions, rows, strict=True)]


def _verdict(question: Question, row: tuple[Any, ...], partner: int | None, now: datetime) -> Verdict:
    asset, kind, answer, codes, limits, paused = row
    subjects = _SUBJECTS.get(question.use)
    if subjects is None:
        codes = ["unknown_use"]
    elif asset is None:
        codes = ["unknown_asset"]
    elif kind not in subjects:
        codes = [_misfit(kind, USES[question.use])]
    elif answer is None:
        codes = [NOT_ANSWERED]
    else:
        if paused or limits != NO_LIMITS:
            codes = {*codes, *_narrowed(question, limits, paused, partner, now)}
        if answer == Answer.ON and not codes:
            return Verdict("allow", _reasons(("all_on",)), asset, now)
        if answer == Answer.ASK and set(codes) == {CHOICE_ASK}:
            return Verdict("ask", _reasons((CHOICE_ASK,)), asset, now)
    return Verdict("deny", _reasons(tuple(sorted(codes))), asset, now)


def _narrowed(question: Question, limits: str, paused: bool, partner: int | None, now: datetime) -> Iterator[str]:
    """What keeps this partner, here and now, from a yes that others may have."""
    asked = Asked(partner, question.territory, now)
    if paused:
        yield PAUSED
    # Django's connection hands JSON over as text.
    for one in json.loads(limits):
        yield from outside(_limits(one), asked)


@cache
def _reasons(codes: tuple[str, ...]) -> tuple[Reason, ...]:
    return tuple(reason(code) for code in codes)


def _misfit(kind: str, use: Use) -> str:
    return "recording_needed" if use.subject is Need.RECORDING and kind in use.needs else "use_not_for_asset"


def _limits(data: dict[str, Any]) -> Limits:
    until = datetime.fromtimestamp(float(data["until"]), UTC) if data["until"] is not None else None
    return Limits(tuple(data["partners"]), tuple(data["territories"]), until)
