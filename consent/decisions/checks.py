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
NO_LICENCE, MODEL_NEEDED = "no_licence", "model_needed"
NO_LIMITS = "[]"  # a standing's limits when nobody narrowed anything

# One prepared statement for one question or a thousand: asset ids, ISRCs, uses, territories and models, side by side,
# then the partner and the moment. `signed` are the teams whose signed yes to this partner covers the question; a team
# that wants to be asked counts only with its yes to a request, newer than its last no. What a licence leaves out stays
# out on every recording of a song, and where an artist turned out to be another.
QUERY = """
SELECT a.id, a.kind, s.answer, s.reasons, s.limits,
       s.teams && (SELECT coalesce(array_agg(team_id), '{}') FROM choices_pause WHERE resumed_at IS NULL),
       s.licensors <> '{}' AND s.licensors <@ c.signed, s.askers <@ c.answered, c.versions
  FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[]) WITH ORDINALITY
       AS q (asset, isrc, use, territory, model, place)
 CROSS JOIN (SELECT %s::bigint AS partner, %s::timestamptz AS at) who
  LEFT JOIN LATERAL (
       SELECT id, kind, artist_id FROM catalog_asset WHERE id = q.asset
       UNION ALL
       SELECT id, kind, artist_id FROM catalog_asset WHERE q.asset IS NULL AND isrc = q.isrc AND isrc <> '' LIMIT 1
  ) a ON true
  LEFT JOIN choices_standing s ON s.asset_id = a.id AND s.use = q.use
  LEFT JOIN LATERAL (
       SELECT coalesce(array_agg(v.team_id), '{}') AS signed,
              coalesce(array_agg(v.team_id) FILTER (
                  WHERE v.by_request AND (s.shut_at IS NULL OR v.signed_at > s.shut_at)), '{}') AS answered,
              array_agg(DISTINCT v.version_id) AS versions
         FROM licences_cover v
        WHERE s.answer > 0 AND v.partner_id = who.partner AND v.use = q.use
          AND v.team_id = ANY (s.licensors || s.askers)
          AND (v.asset_id = a.id OR (v.asset_id IS NULL AND (v.artist_id IS NULL OR v.artist_id = a.artist_id)))
          AND v.live AND v.starts_at <= who.at AND v.ends_at > who.at
          AND (v.territories = '{}' OR q.territory = ANY (v.territories))
          AND (v.model = '' OR v.model = q.model)
          AND NOT EXISTS (SELECT FROM licences_exclusion x
                           WHERE x.licence_id = v.licence_id AND (x.asset_id = a.id OR x.artist_id = a.artist_id))
          AND NOT EXISTS (SELECT FROM catalog_embodiment e
                            JOIN licences_exclusion x ON x.licence_id = v.licence_id AND x.asset_id = e.composition_id
                           WHERE e.recording_id = a.id)
          AND NOT EXISTS (SELECT FROM catalog_artist m
                            JOIN licences_exclusion x ON x.licence_id = v.licence_id AND x.artist_id = m.id
                           WHERE m.merged_into_id = a.artist_id)
  ) c ON true
 ORDER BY q.place
"""


class Question(NamedTuple):
    """May this use of this asset go ahead? The asset by our id or by ISRC; `territory` None means everywhere.

    `model` names the one model version that `train` is asked for, as the licence calls it: name, space, version.
    """

    use: str
    asset: UUID | None = None
    isrc: str | None = None
    territory: str | None = None
    model: str | None = None


class Verdict(NamedTuple):
    """`allow`, `ask` or `deny`, for which asset, as of when, and every reason.

    `versions` are the signed versions of licences that an `allow` rests on.
    """

    answer: str
    reasons: tuple[Reason, ...]
    asset: UUID | None
    at: datetime
    versions: tuple[int, ...] = ()


def check(questions: Sequence[Question], *, partner_team_id: int | None, at: datetime | None = None) -> list[Verdict]:
    """Answer each question, in order, for this partner: one query and one snapshot, whatever their number.

    What was committed before the verdicts' `at` is in them. `allow` takes a yes from everybody and, from every team
    that licenses, a licence in force for this very use; where somebody wants to be asked, that team's own yes.
    """
    now = at or timezone.now()
    if not questions:
        return []
    with prepared_cursor() as cursor:
        cursor.execute(
            QUERY,
            [
                *map(list, zip(*((q.asset, q.isrc, q.use, q.territory, q.model) for q in questions), strict=True)),
                partner_team_id,
                now,
            ],
        )
        rows = cursor.fetchall()
    return [_verdict(question, row, partner_team_id, now) for question, row in zip(questions, rows, strict=True)]


def _verdict(question: Question, row: tuple[Any, ...], partner: int | None, now: datetime) -> Verdict:
    asset, kind, answer, codes, limits, paused, licensed, answered, versions = row
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
        if answer > Answer.OFF and not set(codes) - {CHOICE_ASK}:
            return _open(question, asset, now, licensed=licensed, answered=answered, versions=versions)
    return Verdict("deny", _reasons(tuple(sorted(codes))), asset, now)


def _open(
    question: Question, asset: UUID, now: datetime, *, licensed: bool, answered: bool, versions: list[int] | None
) -> Verdict:
    """Nobody says no. Whether it may go ahead is for the licence to say, and for whoever wants to be asked."""
    if licensed and answered:
        return Verdict("allow", _reasons(("licensed",)), asset, now, tuple(versions or ()))
    missing = () if licensed else (MODEL_NEEDED if question.use == "train" and not question.model else NO_LICENCE,)
    asks = () if answered else (CHOICE_ASK,)
    return Verdict("ask", _reasons((*asks, *missing)), asset, now)


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
