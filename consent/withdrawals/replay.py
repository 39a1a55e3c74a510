"""How it stood just before a press, and just after: worked out from the journal, whenever it is asked.

A standing says how things are now. Who loses a yes by a press is a question about then: other presses may have come
since. So each answer is rolled back over the entries written later (each says what it was before), a pause and a
suspension are as of the moment, and the rule of `consent.choices.standing` is applied to that. Tracks in the same case
come back as one group, so that what follows is worked out once for four thousand of them.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from consent.choices import entries as choices
from consent.choices.standing import PARTS
from consent.withdrawals.lost import Case, Deal, Side, limits_from

_CHUNK = 5000
_TYPES = [choices.CHOICE_SET, choices.CHOICE_UNDONE, choices.CHOICE_DEFAULTED]


@dataclass(frozen=True)
class Gone:
    """Rights that ended with the press: asset, team and right, side by side. They counted just before it."""

    assets: Sequence[UUID] = ()
    teams: Sequence[int] = ()
    rights: Sequence[str] = ()


@dataclass(frozen=True)
class Question:
    """Which press: its entries' numbers, its moment, and the moment that counts as before it.

    `partner` where it touches one alone.
    """

    first: int
    last: int
    at: datetime
    before: datetime
    partner: int | None = None
    gone: Gone = field(default_factory=Gone)


# `side` is before and after. `later` are the entries that a side does not know of yet, `was` the first of them for each
# answer: what it says of before is how it stood. A right that ended took its answers with it: they are in the journal.
_STOOD = """
WITH part AS MATERIALIZED (
    SELECT * FROM unnest(%(part_subjects)s::uuid[], %(part_uses)s::text[], %(part_assets)s::uuid[], %(missing)s::text[])
        AS p (subject, use, asset, missing)
),
side AS (
    SELECT * FROM (VALUES ('before', %(first)s::bigint, %(before)s::timestamptz),
                          ('after', %(last)s::bigint + 1, %(at)s::timestamptz)) v (side, bound, at)
),
later AS MATERIALIZED (
    SELECT id, subject_id::uuid AS asset, team_id, data FROM journal_entry
     WHERE id >= %(first)s AND subject_kind = 'asset' AND type = ANY(%(types)s)
       AND subject_id = ANY(%(assets)s::uuid[]::text[])
),
was AS MATERIALIZED (
    SELECT DISTINCT ON (s.side, l.asset, l.team_id, l.data ->> 'use')
           s.side, l.asset, l.team_id, l.data ->> 'use' AS use, l.data -> 'from' AS state,
           (l.data ->> 'closed_before')::timestamptz AS closed_at
      FROM later l JOIN side s ON l.id >= s.bound
     ORDER BY s.side, l.asset, l.team_id, l.data ->> 'use', l.id
),
gone AS (
    SELECT * FROM unnest(%(gone_assets)s::uuid[], %(gone_teams)s::bigint[], %(gone_rights)s::text[])
        AS g (asset, team_id, "right")
),
ended AS MATERIALIZED (
    SELECT DISTINCT ON (g.asset, g.team_id, e.data ->> 'use')
           'before' AS side, g.asset, g.team_id, e.data ->> 'use' AS use, e.data -> 'to' AS state, NULL::timestamptz
      FROM (SELECT DISTINCT asset, team_id FROM gone) g
      JOIN journal_entry e ON e.subject_kind = 'asset' AND e.subject_id = g.asset::text AND e.team_id = g.team_id
     WHERE e.id < %(first)s AND e.type = ANY(%(types)s)
     ORDER BY g.asset, g.team_id, e.data ->> 'use', e.id DESC
),
then_ AS (SELECT * FROM was UNION ALL SELECT * FROM ended),
holding AS MATERIALIZED (
    SELECT s.side, h.asset_id AS asset, h.team_id, h."right" FROM catalog_holding h CROSS JOIN side s
     WHERE h.asset_id = ANY(%(assets)s::uuid[])
     UNION
    SELECT 'before', asset, team_id, "right" FROM gone
),
answer AS MATERIALIZED (
    SELECT asset_id, team_id, use, answer, partners, territories, until, closed_at FROM choices_choice
     WHERE asset_id = ANY(%(assets)s::uuid[]) AND use = ANY(%(uses)s)
),
held AS (
    SELECT s.side, p.subject, p.use, p.asset, h.team_id,
           CASE WHEN t.state IS NULL THEN c.answer
                ELSE CASE t.state ->> 'answer' WHEN 'on' THEN 2 WHEN 'ask' THEN 1 WHEN 'off' THEN 0 END END AS answer,
           CASE WHEN t.state IS NULL THEN jsonb_build_object(
                    'partners', c.partners, 'territories', c.territories, 'until', c.until)
                ELSE jsonb_build_object('partners', t.state -> 'partners', 'territories', t.state -> 'territories',
                                        'until', (t.state ->> 'until')::timestamptz) END AS limits,
           CASE WHEN t.state IS NULL THEN c.closed_at ELSE t.closed_at END AS closed_at,
           h."right" <> 'performer' OR bool_and(h."right" = 'performer')
               OVER (PARTITION BY s.side, p.subject, p.use, p.asset) AS licenses
      FROM part p CROSS JOIN side s
      LEFT JOIN holding h ON h.side = s.side AND h.asset = p.asset
      LEFT JOIN then_ t ON t.side = s.side AND t.asset = p.asset AND t.team_id = h.team_id AND t.use = p.use
      LEFT JOIN answer c ON c.asset_id = p.asset AND c.team_id = h.team_id AND c.use = p.use
     WHERE p.missing <> 'performer_unknown' OR s.side = 'after'
        OR p.subject NOT IN (SELECT asset FROM gone WHERE "right" = 'performer')
),
stood AS (
    SELECT side, subject, use, min(CASE WHEN team_id IS NULL THEN 0 ELSE coalesce(answer, 0) END) AS answer,
           coalesce(jsonb_agg(DISTINCT limits) FILTER (WHERE answer > 0 AND (
               limits -> 'partners' <> '[]' OR limits -> 'territories' <> '[]' OR limits ->> 'until' IS NOT NULL)),
               '[]') AS limits,
           coalesce(array_agg(DISTINCT team_id) FILTER (WHERE team_id IS NOT NULL), '{}') AS teams,
           coalesce(array_agg(DISTINCT team_id) FILTER (WHERE team_id IS NOT NULL AND licenses), '{}') AS licensors,
           coalesce(array_agg(DISTINCT team_id) FILTER (WHERE answer = 1), '{}') AS askers,
           max(closed_at) FILTER (WHERE answer = 1) AS shut_at
      FROM held GROUP BY side, subject, use
),
paused AS (
    SELECT s.side, array_agg(z.team_id) AS teams FROM side s
      JOIN choices_pause z ON z.paused_at <= s.at AND (z.resumed_at IS NULL OR z.resumed_at > s.at) GROUP BY s.side
),
pair AS MATERIALIZED (
    SELECT b.subject, b.use, b.shut_at AS shut_before, a.shut_at AS shut_after,
           b.licensors || b.askers || a.licensors || a.askers AS teams,
           jsonb_build_object('answer', b.answer, 'limits', b.limits, 'licensors', b.licensors, 'askers', b.askers,
                              'paused', false) AS before,
           jsonb_build_object('answer', a.answer, 'limits', a.limits, 'licensors', a.licensors, 'askers', a.askers,
                              'paused', coalesce(a.teams && z.teams, false)) AS after
      FROM stood b JOIN stood a ON a.subject = b.subject AND a.use = b.use AND a.side = 'after'
      LEFT JOIN paused y ON y.side = 'before'
      LEFT JOIN paused z ON z.side = 'after'
     WHERE b.side = 'before' AND b.answer > 0 AND NOT coalesce(b.teams && y.teams, false)
)"""

# What partners had signed, before and after; found by the asset, by its artist, or for all that a team holds.
_COVERED = """,
wanted AS MATERIALIZED (SELECT DISTINCT subject, use, team_id FROM pair CROSS JOIN unnest(teams) AS t (team_id)),
cover AS MATERIALIZED (
    SELECT v.id, v.licence_id, v.partner_id, v.team_id, v.use, v.asset_id, v.artist_id, v.territories, v.model,
           v.signed_at, v.by_request,
           v.starts_at <= b.at AND v.ends_at > b.at AND NOT EXISTS (
               SELECT FROM licences_suspension z WHERE z.licence_id = v.licence_id AND z.suspended_at <= b.at
                  AND (z.resumed_at IS NULL OR z.resumed_at > b.at)) AS live_before,
           v.starts_at <= a.at AND v.ends_at > a.at AND NOT EXISTS (
               SELECT FROM licences_suspension z WHERE z.licence_id = v.licence_id AND z.suspended_at <= a.at
                  AND (z.resumed_at IS NULL OR z.resumed_at > a.at)) AS live_after
      FROM licences_cover v, (SELECT at FROM side WHERE side = 'before') b, (SELECT at FROM side WHERE side = 'after') a
     WHERE v.ends_at > b.at AND v.starts_at <= a.at AND v.team_id IN (SELECT team_id FROM wanted)
       AND (%(partner)s::bigint IS NULL OR v.partner_id = %(partner)s)
),
matched AS (
    SELECT w.subject, w.use, v.id FROM wanted w
      JOIN cover v ON v.asset_id = w.subject AND v.team_id = w.team_id AND v.use = w.use
     UNION ALL
    SELECT w.subject, w.use, v.id FROM wanted w
      JOIN (SELECT id, artist_id FROM catalog_asset WHERE id = ANY(%(subjects)s::uuid[])) a ON a.id = w.subject
      JOIN cover v ON v.artist_id = a.artist_id AND v.team_id = w.team_id AND v.use = w.use
     UNION ALL
    SELECT w.subject, w.use, v.id FROM wanted w
      JOIN cover v ON v.asset_id IS NULL AND v.artist_id IS NULL AND v.team_id = w.team_id AND v.use = w.use
),
open_to AS (
    SELECT m.subject, m.use, v.id, v.partner_id, v.team_id, v.territories, v.model, v.live_before, v.live_after,
           v.by_request, v.signed_at
      FROM matched m JOIN cover v USING (id)
     WHERE NOT EXISTS (SELECT FROM licences_exclusion x WHERE x.licence_id = v.licence_id AND (
               x.asset_id = m.subject
               OR x.asset_id IN (SELECT composition_id FROM catalog_embodiment WHERE recording_id = m.subject)
               OR x.artist_id IN (SELECT artist_id FROM catalog_asset WHERE id = m.subject
                                   UNION SELECT n.id FROM catalog_asset a JOIN catalog_artist n
                                             ON n.merged_into_id = a.artist_id WHERE a.id = m.subject)))
),
case_ AS (
    SELECT p.subject, p.use, p.before, p.after, coalesce(jsonb_agg(jsonb_build_array(
               o.partner_id, o.team_id, o.territories, o.model, o.live_before, o.live_after,
               o.by_request AND (p.shut_before IS NULL OR o.signed_at > p.shut_before),
               o.by_request AND (p.shut_after IS NULL OR o.signed_at > p.shut_after))
               ORDER BY o.partner_id, o.team_id, o.id) FILTER (WHERE o.id IS NOT NULL), '[]') AS covers
      FROM pair p LEFT JOIN open_to o ON o.subject = p.subject AND o.use = p.use
     GROUP BY p.subject, p.use, p.before, p.after
)
SELECT use, before, after, covers, array_agg(subject ORDER BY subject) FROM case_ GROUP BY use, before, after, covers
"""

_FIND_PARTS = "".join((PARTS, " SELECT subject, use, asset, missing FROM part"))
_QUERY = "".join((_STOOD, _COVERED))
_MANY = 100


def cases(subjects: Sequence[UUID], uses: Sequence[str], asked: Question) -> Iterator[tuple[Case, list[UUID]]]:
    """What was open to anybody just before, in groups of the same case. Four queries for each 5,000 subjects."""
    found: dict[tuple[str, str, str, str], list[UUID]] = defaultdict(list)
    for start in range(0, len(subjects), _CHUNK):
        for use, before, after, covers, some in _rows(subjects[start : start + _CHUNK], uses, asked):
            found[use, before, after, covers].extend(some)
    for (use, before, after, covers), some in found.items():
        rows = json.loads(covers)
        yield (
            Case(
                use,
                _side(before, [(*row[:4], row[4], row[6]) for row in rows], asked.before),
                _side(after, [(*row[:4], row[5], row[7]) for row in rows], asked.at),
            ),
            some,
        )


def _rows(subjects: Sequence[UUID], uses: Sequence[str], asked: Question) -> list[tuple[Any, ...]]:
    """The groups of one chunk.

    The planner cannot know how many rows come out of arrays, and for few it walks them again and again: with many it
    is kept from that.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FIND_PARTS, {"subjects": list(subjects), "uses": list(uses)})
        parts = cursor.fetchall()
        many = len(parts) > _MANY
        cursor.execute("SELECT set_config('enable_nestloop', %s, true)", ["off" if many else "on"])
        cursor.execute(_QUERY, _values(subjects, uses, asked) | _columns(parts))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.execute("SELECT set_config('enable_nestloop', 'on', true)")
    return rows


def _columns(parts: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    names = ("part_subjects", "part_uses", "part_assets", "missing")
    found: dict[str, Any] = {name: [row[place] for row in parts] for place, name in enumerate(names)}
    return found | {"assets": sorted({row[2] for row in parts if row[2]})}


def _values(subjects: Sequence[UUID], uses: Sequence[str], asked: Question) -> dict[str, Any]:
    return {
        "subjects": list(subjects), "uses": list(uses), "types": _TYPES, "first": asked.first, "last": asked.last,
        "before": asked.before, "at": asked.at, "partner": asked.partner, "gone_assets": list(asked.gone.assets),
        "gone_teams": list(asked.gone.teams), "gone_rights": list(asked.gone.rights),
    }  # fmt: skip


def _side(text: str, deals: Sequence[tuple[int, int, list[str], str, bool, bool]], at: datetime) -> Side:
    said = json.loads(text)
    return Side(
        at=at,
        answer=said["answer"],
        paused=said["paused"],
        limits=tuple(limits_from(one) for one in said["limits"]),
        licensors=frozenset(said["licensors"]),
        askers=frozenset(said["askers"]),
        deals=tuple(
            Deal(partner, team, frozenset(territories), model, answers)
            for partner, team, territories, model, live, answers in deals
            if live
        ),
    )
