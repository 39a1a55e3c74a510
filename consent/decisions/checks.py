"""May this use go ahead? The answer, from the standing as it is this moment, with every reason."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from consent.choices.answers import CHOICE_ASK, NOT_ANSWERED, PAUSED, Answer, Asked, Limits, outside
from consent.decisions.prepared import prepared_cursor
from consent.decisions.reasons import Reason, reason
from consent.uses import USES, Need, Use

KEPT_FOR = timedelta(seconds=60)
"""The longest an answer may be kept, and so the longest that one who keeps it can outlive a withdrawal."""

_SUBJECTS = {use.code: use.subjects for use in USES.values()}
# Which asset of an artist a use is asked of: the likeness where the use needs one, and the voice otherwise.
_OF_ARTIST = {use.code: Need.LIKENESS if Need.LIKENESS in use.needs else Need.VOICE for use in USES.values()}
NO_LICENCE, MODEL_NEEDED, UNKNOWN_EXPERIENCE = "no_licence", "model_needed", "unknown_experience"
EXPERIENCE_CLOSED, NOT_IN_EXPERIENCE = "experience_closed", "not_in_experience"
FULL = frozenset({"experience_full", "experience_full_today"})
"""Reasons that stop what is new, and call nothing back."""
NO_LIMITS = "[]"  # a standing's limits when nobody narrowed anything

# One prepared statement for one question or a thousand: what names the asset, uses, territories, models and moments,
# side by side, then the partner and the moment of asking. `signed` are the teams whose signed yes to this partner
# covers the question; a team that wants to be asked counts only with its yes to a request, newer than its last no. What
# a licence leaves out stays out on every recording of a song, and where an artist turned out to be another. Last comes
# the partner's own request that waits for an answer, where something is missing. A licence for an experience covers
# what is asked within it and nothing else; `closed` says why an experience that is named is not open for this now.
# `ASKER` is the part that says who asks, for whoever finds that out in the same statement.
ASKER = "SELECT %s::bigint AS partner, %s::timestamptz AS at"
QUERY = """
SELECT a.id, a.kind, s.answer, s.reasons, s.limits,
       s.teams && (SELECT coalesce(array_agg(team_id), '{}') FROM choices_pause WHERE resumed_at IS NULL),
       d.licensed, d.answered, e.closed, c.versions, c.ends_at,
       a.title, CASE WHEN s.answer > 0 THEN (SELECT name FROM catalog_artist WHERE id = a.artist_id) END,
       CASE WHEN s.answer > 0 AND NOT (d.licensed AND d.answered) THEN (
            SELECT max(r.id) FROM requests_requestedasset w JOIN requests_request r ON r.id = w.request_id
             WHERE w.asset_id = a.id AND r.partner_id = who.partner AND r.kind = 'use' AND r.state = 'open'
               AND r.deadline_at > who.at AND q.use = ANY (r.uses)) END
  FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::uuid[], %s::text[],
              %s::timestamptz[], %s::uuid[]) WITH ORDINALITY
       AS q (asset, isrc, use, territory, model, iswc, artist, personal, at, experience, place)
 CROSS JOIN (SELECT %s::bigint AS partner, %s::timestamptz AS at) who
  LEFT JOIN LATERAL (
       SELECT id, kind, artist_id, title FROM catalog_asset WHERE id = q.asset
       UNION ALL
       SELECT id, kind, artist_id, title FROM catalog_asset WHERE q.asset IS NULL AND isrc = q.isrc AND isrc <> ''
       UNION ALL
       SELECT id, kind, artist_id, title FROM catalog_asset WHERE q.asset IS NULL AND iswc = q.iswc AND iswc <> ''
       UNION ALL
       SELECT id, kind, artist_id, title FROM catalog_asset
        WHERE q.asset IS NULL AND kind = q.personal
          AND artist_id = (SELECT coalesce(merged_into_id, id) FROM catalog_artist WHERE id = q.artist)
        LIMIT 1
  ) a ON true
  LEFT JOIN choices_standing s ON s.asset_id = a.id AND s.use = q.use
  LEFT JOIN LATERAL (
       SELECT x.licence_id, CASE
              WHEN x.id IS NULL THEN 'unknown_experience'
              WHEN x.state <> 'live' OR coalesce(q.at, who.at) NOT BETWEEN x.starts_at AND x.ends_at
                   THEN 'experience_closed'
              WHEN q.use <> ALL (x.uses) OR NOT EXISTS (
                   SELECT FROM experiences_ingredient i WHERE i.experience_id = x.id AND i.asset_id = a.id)
                   THEN 'not_in_experience'
              WHEN x.outputs_in_all <= (SELECT coalesce(sum(p.quantity), 0) FROM decisions_permit p
                   WHERE p.experience = x.id
                     AND (p.redeemed_at IS NOT NULL OR NOT p.single_use OR p.expires_at > who.at))
                   THEN 'experience_full'
              WHEN x.outputs_a_day <= (SELECT coalesce(sum(p.quantity), 0) FROM decisions_permit p
                   WHERE p.experience = x.id AND p.issued_at >= date_trunc('day', who.at, 'UTC')
                     AND (p.redeemed_at IS NOT NULL OR NOT p.single_use OR p.expires_at > who.at))
                   THEN 'experience_full_today' END AS closed
         FROM (SELECT) one
         LEFT JOIN experiences_experience x
           ON x.id = q.experience AND x.partner_id = who.partner AND x.state NOT IN ('draft', 'in_review')
  ) e ON q.experience IS NOT NULL
  LEFT JOIN LATERAL (
       SELECT coalesce(array_agg(v.team_id), '{}') AS signed,
              coalesce(array_agg(v.team_id) FILTER (
                  WHERE v.by_request AND (s.shut_at IS NULL OR v.signed_at > s.shut_at)), '{}') AS answered,
              array_agg(DISTINCT v.version_id) AS versions, min(v.ends_at) AS ends_at
         FROM licences_cover v
        WHERE s.answer > 0 AND v.partner_id = who.partner AND v.use = q.use
          AND v.team_id = ANY (s.licensors || s.askers)
          AND (v.asset_id = a.id OR (v.asset_id IS NULL AND (v.artist_id IS NULL OR v.artist_id = a.artist_id)))
          AND CASE WHEN q.experience IS NULL THEN NOT v.for_experience ELSE v.licence_id = e.licence_id END
          AND v.live AND v.starts_at <= coalesce(q.at, who.at) AND v.ends_at > coalesce(q.at, who.at)
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
 CROSS JOIN LATERAL (
       SELECT s.licensors <> '{}' AND s.licensors <@ c.signed AS licensed, s.askers <@ c.answered AS answered
  ) d
 ORDER BY q.place
"""


# The same where several partners ask: of each question's partner, and not of one.
_QUERY_OF_SEVERAL = (
    QUERY.replace("%s::timestamptz[], %s::uuid[])", "%s::timestamptz[], %s::uuid[], %s::bigint[])")
    .replace("at, experience, place)", "at, experience, partner, place)")
    .replace(f"CROSS JOIN ({ASKER}) who", "CROSS JOIN LATERAL (SELECT q.partner, %s::timestamptz AS at) who")
)


class Question(NamedTuple):
    """May this use of this asset go ahead? The asset by our id, by ISRC or ISWC, or by the artist whose voice it is.

    `territory` None means everywhere. `model` names the one model version that `train` is asked for, as the licence
    calls it: name, space, version. `experience` is the one within which fans would do it. `at` is when the use would
    happen, None for now: licences and dates are judged for that moment, choices as they are.
    """

    use: str
    asset: UUID | None = None
    isrc: str | None = None
    territory: str | None = None
    model: str | None = None
    iswc: str | None = None
    artist: UUID | None = None
    experience: UUID | None = None
    at: datetime | None = None


class Verdict(NamedTuple):
    """`allow`, `ask` or `deny`, for which asset, as of when, and every reason.

    An `allow` rests on `versions`, the signed versions of licences; a licence or a yes among them ends at `ends_at`.
    `title` and `artist` are for its credit line. For an `ask`, `request` is the partner's own that is open for it.
    """

    answer: str
    reasons: tuple[Reason, ...]
    asset: UUID | None
    at: datetime
    versions: tuple[int, ...] = ()
    ends_at: datetime | None = None
    title: str = ""
    artist: str | None = None
    request: int | None = None

    @property
    def keep_until(self) -> datetime:
        """How long the answer may be relied on without asking again."""
        kept = self.at + KEPT_FOR
        return kept if self.ends_at is None or self.ends_at > kept else self.ends_at


def check(questions: Sequence[Question], *, partner_team_id: int | None, at: datetime | None = None) -> list[Verdict]:
    """Answer each question, in order, for this partner: one query and one snapshot, whatever their number.

    What was committed before the verdicts' `at` is in them. `allow` takes a yes from everybody and, from every team
    that licenses, a licence in force for this very use; where somebody wants to be asked, that team's own yes.
    """
    now = at or timezone.now()
    if not questions:
        return []
    with prepared_cursor() as cursor:
        cursor.execute(QUERY, parameters(questions, partner_team_id, now))
        rows = cursor.fetchall()
    return [verdict_of(question, row, partner_team_id, now) for question, row in zip(questions, rows, strict=True)]


def check_for(questions: Sequence[Question], partners: Sequence[int], *, at: datetime | None = None) -> list[Verdict]:
    """The same for questions of several partners, each with its own: one query too."""
    now = at or timezone.now()
    if not questions:
        return []
    *asked, _, moment = parameters(questions, None, now)
    with prepared_cursor() as cursor:
        cursor.execute(_QUERY_OF_SEVERAL, [*asked, list(partners), moment])
        rows = cursor.fetchall()
    said = zip(questions, rows, partners, strict=True)
    return [verdict_of(question, row, partner, now) for question, row, partner in said]


def parameters(questions: Sequence[Question], partner: int | None, now: datetime) -> list[Any]:
    """What `QUERY` is run with."""
    asked = (
        (q.asset, q.isrc, q.use, q.territory, q.model, q.iswc, q.artist, _OF_ARTIST.get(q.use), q.at, q.experience)
        for q in questions
    )
    return [*map(list, zip(*asked, strict=True)), partner, now]


def verdict_of(question: Question, row: tuple[Any, ...], partner: int | None, now: datetime) -> Verdict:
    """The verdict that a row of `QUERY` comes to."""
    asset, kind, answer, codes, limits, paused, licensed, answered, closed, *found, request = row
    subjects = _SUBJECTS.get(question.use)
    until = None
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
            narrowed = _read(limits)
            codes = {*codes, *_narrowed(question, narrowed, paused, partner, now)}
            until = min((one.until for one in narrowed if one.until), default=None)
        if closed is not None:
            codes = {*codes, closed}
        if answer > Answer.OFF and not set(codes) - {CHOICE_ASK}:
            if licensed and answered:
                return _allowed(asset, now, until, *found)
            return _open(question, asset, now, request, licensed=licensed, answered=answered)
    return Verdict("deny", _reasons(tuple(sorted(codes))), asset, now)


def _allowed(
    asset: UUID, now: datetime, until: datetime | None, versions: list[int], ends_at: datetime, title: str, artist: str
) -> Verdict:
    """It may go ahead, until the first thing it rests on ends."""
    return Verdict(
        "allow", _reasons(("licensed",)), asset, now, tuple(versions), min(ends_at, until or ends_at), title, artist
    )


def _open(
    question: Question, asset: UUID, now: datetime, request: int | None, *, licensed: bool, answered: bool
) -> Verdict:
    """Nobody says no. What is missing is a licence, or the yes of whoever wants to be asked."""
    missing = () if licensed else (MODEL_NEEDED if question.use == "train" and not question.model else NO_LICENCE,)
    asks = () if answered else (CHOICE_ASK,)
    return Verdict("ask", _reasons((*asks, *missing)), asset, now, request=request)


def _narrowed(
    question: Question, narrowed: Sequence[Limits], paused: bool, partner: int | None, now: datetime
) -> Iterator[str]:
    """What keeps this partner, here and then, from a yes that others may have."""
    asked = Asked(partner, question.territory, question.at or now)
    if paused:
        yield PAUSED
    for limits in narrowed:
        yield from outside(limits, asked)


@cache
def _reasons(codes: tuple[str, ...]) -> tuple[Reason, ...]:
    return tuple(reason(code) for code in codes)


def _misfit(kind: str, use: Use) -> str:
    return "recording_needed" if use.subject is Need.RECORDING and kind in use.needs else "use_not_for_asset"


@lru_cache(maxsize=4096)
def _read(limits: str) -> tuple[Limits, ...]:
    """A standing's limits. Connections hand JSON over as text, and few texts differ."""
    return tuple(_limits(one) for one in json.loads(limits))


def _limits(data: dict[str, Any]) -> Limits:
    until = datetime.fromtimestamp(float(data["until"]), UTC) if data["until"] is not None else None
    return Limits(tuple(data["partners"]), tuple(data["territories"]), until)
