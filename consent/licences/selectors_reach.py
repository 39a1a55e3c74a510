"""What a licence opens: for each use and artist how many of its tracks are open, ask, shut, and whose yes is missing.

Counted by the same rule as a check, over the whole catalogue it names, in one statement whatever its size. A check
alone decides: this is for pages, before anybody signs and after.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from artists.catalog.models import Artist
from consent.licences.terms import Scope, Terms
from consent.uses import USES, Need, Use

SHUT, ASK, ELSEWHERE, OPEN = range(4)

_NOBODY = UUID(int=0)  # stands for the artist of songs, which have none

# What the terms name, of what the licensors hold: the thing itself, or a song of it.
_NAMED = f"""
WITH wanted AS (SELECT * FROM unnest(%(uses)s::text[], %(kinds)s::text[]) u (use, kind)),
held AS MATERIALIZED (
    SELECT asset_id AS id FROM catalog_holding WHERE team_id = ANY(%(licensors)s)
     UNION
    SELECT e.recording_id FROM catalog_holding h JOIN catalog_embodiment e ON e.composition_id = h.asset_id
     WHERE h.team_id = ANY(%(licensors)s)
),
named AS MATERIALIZED (
    SELECT a.id, a.kind, coalesce(a.artist_id, '{_NOBODY}') AS artist_id FROM catalog_asset a JOIN held USING (id)
     WHERE (%(scope)s = 'all' OR a.artist_id = ANY(%(artists)s) OR a.id = ANY(%(assets)s))
       AND a.id <> ALL(%(without_assets)s) AND coalesce(a.artist_id <> ALL(%(without_artists)s), true)
       AND a.kind IN (SELECT kind FROM wanted)
       AND (%(only)s::bigint IS NULL OR a.id IN (
            SELECT asset_id FROM catalog_holding WHERE team_id = %(only)s
             UNION
            SELECT e.recording_id FROM catalog_holding h JOIN catalog_embodiment e ON e.composition_id = h.asset_id
             WHERE h.team_id = %(only)s))
)"""

# 0 shut (as is what no standing opens), 1 ask, 2 nobody says no but some licensor is no side of this licence, 3 open.
# `wide` are teams whose other licences cover all they hold; a licence that names parts is looked up for those tracks
# alone that still lack one.
_STANDS = """,
paused AS (SELECT coalesce(array_agg(team_id), '{}') AS teams FROM choices_pause WHERE resumed_at IS NULL),
other AS MATERIALIZED (
    SELECT v.*, EXISTS (SELECT FROM licences_exclusion x WHERE x.licence_id = v.licence_id) AS has_gaps
      FROM licences_cover v
     WHERE v.partner_id = %(partner)s AND v.live AND v.starts_at <= %(at)s AND v.ends_at > %(at)s
       AND (v.territories = '{}' OR v.territories && %(territories)s::varchar[])
       AND (v.model = '' OR v.model = %(model)s)
),
known AS (
    SELECT w.use, %(licensors)s || coalesce(array_agg(o.team_id) FILTER (
               WHERE o.asset_id IS NULL AND o.artist_id IS NULL AND NOT o.has_gaps), '{}') AS wide,
           %(licensors)s || coalesce(array_agg(o.team_id), '{}') AS ever,
           coalesce(array_agg(o.team_id) FILTER (WHERE o.by_request), '{}') AS answered
      FROM wanted w LEFT JOIN other o ON o.use = w.use GROUP BY w.use
),
stands AS MATERIALIZED (
    SELECT n.id, n.artist_id, s.use, CASE
        WHEN s.teams && p.teams THEN 0
        WHEN s.limits <> '[]' AND EXISTS (
             SELECT FROM jsonb_to_recordset(s.limits) l (partners bigint[], territories text[], until double precision)
              WHERE (cardinality(l.partners) > 0 AND NOT %(partner)s = ANY (l.partners))
                 OR (cardinality(l.territories) > 0 AND %(territories)s::text[] <> '{}'
                     AND NOT l.territories && %(territories)s::text[])
                 OR l.until <= extract(epoch FROM %(at)s::timestamptz)) THEN 0
        WHEN s.answer = 1 AND NOT (s.askers <@ k.answered AND s.askers <@ ARRAY(
             SELECT o.team_id FROM other o
              WHERE o.by_request AND o.use = s.use AND o.asset_id = n.id
                AND (s.shut_at IS NULL OR o.signed_at > s.shut_at))) THEN 1
        WHEN s.licensors = '{}' THEN 2
        WHEN s.licensors <@ k.wide THEN 3
        WHEN s.licensors <@ k.ever AND s.licensors <@ (k.wide || ARRAY(
             SELECT o.team_id FROM other o
              WHERE o.use = s.use AND (o.asset_id = n.id OR o.artist_id = n.artist_id
                                       OR (o.asset_id IS NULL AND o.artist_id IS NULL))
                AND NOT EXISTS (SELECT FROM licences_exclusion x WHERE x.licence_id = o.licence_id
                                   AND (x.asset_id = n.id OR x.artist_id = n.artist_id)))) THEN 3
        ELSE 2 END AS stands
      FROM target n
      JOIN choices_standing s ON s.asset_id = n.id AND s.answer > 0
      JOIN wanted w ON w.use = s.use AND w.kind = n.kind
      JOIN known k ON k.use = s.use
     CROSS JOIN paused p
)"""

_COUNTED = f"""{_NAMED},
target AS NOT MATERIALIZED (SELECT * FROM named){_STANDS},
have AS (SELECT artist_id, kind, count(*) AS tracks FROM named GROUP BY artist_id, kind),
covered AS (
    SELECT h.artist_id, w.use, sum(h.tracks) AS tracks FROM have h JOIN wanted w USING (kind)
     GROUP BY h.artist_id, w.use
     UNION ALL
    SELECT artist_id, '', sum(tracks) FROM have GROUP BY artist_id
),
found AS (
    SELECT artist_id, use, stands, count(*) AS tracks FROM stands GROUP BY artist_id, use, stands
     UNION ALL
    SELECT artist_id, '', best, count(*)
      FROM (SELECT artist_id, max(stands) AS best FROM stands GROUP BY artist_id, id) one GROUP BY artist_id, best
)
SELECT c.artist_id, c.use, c.tracks::int, coalesce(sum(f.tracks) FILTER (WHERE f.stands = 3), 0)::int,
       coalesce(sum(f.tracks) FILTER (WHERE f.stands = 1), 0)::int,
       coalesce(sum(f.tracks) FILTER (WHERE f.stands = 2), 0)::int
  FROM covered c LEFT JOIN found f ON f.artist_id = c.artist_id AND f.use = c.use
 GROUP BY c.artist_id, c.use, c.tracks
"""

# Only the page's tracks are judged.
_LISTED = f"""{_NAMED},
target AS MATERIALIZED (
    SELECT n.*, a.title, count(*) OVER () AS total FROM named n JOIN catalog_asset a USING (id)
     ORDER BY a.title, n.id LIMIT %(limit)s OFFSET %(offset)s
){_STANDS}
SELECT t.id, t.title, jsonb_object_agg(w.use, coalesce(s.stands, 0)), t.total
  FROM target t JOIN wanted w ON w.kind = t.kind LEFT JOIN stands s ON s.id = t.id AND s.use = w.use
 GROUP BY t.id, t.title, t.total ORDER BY t.title, t.id
"""

_HOLDERS = (
    _NAMED
    + """
SELECT team_id, count(DISTINCT id) FROM (
    SELECT h.team_id, n.id FROM named n JOIN catalog_holding h ON h.asset_id = n.id
     UNION ALL
    SELECT h.team_id, n.id FROM named n JOIN catalog_embodiment e ON e.recording_id = n.id
      JOIN catalog_holding h ON h.asset_id = e.composition_id) holder GROUP BY team_id
"""
)

# The holders of what each use needs who keep it from being open, track by track.
_MISSING = """
WITH cell AS (SELECT * FROM unnest(%(ids)s::uuid[], %(cells)s::text[]) c (id, use)),
need AS (SELECT * FROM unnest(%(need_uses)s::text[], %(needs)s::text[]) n (use, kind)),
part AS (
    SELECT c.id, c.use, c.id AS asset FROM cell c JOIN catalog_asset a ON a.id = c.id
     WHERE a.kind <> 'recording' OR EXISTS (SELECT FROM need n WHERE n.use = c.use AND n.kind = 'recording')
     UNION
    SELECT c.id, c.use, e.composition_id FROM cell c
      JOIN need n ON n.use = c.use AND n.kind = 'composition' JOIN catalog_embodiment e ON e.recording_id = c.id
     UNION
    SELECT c.id, c.use, v.id FROM cell c JOIN need n ON n.use = c.use AND n.kind = 'voice'
      JOIN catalog_credit d ON d.recording_id = c.id
      JOIN catalog_asset v ON v.artist_id = d.artist_id AND v.kind = 'voice'
)
SELECT DISTINCT p.id, p.use, t.id, t.name FROM part p
  JOIN catalog_holding h ON h.asset_id = p.asset
  JOIN teams_team t ON t.id = h.team_id
  LEFT JOIN choices_choice c ON c.asset_id = p.asset AND c.team_id = h.team_id AND c.use = p.use
 WHERE coalesce(c.answer, 0) < 2
    OR EXISTS (SELECT FROM choices_pause z WHERE z.team_id = h.team_id AND z.resumed_at IS NULL)
 ORDER BY t.name
"""


@dataclass(frozen=True)
class Tally:
    """Of `covered` tracks: open, asked for each act, waiting for another licence; the rest is shut."""

    covered: int = 0
    open: int = 0
    ask: int = 0
    elsewhere: int = 0

    @property
    def shut(self) -> int:
        """Kept shut by somebody's choice, or by silence."""
        return self.covered - self.open - self.ask - self.elsewhere

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.covered + other.covered, self.open + other.open, self.ask + other.ask, self.elsewhere + other.elsewhere
        )


@dataclass(frozen=True)
class ArtistReach:
    """One artist's tracks; `artist` is None for songs that are named by themselves."""

    artist: Artist | None
    tracks: Tally
    cells: tuple[tuple[Use, Tally], ...]


@dataclass(frozen=True)
class Reach:
    """All of it: over every track, by use, by artist (most tracks first)."""

    tracks: Tally
    uses: tuple[tuple[Use, Tally], ...]
    artists: tuple[ArtistReach, ...]


@dataclass(frozen=True)
class TrackReach:
    """One track: for each use whether it is open, and who keeps it from being (only where the reader may know)."""

    asset_id: UUID
    title: str
    cells: tuple[tuple[Use, str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Tracks:
    """A page of tracks, and how many there are in all."""

    rows: tuple[TrackReach, ...]
    total: int


WORDS = {SHUT: "shut", ASK: "ask", ELSEWHERE: "elsewhere", OPEN: "open"}


@dataclass(frozen=True)
class Deal:
    """What reach is worked out from: signed or not, a partner, who licenses, and the terms."""

    partner_id: int
    licensor_ids: tuple[int, ...]
    terms: Terms

    @property
    def uses(self) -> list[Use]:
        """The uses that cover anything here: what is a person's own is licensed by name alone."""
        named = self.terms.catalogue.scope is not Scope.ALL
        return [USES[code] for code in USES if code in self.terms.uses and (named or not _personal(USES[code]))]


def reach(deal: Deal, *, at: datetime, only: int | None = None) -> Reach:
    """Count, of what the team `only` holds a right in where given. Two queries, however many tracks and artists."""
    found: dict[UUID, dict[str, Tally]] = defaultdict(dict)
    for artist_id, use, *counts in _rows(_COUNTED, deal, at, only=only):
        found[artist_id][use] = Tally(*counts)
    artists = Artist.objects.in_bulk([pk for pk in found if pk != _NOBODY])
    rows = [
        ArtistReach(
            artists.get(pk),
            by_use.get("", Tally()),
            tuple((use, by_use.get(use.code, Tally())) for use in deal.uses),
        )
        for pk, by_use in found.items()
    ]
    rows.sort(key=lambda row: (-row.tracks.covered, row.artist.name.casefold() if row.artist else ""))
    uses = [(use, sum((by_use.get(use.code, Tally()) for by_use in found.values()), Tally())) for use in deal.uses]
    return Reach(sum((row.tracks for row in rows), Tally()), tuple(uses), tuple(rows))


def holders(deal: Deal, *, at: datetime) -> dict[int, int]:
    """Every team that holds a right in what the terms name, the sides too, with how many tracks. One query."""
    return dict(_rows(_HOLDERS, deal, at))


def tracks(
    deal: Deal, *, at: datetime, only: int | None, artist_id: UUID | None = None, limit: int = 50, offset: int = 0
) -> Tracks:
    """The covered tracks, of one artist where given, with the names of those whose yes is missing.

    `only` is the team that reads: it sees the tracks it holds a right in, where holders see each other (rule 7). None
    lists all of them and names nobody: that is for the partner. Two queries.
    """
    more = {"only": only, "limit": limit, "offset": offset}
    # Django's connection hands JSON over as text.
    found = _rows(_LISTED, deal, at, artist_id=artist_id, **more)
    rows = [(pk, title, json.loads(stands), total) for pk, title, stands, total in found]
    missing = _missing(rows) if only is not None else {}
    listed = [
        TrackReach(
            asset_id,
            title,
            tuple(
                (use, WORDS[stands[use.code]], missing.get((asset_id, use.code), ()))
                for use in deal.uses
                if use.code in stands
            ),
        )
        for asset_id, title, stands, _ in rows
    ]
    return Tracks(tuple(listed), rows[0][3] if rows else 0)


def _rows(statement: str, deal: Deal, at: datetime, **more: Any) -> Sequence[tuple[Any, ...]]:
    listed, only_artist = deal.terms.catalogue, more.pop("artist_id", None)
    subjects = [(use.code, subject) for use in deal.uses for subject in _subjects(use, listed.scope)]
    scope, artists, assets = listed.scope.value, list(listed.artists), list(listed.assets)
    params: dict[str, Any] = {
        "uses": [use for use, _ in subjects],
        "kinds": [str(kind) for _, kind in subjects],
        "licensors": list(deal.licensor_ids),
        "partner": deal.partner_id,
        "scope": scope,
        "artists": artists,
        "assets": assets,
        "without_assets": list(listed.without_assets),
        "without_artists": list(listed.without_artists),
        "territories": list(deal.terms.territories),
        "model": deal.terms.model.label if deal.terms.model else "",
        "at": at,
        "only": None,
    }
    if only_artist:
        statement = statement.replace("AND a.kind IN (SELECT", "AND a.artist_id = %(artist)s AND a.kind IN (SELECT")
        params["artist"] = only_artist
    with connection.cursor() as cursor:
        cursor.execute(statement, params | more)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _missing(rows: Sequence[tuple[Any, ...]]) -> Mapping[tuple[UUID, str], tuple[str, ...]]:
    cells = [(pk, use) for pk, _, stands, _ in rows for use, how in stands.items() if how in (SHUT, ASK)]
    if not cells:
        return {}
    needs = [(use.code, str(need)) for use in USES.values() for need in use.needs]
    found: dict[tuple[UUID, str], list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            _MISSING,
            {
                "ids": [pk for pk, _ in cells], "cells": [use for _, use in cells],
                "need_uses": [use for use, _ in needs], "needs": [need for _, need in needs],
            },
        )  # fmt: skip
        for pk, use, _, name in cursor.fetchall():
            found[pk, use].append(name)
    return {key: tuple(dict.fromkeys(names)) for key, names in found.items()}


def _subjects(use: Use, scope: Scope) -> list[Need]:
    """A cover may be of a song that is named by itself; all else is counted in its own subject."""
    return sorted(use.subjects) if scope is Scope.ASSETS else [use.subject]


def _personal(use: Use) -> bool:
    return bool(use.needs & {Need.VOICE, Need.LIKENESS})
