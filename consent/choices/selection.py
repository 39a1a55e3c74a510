"""Which tracks, or songs, of a team: found, counted and drawn by the database, however many there are."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from stdnum.util import clean

from artists.access import Actor
from artists.catalog.models import Asset, AssetKind
from consent.choices.answers import Answer
from consent.uses import TRACK_USES, USES, Need

TABS = ("all", "taking", "waiting", "off")
MAP_COLUMNS = 160
TRACK_CODES = tuple(use.code for use in TRACK_USES)


@dataclass(frozen=True)
class Filter:
    """What is listed: tracks or songs (`kind`), of some artists, with some words, under one tab, for these `uses`.

    It stands for a selection as a query: the same filter finds the same rows again, whatever was on the page.
    """

    kind: str = AssetKind.RECORDING.value
    tab: str = "all"
    words: str = ""
    artists: tuple[UUID, ...] = ()
    uses: tuple[str, ...] = TRACK_CODES


@dataclass(frozen=True)
class Totals:
    """How many rows a filter finds, by tab; for how many each use stands open or asks; `tab` of it are listed."""

    everything: int
    taking: int
    waiting: int
    off: int
    on: Mapping[str, int] = field(default_factory=dict)
    ask: Mapping[str, int] = field(default_factory=dict)

    def of(self, tab: str) -> int:
        """The number of rows under a tab."""
        return self.everything if tab == "all" else int(getattr(self, tab))


@dataclass(frozen=True)
class Column:
    """One track in the consent map: its plays, and what stands for each use."""

    asset_id: UUID
    title: str
    plays: int
    answers: Mapping[str, Answer]


def listed(actor: Actor, wanted: Filter) -> QuerySet[Asset]:
    """The rows a filter finds, leaving out its tab, as a query."""
    found = Asset.objects.visible_to(actor).filter(kind=wanted.kind)
    if wanted.artists:
        of_artist = Q(artist__in=wanted.artists) | Q(credits__artist__in=wanted.artists)
        if wanted.kind == AssetKind.COMPOSITION:
            of_artist = Q(recordings__artist__in=wanted.artists)
        found = found.filter(pk__in=Asset.objects.filter(of_artist).values("pk"))
    if wanted.words:
        code = clean(wanted.words, " -.").upper()
        hits = Q(title__icontains=wanted.words) | Q(version_title__icontains=wanted.words)
        hits |= Q(isrc=code) | Q(iswc=code) | Q(releases__title__icontains=wanted.words)
        found = found.filter(pk__in=Asset.objects.filter(hits).values("pk"))
    return found


def totals(actor: Actor, wanted: Filter) -> Totals:
    """Count what a filter finds, by tab and by use. One statement."""
    sql, params = _cells(actor, wanted)
    sql += """
        SELECT count(*), count(*) FILTER (WHERE taking), count(*) FILTER (WHERE waiting),
               count(*) FILTER (WHERE NOT taking AND NOT waiting),
               (SELECT coalesce(jsonb_object_agg(use, ARRAY[opened, asking]), '{}') FROM (
                    SELECT use, count(*) FILTER (WHERE stands = 2) AS opened,
                           count(*) FILTER (WHERE stands = 1) AS asking FROM cell GROUP BY use) AS counted)
          FROM state"""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        every, taking, waiting, off, by_use = cursor.fetchone()
    counted = by_use if isinstance(by_use, dict) else json.loads(by_use)
    return Totals(
        every,
        taking,
        waiting,
        off,
        on={use: counted.get(use, [0, 0])[0] for use in wanted.uses},
        ask={use: counted.get(use, [0, 0])[1] for use in wanted.uses},
    )


def ids(actor: Actor, wanted: Filter, *, start: int = 0, count: int | None = None) -> list[UUID]:
    """The rows under a filter's tab in the page's order: most played first. One statement."""
    if wanted.tab == "all":
        found = listed(actor, wanted).order_by("-plays", "title", "pk").values_list("pk", flat=True)
        return list(found[start : None if count is None else start + count])
    sql, params = _cells(actor, wanted)
    sql += """
        SELECT a.id FROM state JOIN catalog_asset a ON a.id = state.subject
         WHERE CASE %s WHEN 'taking' THEN taking WHEN 'waiting' THEN waiting ELSE NOT taking AND NOT waiting END
         ORDER BY a.plays DESC, a.title, a.id OFFSET %s LIMIT %s"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, wanted.tab, start, count])
        return [row[0] for row in cursor.fetchall()]


def columns(actor: Actor, wanted: Filter) -> list[Column]:
    """The consent map's columns: of the tracks found, the most played ones, oldest first. Two statements."""
    found = listed(actor, replace(wanted, tab="all")).order_by("-plays", "pk").values_list("pk", "title", "plays")
    drawn = sorted(found[:MAP_COLUMNS])
    stands = _standings([asset for asset, _, _ in drawn], wanted.uses)
    return [Column(asset, title, plays, stands.get(asset, {})) for asset, title, plays in drawn]


def _standings(assets: Sequence[UUID], uses: Sequence[str]) -> dict[UUID, dict[str, Answer]]:
    found: dict[UUID, dict[str, Answer]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT asset_id, use, answer FROM choices_standing WHERE asset_id = ANY(%s) AND use = ANY(%s)",
            [list(assets), list(uses)],
        )
        for asset, use, answer in cursor.fetchall():
            found.setdefault(asset, {})[use] = Answer(answer)
    return found


# A cell is a row and a use: what the team itself answers there (the least over what it holds of it; NULL where it
# holds nothing), and what stands. A row takes part where something stands open, and waits where the team's own yes
# comes to nothing.
_CELLS = """
WITH listed (id) AS MATERIALIZED ({listed}),
need (use, recording, composition) AS (VALUES {needs}),
mine AS MATERIALIZED (SELECT DISTINCT asset_id FROM catalog_holding WHERE team_id = %s),
part AS (
    SELECT l.id AS subject, l.id AS asset, n.use
      FROM listed l JOIN mine m ON m.asset_id = l.id JOIN need n ON n.{kind}
    UNION ALL
    SELECT e.recording_id, e.composition_id, n.use
      FROM listed l JOIN catalog_embodiment e ON e.recording_id = l.id
      JOIN mine m ON m.asset_id = e.composition_id JOIN need n ON n.composition
),
own AS (
    SELECT p.subject, p.use, min(coalesce(c.answer, 0)) AS answer
      FROM part p LEFT JOIN choices_choice c ON c.asset_id = p.asset AND c.team_id = %s AND c.use = p.use
     GROUP BY p.subject, p.use
),
stands AS ({stands}),
cell AS (
    SELECT subject, use, o.answer AS own, coalesce(s.answer, 0) AS stands
      FROM own o FULL JOIN stands s USING (subject, use)
),
state AS (
    SELECT l.id AS subject, coalesce(bool_or(c.stands > 0), false) AS taking,
           coalesce(bool_or(c.own > 0 AND c.stands = 0), false) AS waiting
      FROM listed l LEFT JOIN cell c ON c.subject = l.id GROUP BY l.id
)"""
_TRACK_STANDS = """SELECT s.asset_id AS subject, s.use, s.answer FROM listed l
      JOIN choices_standing s ON s.asset_id = l.id JOIN need n ON n.use = s.use"""
_SONG_STANDS = """SELECT l.id AS subject, n.use, min(coalesce(c.answer, 0)) AS answer
      FROM listed l JOIN need n ON n.composition JOIN catalog_holding h ON h.asset_id = l.id
      LEFT JOIN choices_choice c ON c.asset_id = h.asset_id AND c.team_id = h.team_id AND c.use = n.use
     GROUP BY l.id, n.use"""


def _cells(actor: Actor, wanted: Filter) -> tuple[str, list[Any]]:
    rows, params = listed(actor, wanted).order_by().values("pk").query.sql_with_params()
    uses = [USES[code] for code in wanted.uses]
    needs = ", ".join(f"('{u.code}', {Need.RECORDING in u.needs}, {Need.COMPOSITION in u.needs})" for u in uses)
    songs = wanted.kind == AssetKind.COMPOSITION
    sql = _CELLS.format(
        listed=rows,
        needs=needs,
        kind="composition" if songs else "recording",
        stands=_SONG_STANDS if songs else _TRACK_STANDS,
    )
    return sql, [*params, actor.team_id, actor.team_id]
