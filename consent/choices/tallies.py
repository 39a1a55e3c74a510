"""Counting over a whole roster in one statement: what stands, whose yes is missing. For pages; a check never asks here.

A track belongs to a team if the team holds the recording or a song of it. The six uses are the bits of a number, so
that a track stays one row. *Our yes is missing* for a use where we never answered on a part we hold that the use needs;
*another's yes is missing* where ours is on or ask on every such part and the standing is off all the same. An off that
somebody gave is an answer: it misses nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from consent.uses import TRACK_USES, Need

_BITS = {use.code: 1 << place for place, use in enumerate(TRACK_USES)}
_RECORDING = sum(_BITS[use.code] for use in TRACK_USES if Need.RECORDING in use.needs)
_COMPOSITION = sum(_BITS[use.code] for use in TRACK_USES if Need.COMPOSITION in use.needs)
_NEED = ", ".join(
    f"('{use.code}', {_BITS[use.code]}, {Need.RECORDING in use.needs}, {Need.COMPOSITION in use.needs})"
    for use in TRACK_USES
)

# `mask` are the uses that need something we hold of the track, `closed` those of them without our on or ask. What
# stands between @ narrows the assets it starts from.
_NARROWED = f"""
WITH need (use, bit, recording, composition) AS (VALUES {_NEED}),
said AS (
    SELECT c.asset_id, bit_or(n.bit) FILTER (WHERE c.answer IS NOT NULL) AS answered,
           bit_or(n.bit) FILTER (WHERE c.answer > 0) AS yes
      FROM choices_choice c JOIN need n ON n.use = c.use WHERE c.team_id = %(team)s @SAID@ GROUP BY c.asset_id
),
held AS (
    SELECT a.id, a.kind, CASE a.kind WHEN 'recording' THEN {_RECORDING} ELSE {_COMPOSITION} END AS mask
      FROM catalog_asset a
     WHERE a.kind IN ('recording', 'composition')
       AND a.id IN (SELECT asset_id FROM catalog_holding WHERE team_id = %(team)s) @HELD@
),
mine AS (
    SELECT h.id, h.kind, h.mask, h.mask & ~coalesce(s.answered, 0) AS missing, h.mask & ~coalesce(s.yes, 0) AS closed
      FROM held h LEFT JOIN said s ON s.asset_id = h.id
),
ours AS (
    SELECT track, bit_or(mask) AS mask, bit_or(missing) AS missing, bit_or(closed) AS closed
      FROM (SELECT id AS track, mask, missing, closed FROM mine WHERE kind = 'recording'
             UNION ALL
            SELECT e.recording_id, m.mask, m.missing, m.closed
              FROM mine m JOIN catalog_embodiment e ON e.composition_id = m.id) part
     GROUP BY track
),
stands AS (
    SELECT s.asset_id, max(s.changed_at) AS changed_at, bit_or(n.bit) FILTER (WHERE s.answer = 2) AS is_on,
           bit_or(n.bit) FILTER (WHERE s.answer = 1) AS is_ask
      FROM choices_standing s JOIN need n ON n.use = s.use
     WHERE s.asset_id IN (SELECT track FROM ours) GROUP BY s.asset_id
),
by_track AS (
    SELECT o.track, a.artist_id, o.missing, coalesce(s.is_on, 0) AS is_on, coalesce(s.is_ask, 0) AS is_ask,
           o.mask & ~o.closed & ~coalesce(s.is_on, 0) & ~coalesce(s.is_ask, 0) AS waiting, s.changed_at
      FROM ours o JOIN catalog_asset a ON a.id = o.track LEFT JOIN stands s ON s.asset_id = o.track
)
"""

_TRACKS = _NARROWED.replace("@SAID@", "").replace("@HELD@", "")
# The tracks of these artists and the songs of them: all that a tally of theirs is made of.
_OF_THEM = """ARRAY(
    SELECT id FROM catalog_asset WHERE artist_id = ANY(%(artists)s) AND kind = 'recording'
     UNION
    SELECT e.composition_id FROM catalog_embodiment e JOIN catalog_asset r ON r.id = e.recording_id
     WHERE r.artist_id = ANY(%(artists)s))"""
_TRACKS_OF = _NARROWED.replace("@SAID@", f"AND c.asset_id = ANY({_OF_THEM})").replace(
    "@HELD@", f"AND a.id = ANY({_OF_THEM})"
)

_FIELDS = ("is_on", "is_ask", "missing", "waiting")
_COUNTS = ", ".join(f"count(*) FILTER (WHERE {field} & {bit} <> 0)" for field in _FIELDS for bit in _BITS.values())
_SUMS = f"""artist_id, count(*) AS tracks, count(*) FILTER (WHERE missing <> 0) AS missing,
       count(*) FILTER (WHERE waiting <> 0) AS waiting, max(changed_at) AS changed_at,
       ARRAY[{_COUNTS}]::integer[] AS counts
"""
BY_ARTIST = f"{_TRACKS} SELECT {_SUMS} FROM by_track GROUP BY artist_id"
BY_ARTIST_OF = f"{_TRACKS_OF} SELECT {_SUMS} FROM by_track WHERE artist_id = ANY(%(artists)s) GROUP BY artist_id"

# What the cells of `wanted` (track, bits) need, whoever holds it.
_NEEDED = """, needed AS (
    SELECT w.track, n.use, n.bit, w.track AS asset
      FROM wanted w JOIN need n ON n.recording AND w.bits & n.bit <> 0
     UNION ALL
    SELECT w.track, n.use, n.bit, e.composition_id
      FROM wanted w JOIN need n ON n.composition AND w.bits & n.bit <> 0
      JOIN catalog_embodiment e ON e.recording_id = w.track
)
"""

# The other holders of what is needed with their answers, row by row through the indexes: the planner takes the few rows
# for many and would read both tables whole.
_OTHERS = """, other AS (
    SELECT p.track, p.use, p.bit, h.team_id, coalesce(c.answer, 0) AS answer
      FROM needed p
      JOIN LATERAL (SELECT team_id FROM catalog_holding
                     WHERE asset_id = p.asset AND team_id <> %(team)s OFFSET 0) h ON true
      LEFT JOIN LATERAL (SELECT answer FROM choices_choice
                          WHERE asset_id = p.asset AND team_id = h.team_id AND use = p.use LIMIT 1) c ON true
)
"""

# Who keeps our yes from counting: the other holders of what the use needs who said off or nothing.
_HOLDOUTS = f"""{_TRACKS}, wanted AS (
    SELECT track, waiting AS bits FROM by_track WHERE artist_id = %(artist)s AND waiting <> 0
){_NEEDED}{_OTHERS}
SELECT team_id, count(DISTINCT track) FROM other WHERE answer = 0 GROUP BY team_id ORDER BY 2 DESC, 1
"""

# Cells where every other holder said on or ask and only this team never answered. The standing's own reasons leave few
# rows to look at; a track that is ours alone is not among them.
_ONLY_OURS = f"""{_TRACKS}, wanted AS (
    SELECT t.track, bit_or(n.bit) AS bits
      FROM by_track t JOIN need n ON t.missing & n.bit <> 0
      JOIN choices_standing s ON s.asset_id = t.track AND s.use = n.use
     WHERE s.reasons <@ ARRAY['not_answered', 'choice_ask'] GROUP BY t.track
){_NEEDED}{_OTHERS}, theirs AS (
    SELECT track, use, bit FROM other GROUP BY track, use, bit HAVING min(answer) > 0
)
SELECT track, array_agg(use ORDER BY bit), count(*) OVER () FROM theirs GROUP BY track ORDER BY track LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Tally:
    """An artist's tracks in a team's hands. `on`, `ask`, `missing_by`, `waiting_by` count tracks for each use.

    `missing` and `waiting` count tracks where our yes, or another holder's, is missing for any of the six.
    """

    artist_id: UUID
    tracks: int
    missing: int
    waiting: int
    changed_at: datetime | None
    on: Mapping[str, int]
    ask: Mapping[str, int]
    missing_by: Mapping[str, int]
    waiting_by: Mapping[str, int]


def by_artist(team_id: int) -> list[Tally]:
    """One tally for each artist of the team's tracks, counted now. One statement, however many tracks.

    Pages ask `kept_tallies`, which counts anew only what has changed.
    """
    return [tally_of(row) for row in _rows(BY_ARTIST, {"team": team_id})]


def holdouts(team_id: int, artist_id: UUID) -> list[tuple[int, int]]:
    """Whom the team waits for on an artist's tracks, and on how many: teams, so that nobody waits without knowing for
    whom (rule 7). Whether they said off or nothing is not in it: the team may not hold what they answered on.
    """
    return [(team, tracks) for team, tracks in _rows(_HOLDOUTS, {"team": team_id, "artist": artist_id})]


def only_ours_missing(team_id: int, *, limit: int) -> tuple[list[tuple[UUID, list[str]]], int]:
    """Tracks where every other holder said yes or ask and only this team's answer is missing: uses by track, total."""
    rows = _rows(_ONLY_OURS, {"team": team_id, "limit": limit})
    return [(track, uses) for track, uses, _total in rows], rows[0][2] if rows else 0


def total(tallies: Collection[Tally]) -> tuple[int, int, int]:
    """Tracks, tracks where our yes is missing, tracks where another's is."""
    return (
        sum(tally.tracks for tally in tallies),
        sum(tally.missing for tally in tallies),
        sum(tally.waiting for tally in tallies),
    )


def _rows(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def tally_of(row: tuple[Any, ...]) -> Tally:
    """From a row of `BY_ARTIST`."""
    codes = [use.code for use in TRACK_USES]
    counts = row[5]
    on, ask, missing, waiting = (
        dict(zip(codes, counts[start : start + len(codes)], strict=True)) for start in range(0, len(counts), len(codes))
    )
    artist, tracks, ours, theirs, changed_at = row[:5]
    return Tally(artist, tracks, ours, theirs, changed_at, on, ask, missing, waiting)
