"""Uses to earn by: tracks that three teams hold under a split, one partner's licence over them, and its reports.

All of it is made by the database itself, past its guards, as if it had been reported and agreed before.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import trunc
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from benchmarks import data
from consent.licences.models import Licence, Version
from consent.licences.states import State
from consent.licences.terms import Basis, Catalogue, Rate, Scope, Terms

PRICE = Decimal("0.004567")
BATCH = 100_000  # lines of a batch: what a file brings at once
PARTS = [(4000, 4500, 1500), (3333, 3333, 3334), (9998, 1, 1)]  # of artist, label and publisher, in turn
_ARTISTS, _PUBLISHERS = 100, 4

_TEAMS = """
INSERT INTO teams_team (kind, name, slug, created_at)
SELECT %(kind)s, %(slug)s || ' ' || i, %(slug)s || '-' || i, now() FROM generate_series(1, %(count)s::int) i
RETURNING id
"""
_TRACKS = """
INSERT INTO catalog_artist (id, name, slug, isni, ipi, created_at) VALUES (uuidv7(), %(slug)s, %(slug)s, '', '', now());
INSERT INTO catalog_asset (id, kind, title, version_title, title_language, artist_id, isrc, iswc, p_line, plays,
                           created_at)
SELECT uuidv7(), k, %(slug)s || ' ' || i, '', '', CASE WHEN k = 'recording' THEN a.id END, '', '', '', i, now()
  FROM catalog_artist a, generate_series(1, %(count)s::int) i, unnest(ARRAY['recording', 'composition']) k
 WHERE a.slug = %(slug)s;
ANALYZE catalog_asset;
CREATE TEMPORARY TABLE held AS
SELECT row_number() OVER (ORDER BY r.id)::int AS i, r.id AS track, s.id AS song
  FROM catalog_asset r JOIN catalog_asset s ON s.kind = 'composition' AND s.title = r.title
 WHERE r.kind = 'recording' AND r.created_at = now() AND s.created_at = now() AND r.title LIKE %(slug)s || ' %%';
INSERT INTO catalog_embodiment (recording_id, composition_id) SELECT track, song FROM held;
INSERT INTO catalog_holding (asset_id, team_id, "right", share_bp, created_at)
SELECT track, (%(artists)s::bigint[])[1 + i %% cardinality(%(artists)s::bigint[])], 'performer', NULL::int, now()
  FROM held
 UNION ALL SELECT track, %(label)s, 'master', NULL, now() FROM held
 UNION ALL
SELECT song, (%(publishers)s::bigint[])[1 + i %% cardinality(%(publishers)s::bigint[])], 'publishing', 10000, now()
  FROM held;
INSERT INTO splits_split (asset_id, side, number, effective_on, state, reason, division, proposed_for_id, proposed_at,
                          decided_at)
SELECT track, 'whole', 1, %(since)s, 'agreed', '', (i %% 3)::text, %(label)s, now(), now() FROM held;
INSERT INTO splits_share (split_id, team_id, before, basis_points)
SELECT s.id, p.team, p.before, p.points
  FROM held h JOIN splits_split s ON s.asset_id = h.track
 CROSS JOIN LATERAL (SELECT (%(parts)s::int[])[h.i %% 3 * 3 + 1] AS first,
                            (%(parts)s::int[])[h.i %% 3 * 3 + 2] AS second,
                            (%(parts)s::int[])[h.i %% 3 * 3 + 3] AS third) b
 CROSS JOIN LATERAL (VALUES
       ((%(artists)s::bigint[])[1 + h.i %% cardinality(%(artists)s::bigint[])], 0, b.first),
       (%(label)s, b.first, b.second),
       ((%(publishers)s::bigint[])[1 + h.i %% cardinality(%(publishers)s::bigint[])], b.first + b.second, b.third)
       ) p (team, before, points)
"""
_LINES = """
WITH made AS (
    INSERT INTO reports_batch (id, partner_id, test, source, client, sent_at, lines, accepted, repeated, refused,
                               outside)
    VALUES (uuidv7(), %(partner)s, false, 'file', '', now(), %(count)s, %(count)s, 0, 0, 0) RETURNING id
), filled AS (
    INSERT INTO reports_line (id, batch_id, partner_id, test, reference, licences, versions, outside, asset_id, use,
           territory, model, began_at, ended_at, quantity, minutes, revenue, currency, outputs, received_at,
           after_closing)
    SELECT uuidv7(), m.id, %(partner)s, false, m.id || '-' || u.i, ARRAY[%(licence)s::bigint],
           ARRAY[%(version)s::bigint], '', h.track, (ARRAY['remix', 'cover', 'reference'])[1 + u.i %% 3],
           (ARRAY['DE', 'FR', 'US', 'JP', ''])[1 + u.i %% 5], '', u.at, u.at, 1.25 * (1 + u.i %% 7), 0, 0, '', '{}',
           now(), false
      FROM made m
     CROSS JOIN (SELECT i, %(first)s::date + (i %% %(days)s) * interval '1 day' + interval '7 hours' AS at
                   FROM generate_series(%(start)s::int, %(start)s::int + %(count)s::int - 1) i) u
      JOIN held h ON h.i = 1 + u.i %% %(tracks)s
)
SELECT id FROM made
"""


@dataclass(frozen=True)
class Holdings:
    """What a label's partner uses: so many tracks, each of an artist, the label and a publisher."""

    tracks: int
    label: int
    slug: str
    partner: int
    licence: int
    version: int


def holdings(slug: str, tracks: int, *, since: date) -> Holdings:
    """Make them. One at a time in a run: the tracks are in a temporary table, `held`, until the next are made."""
    _run("SET session_replication_role = replica; DROP TABLE IF EXISTS held")
    artists = _teams("artist", f"{slug}-artist", max(4, tracks // _ARTISTS))
    publishers = _teams("publisher", f"{slug}-publisher", _PUBLISHERS)
    label, partner = data.team("label", slug, slug), data.team("partner", f"{slug} user", f"{slug}-user")
    numbers = [points for parts in PARTS for points in parts]
    values = {"count": tracks, "artists": artists, "publishers": publishers, "label": label, "slug": slug}
    _run(_TRACKS, values | {"parts": numbers, "since": since})
    _run("SET session_replication_role = DEFAULT; CREATE INDEX ON held (i); ANALYZE held")
    version = _licensed(partner, [label, *publishers], since)
    return Holdings(tracks, label, slug, partner, version.licence_id, version.pk)


def report(of: Holdings, uses: int, *, first: date, days: int) -> list[UUID]:
    """So many uses of the tracks that were made last, evenly over the days: the batches they came in."""
    _run("SET session_replication_role = replica")
    batches = []
    for start in range(0, uses, BATCH):
        values = vars(of) | {"count": min(BATCH, uses - start), "start": start, "first": first, "days": days}
        with connection.cursor() as cursor:
            cursor.execute(_LINES, values)
            batches.append(cursor.fetchone()[0])
    _run("SET session_replication_role = DEFAULT")
    return batches


def expected(of: Holdings) -> dict[int, Fraction]:
    """What each team must have earned, worked out from what was reported in fractions, by the rule as it is written."""
    sums: dict[int, Fraction] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [of.partner])
        for quantity, count, teams, points in cursor.fetchall():
            amount = _micro(Fraction(quantity) * Fraction(PRICE) + Fraction(1, 2 * 10**6))
            before = 0
            for team, part in zip(teams, points, strict=True):
                share = _micro(amount * (before + part) / 10_000) - _micro(amount * before / 10_000)
                sums[team] = sums.get(team, Fraction(0)) + share * int(count)
                before += part
    return sums


_COUNTED = """
SELECT l.quantity, sum(l.uses), p.teams, p.points
  FROM (SELECT quantity, asset_id, count(*) AS uses FROM reports_line WHERE partner_id = %s GROUP BY 1, 2) l
  JOIN splits_split s ON s.asset_id = l.asset_id
  JOIN (SELECT split_id, array_agg(team_id ORDER BY before) AS teams, array_agg(basis_points ORDER BY before) AS points
          FROM splits_share GROUP BY 1) p ON p.split_id = s.id
 GROUP BY 1, 3, 4
"""


def _micro(exact: Fraction) -> Fraction:
    return Fraction(trunc(exact * 10**6), 10**6)


def _licensed(partner: int, licensors: list[int], since: date) -> Version:
    now = timezone.now()
    agreed = Terms(
        ("remix", "cover", "reference"), Catalogue(Scope.ALL), since, since + timedelta(days=700), "EUR",
        rates=(Rate(Basis.PER_OUTPUT, PRICE),),
    )  # fmt: skip
    licence = Licence.objects.create(
        partner_id=partner, title="Everything", origin=Licence.Origin.OFFER, drafted_for_id=partner, created_at=now,
        state=State.DRAFT,
    )  # fmt: skip
    version = Version.objects.create(
        licence=licence, number=1, terms=agreed.as_data(), text="", sha256="", deal_sha256=agreed.deal_sha256,
        proposed_for_id=partner, proposed_at=now,
    )  # fmt: skip
    version.rates.create(basis=Basis.PER_OUTPUT, amount=PRICE, currency="EUR")
    for team in licensors:
        licence.parties.create(team_id=team)
    return version


def _teams(kind: str, slug: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_TEAMS, {"kind": kind, "slug": slug, "count": count})
        return [team for (team,) in cursor.fetchall()]


def _run(query: str, values: dict[str, object] | None = None) -> None:
    """Several statements in one transaction, so that `now()` is the same in all."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in query.split(";"):
            cursor.execute(statement, values)
