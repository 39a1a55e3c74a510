"""Which split divides an asset's money on a day, and who holds its sides: for everybody who reads or posts money.

`HOLDERS`, `IN_FORCE`, `TO_SET_RIGHT` and `CONCERNED` are SQL for use inside larger statements, `{works}` being a table
or CTE of theirs with `work_id` and `side` (and what each names besides). The functions ask the same for a few at once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from django.db import connection

from artists.catalog.models import Asset, AssetKind, Right
from consent.splits.models import Share, Split
from consent.splits.states import Side, State

ALL = 10_000
RIGHTS: Mapping[Side, tuple[str, ...]] = MappingProxyType(
    {
        Side.RECORDING: (Right.PERFORMER, Right.MASTER),
        Side.SONG: (Right.PUBLISHING,),
        Side.WHOLE: (Right.PERFORMER, Right.MASTER),  # and PUBLISHING of the songs it embodies
        Side.SELF: (Right.SELF,),
    }
)
_SIDES: Mapping[AssetKind, tuple[Side, ...]] = MappingProxyType(
    {
        AssetKind.RECORDING: (Side.RECORDING, Side.WHOLE),
        AssetKind.COMPOSITION: (Side.SONG,),
        AssetKind.VOICE: (Side.SELF,),
        AssetKind.LIKENESS: (Side.SELF,),
    }
)

# Whether a right counts for a side, in SQL.
_FITS = """
(CASE {side} WHEN 'song' THEN {right} = 'publishing' WHEN 'self' THEN {right} = 'self'
             ELSE {right} IN ('performer', 'master') END)
"""

# (work_id, side, team_id): the teams that hold a side of each work of `{works}`, once each.
HOLDERS = f"""
SELECT w.work_id, w.side, h.team_id
  FROM {{works}} w
  JOIN catalog_holding h ON h.asset_id = w.work_id AND {_FITS.format(side="w.side", right='h."right"')}
 UNION
SELECT w.work_id, w.side, h.team_id
  FROM {{works}} w
  JOIN catalog_embodiment e ON e.recording_id = w.work_id
  JOIN catalog_holding h ON h.asset_id = e.composition_id AND h."right" = 'publishing'
 WHERE w.side = 'whole'
"""

# The id of the split in force, as a scalar: `{work}`, `{side}` and `{day}` are expressions of the outer statement.
IN_FORCE = """
(SELECT inforce.id FROM splits_split inforce
  WHERE inforce.asset_id = {work} AND inforce.side = {side} AND inforce.state = 'agreed'
    AND inforce.effective_on <= {day}
  ORDER BY inforce.effective_on DESC, inforce.number DESC LIMIT 1)
"""

# What the journal may call a side of a work: the work, and for the whole of a track its songs too.
_ITSELF = """
ARRAY(SELECT {work}::text
       UNION ALL
      SELECT embodied.composition_id::text FROM catalog_embodiment embodied
       WHERE {side} = 'whole' AND embodied.recording_id = {work})
"""

# Whether a team that alone is concerned has something to set right all the same: others have a part of what is in force
# then or later, or held the side once, and what they had by it (falsely, perhaps) can be agreed on anew.
TO_SET_RIGHT = f"""
(EXISTS (SELECT FROM splits_split s JOIN splits_share sh ON sh.split_id = s.id AND sh.team_id <> {{team}}
          WHERE s.asset_id = {{work}} AND s.side = {{side}} AND s.state = 'agreed'
            AND (s.effective_on > {{day}}
                 OR s.id = {IN_FORCE.format(work="{work}", side="{side}", day="{day}")}))
 OR EXISTS (SELECT FROM journal_entry j
             WHERE j.subject_kind = 'asset' AND j.type IN ('holding.withdrawn', 'holding.removed')
               AND j.subject_id = ANY ({_ITSELF.format(work="{work}", side="{side}")})))
"""

# (work_id, side, team_id): whose yes a split of a work needs that counts from `effective_on` (of `{works}`). Those who
# hold the side; those with a part of what is in force then or later, and those who gave their right up since: nobody
# loses money without a yes of their own. A right that the operator found false counts for nothing.
CONCERNED = f"""
SELECT c.work_id, c.side, c.team_id
  FROM ({HOLDERS}
        UNION
        SELECT w.work_id, w.side, sh.team_id
          FROM {{works}} w
          JOIN splits_split s ON s.asset_id = w.work_id AND s.side = w.side AND s.state = 'agreed'
           AND (s.effective_on > w.effective_on
                OR s.id = {IN_FORCE.format(work="w.work_id", side="w.side", day="w.effective_on")})
          JOIN splits_share sh ON sh.split_id = s.id
         WHERE NOT EXISTS (
               SELECT FROM journal_entry j
                WHERE j.subject_kind = 'asset' AND j.type = 'holding.withdrawn'
                  AND j.subject_id = ANY ({_ITSELF.format(work="w.work_id", side="w.side")})
                  AND (j.data->>'team')::bigint = sh.team_id)
        UNION
        SELECT w.work_id, w.side, j.team_id
          FROM {{works}} w
          JOIN journal_entry j ON j.subject_kind = 'asset' AND j.subject_id = w.work_id::text
           AND j.type = 'holding.removed' AND j.team_id IS NOT NULL
           AND (j.at AT TIME ZONE 'UTC')::date > w.effective_on
           AND {_FITS.format(side="w.side", right="(j.data->>'right')")}
       ) c
"""

Work = tuple[UUID, Side]


@dataclass(frozen=True)
class Part:
    """A team's part of a split: `basis_points` of 10,000, after the `before` of those who come first."""

    team_id: int
    before: int
    basis_points: int


@dataclass(frozen=True)
class InForce:
    """What divides a work's side on a day. `split_id` is None where one team alone holds it, and gets everything."""

    split_id: int | None
    parts: tuple[Part, ...]

    def share_of(self, team_id: int) -> int:
        """The team's basis points; 0 for one without a part."""
        return next((part.basis_points for part in self.parts if part.team_id == team_id), 0)


def sides_of(asset: Asset) -> tuple[Side, ...]:
    """The sides under which money for an asset divides, by its kind."""
    return _SIDES[AssetKind(asset.kind)]


def holders_of(works: Collection[Work]) -> dict[Work, frozenset[int]]:
    """The teams that hold each side, in one query. A side that nobody holds has an empty set."""
    return _teams_of(HOLDERS, works, None)


def concerned_by(works: Collection[Work], effective_on: date) -> dict[Work, frozenset[int]]:
    """Whose yes a split of each side from that day on needs, in one query. See `CONCERNED`."""
    return _teams_of(CONCERNED, works, effective_on)


def has_to_set_right(work: Work, team_id: int, day: date) -> bool:
    """Whether the team, were it alone, could still propose for that day: see `TO_SET_RIGHT`. One query."""
    asset, side = work
    asked = TO_SET_RIGHT.format(work="%(work)s::uuid", side="%(side)s::text", day="%(day)s::date", team="%(team)s")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", {"work": asset, "side": side.value, "day": day, "team": team_id})
        return bool(cursor.fetchone()[0])


def in_force(work_id: UUID, side: Side, day: date) -> InForce | None:
    """What divides a side on a day; None where several hold it (or nobody) and nothing is agreed: money waits."""
    return in_force_of([(work_id, side)], day)[(work_id, side)]


def in_force_of(works: Collection[Work], day: date) -> dict[Work, InForce | None]:
    """The same for several, in three queries."""
    wanted = list(dict.fromkeys(works))
    agreed = _agreed(wanted, day)
    alone = holders_of([work for work in wanted if work not in agreed])
    return {work: agreed.get(work) or _sole(alone.get(work, frozenset())) for work in wanted}


def _sole(teams: frozenset[int]) -> InForce | None:
    return InForce(None, tuple(Part(team, 0, ALL) for team in teams)) if len(teams) == 1 else None


def _agreed(works: Iterable[Work], day: date) -> dict[Work, InForce]:
    assets = {asset for asset, _ in works}
    rows = Split.objects.filter(asset_id__in=assets, state=State.AGREED, effective_on__lte=day)
    latest = {
        (asset, Side(side)): pk
        for asset, side, pk in rows.order_by("asset_id", "side", "-effective_on", "-number")
        .distinct("asset_id", "side")
        .values_list("asset_id", "side", "pk")
    }
    parts: dict[int, list[Part]] = defaultdict(list)
    shares = Share.objects.filter(split_id__in=latest.values()).order_by("split_id", "before")
    for split, team, before, bp in shares.values_list("split_id", "team_id", "before", "basis_points"):
        parts[split].append(Part(team, before, bp))
    return {work: InForce(pk, tuple(parts[pk])) for work, pk in latest.items()}


def _teams_of(sql: str, works: Collection[Work], effective_on: date | None) -> dict[Work, frozenset[int]]:
    found: dict[Work, set[int]] = {(asset, Side(side)): set() for asset, side in works}
    if not found:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH asked AS (SELECT u.work_id, u.side, %s::date AS effective_on"
            " FROM unnest(%s::uuid[], %s::text[]) AS u (work_id, side)) " + sql.format(works="asked"),
            [effective_on, [asset for asset, _ in found], [side.value for _, side in found]],
        )
        for work_id, side, team in cursor.fetchall():
            found[(work_id, Side(side))].add(team)
    return {work: frozenset(teams) for work, teams in found.items()}
