"""Works that can be divided alike, for proposing one division for many: by side, holders, and artist."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from artists.access import Actor, Permission
from artists.catalog.models import Artist
from artists.teams.models import Team
from consent.splits.inforce import HOLDERS, IN_FORCE
from consent.splits.states import Side

# (work_id, side) of everything a team holds a side of.
_MINE = """
SELECT h.asset_id AS work_id,
       CASE h."right" WHEN 'publishing' THEN 'song' WHEN 'self' THEN 'self' ELSE 'recording' END AS side
  FROM catalog_holding h WHERE h.team_id = %(team)s
 UNION
SELECT h.asset_id, 'whole' FROM catalog_holding h
 WHERE h.team_id = %(team)s AND h."right" IN ('performer', 'master')
 UNION
SELECT e.recording_id, 'whole' FROM catalog_holding h
  JOIN catalog_embodiment e ON e.composition_id = h.asset_id
 WHERE h.team_id = %(team)s AND h."right" = 'publishing'
"""
# With everybody who holds it, whether a split is in force and whether one is on the table.
_SETS = f"""
WITH mine AS ({_MINE}),
     held AS ({HOLDERS.format(works="mine")}),
     sets AS (SELECT work_id, side, array_agg(team_id::bigint ORDER BY team_id) AS teams FROM held GROUP BY 1, 2),
     works AS (
         SELECT s.work_id, s.side, s.teams, a.artist_id,
                {IN_FORCE.format(work="s.work_id", side="s.side", day="%(today)s")} IS NOT NULL AS agreed,
                EXISTS (SELECT FROM splits_split p
                         WHERE p.asset_id = s.work_id AND p.side = s.side AND p.state = 'proposed') AS proposed
           FROM sets s JOIN catalog_asset a ON a.id = s.work_id
          WHERE cardinality(s.teams) > 1)
"""
_GROUPS = f"""
{_SETS}
SELECT side, teams, artist_id, count(*), count(*) FILTER (WHERE NOT agreed AND NOT proposed),
       count(*) FILTER (WHERE proposed)
  FROM works GROUP BY 1, 2, 3 ORDER BY 5 DESC, 4 DESC
"""
_HELD = f"""
{_SETS}
SELECT EXISTS (SELECT FROM works WHERE side = %(side)s AND teams = %(teams)s::bigint[])
"""
_WORKS = f"""
{_SETS}
SELECT work_id FROM works
 WHERE side = %(side)s AND teams = %(teams)s::bigint[] AND NOT proposed
   AND (%(artist)s::uuid IS NULL OR artist_id = %(artist)s::uuid)
   AND (NOT %(open)s OR NOT agreed)
 ORDER BY work_id
"""


@dataclass(frozen=True)
class OfArtist:
    """The works of one artist among those alike; songs have none. `open`: without a split, and none on the table."""

    artist_id: UUID | None
    name: str
    works: int
    open: int


@dataclass(frozen=True)
class Alike:
    """Works of one side with the same holders."""

    side: Side
    teams: tuple[Team, ...]
    works: int
    open: int
    proposed: int
    artists: tuple[OfArtist, ...]


@dataclass(frozen=True)
class Chosen:
    """Which of them: by side and holders, perhaps of one artist, perhaps only those without a split."""

    side: Side
    teams: tuple[int, ...]
    artist_id: UUID | None = None
    only_open: bool = True


def groups(actor: Actor) -> list[Alike]:
    """All the team holds together with others, by side and holders, what has no split yet first. Three queries."""
    if not actor.has(Permission.SEE_MONEY):
        return []
    found: dict[tuple[str, tuple[int, ...]], list[tuple[Any, ...]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, {"team": actor.team_id, "today": timezone.now().date()})
        for side, teams, *rest in cursor.fetchall():
            found[(side, tuple(teams))].append(tuple(rest))
    teams = Team.objects.in_bulk({team for _, of in found for team in of})
    artists = Artist.objects.in_bulk({row[0] for rows in found.values() for row in rows if row[0]})
    made = [
        Alike(
            Side(side), tuple(teams[team] for team in of), sum(row[1] for row in rows), sum(row[2] for row in rows),
            sum(row[3] for row in rows),
            tuple(OfArtist(row[0], artists[row[0]].name if row[0] else "", row[1], row[2]) for row in rows),
        )
        for (side, of), rows in found.items()
    ]  # fmt: skip
    return sorted(made, key=lambda one: (-one.open, -one.works))


def works(actor: Actor, chosen: Chosen) -> list[UUID]:
    """The works that are meant, less those with a proposal on the table. One query."""
    if not actor.has(Permission.SEE_MONEY):
        return []
    parameters: dict[str, Any] = {
        "team": actor.team_id, "today": timezone.now().date(), "side": chosen.side.value,
        "teams": sorted(chosen.teams), "artist": chosen.artist_id, "open": chosen.only_open,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_WORKS, parameters)
        return [row[0] for row in cursor.fetchall()]


def is_held(actor: Actor, chosen: Chosen) -> bool:
    """Whether the team holds anything of that side with just these, whatever stands on the table. One query."""
    if not actor.has(Permission.SEE_MONEY):
        return False
    parameters: dict[str, Any] = {
        "team": actor.team_id, "today": timezone.now().date(), "side": chosen.side.value,
        "teams": sorted(chosen.teams),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_HELD, parameters)
        return bool(cursor.fetchone()[0])


def without_split(
    actor: Actor, *, q: str = "", after: UUID | None = None, most: int = 50
) -> Sequence[tuple[UUID, Side]]:
    """Recordings, songs and voices held with others that have no split, by id; one more than `most` if there are."""
    if not actor.has(Permission.SEE_MONEY):
        return []
    parameters: dict[str, Any] = {
        "team": actor.team_id,
        "today": timezone.now().date(),
        "q": f"%{q}%",
        "after": after,
        "most": most + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT, parameters)
        return [(work, Side(side)) for work, side in cursor.fetchall()]


# Driven by the index of a team's holdings in the order of the assets, so that a page stops after its last line.
_WITHOUT = f"""
SELECT m.work_id, m.side
  FROM (SELECT h.asset_id AS work_id, min(CASE h."right" WHEN 'publishing' THEN 'song' WHEN 'self' THEN 'self'
                                                         ELSE 'recording' END) AS side
          FROM catalog_holding h
         WHERE h.team_id = %(team)s AND (%(after)s::uuid IS NULL OR h.asset_id > %(after)s::uuid)
         GROUP BY h.asset_id) m
  JOIN catalog_asset a ON a.id = m.work_id
 WHERE a.title ILIKE %(q)s
   AND EXISTS (SELECT FROM catalog_holding o WHERE o.asset_id = m.work_id AND o.team_id <> %(team)s)
   AND {IN_FORCE.format(work="m.work_id", side="m.side", day="%(today)s")} IS NULL
   AND NOT EXISTS (SELECT FROM splits_split p
                    WHERE p.asset_id = m.work_id AND p.side = m.side AND p.state = 'proposed')
 ORDER BY m.work_id
 LIMIT %(most)s
"""
