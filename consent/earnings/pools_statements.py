"""The statements that divide a sum over works: a fixed number of them for one work or a hundred thousand.

`pools_weighed` gets each asset a sum divides over, with its weight; what is staged from it goes the way of every
charge.
"""

TABLES = """
CREATE TEMPORARY TABLE IF NOT EXISTS pools_weighed (asset uuid PRIMARY KEY, weight numeric) ON COMMIT DELETE ROWS;
DELETE FROM pools_weighed
"""

# What a signed version names, of what its licensors hold: each track, voice or likeness; and a song itself only where
# none of its tracks is named, so that no work counts twice. A voice or likeness is licensed by name alone.
COVERED = """
INSERT INTO pools_weighed
WITH held AS MATERIALIZED (
    SELECT asset_id AS id FROM catalog_holding WHERE team_id = ANY (%(licensors)s)
     UNION
    SELECT e.recording_id FROM catalog_holding h JOIN catalog_embodiment e ON e.composition_id = h.asset_id
     WHERE h.team_id = ANY (%(licensors)s)
),
named AS MATERIALIZED (
    SELECT a.id, a.kind FROM catalog_asset a JOIN held USING (id)
     WHERE a.kind = ANY (%(kinds)s)
       AND (%(scope)s = 'assets' AND a.id = ANY (%(assets)s)
            OR a.kind IN ('recording', 'composition')
               AND (%(scope)s = 'all' OR %(scope)s = 'artists' AND a.artist_id = ANY (%(artists)s)))
       AND a.id <> ALL (%(without_assets)s) AND coalesce(a.artist_id <> ALL (%(without_artists)s), true)
)
SELECT n.id, 1 FROM named n
  LEFT JOIN (SELECT DISTINCT e.composition_id AS id
               FROM named r JOIN catalog_embodiment e ON e.recording_id = r.id) t ON t.id = n.id
 WHERE n.kind <> 'composition' OR t.id IS NULL
"""

NAMED = "INSERT INTO pools_weighed SELECT id, 1 FROM catalog_asset WHERE id = ANY (%(works)s)"

# What was reported of each asset, less what was reversed: of a licence's versions, or of the partner's uses of works.
REPORTED = """
INSERT INTO pools_weighed
SELECT l.asset_id, sum(l.quantity)
  FROM reports_line l
 WHERE NOT l.test
   AND (%(licence)s::bigint IS NULL OR l.batch_id IN (
        SELECT d.batch_id FROM reports_daytotal d
         WHERE d.licence_id = %(licence)s AND d.day BETWEEN %(first)s AND %(last)s))
   AND (%(licence)s::bigint IS NULL OR l.versions && ARRAY(
        SELECT v.id FROM licences_version v WHERE v.licence_id = %(licence)s))
   AND (%(licence)s::bigint IS NOT NULL OR l.partner_id = %(partner)s AND l.asset_id = ANY (%(works)s))
   AND l.use = ANY (%(uses)s)
   AND (l.began_at AT TIME ZONE 'UTC')::date BETWEEN %(first)s AND %(last)s
 GROUP BY l.asset_id HAVING sum(l.quantity) > 0
"""

# A work's part lies between two boundaries, in the order of ids, cut to a micro: see `money.weighed`. Which side of it
# the licensors hold is whose split counts; a song side divides evenly over the works of a track: see `posting`. What is
# less than a micro is nothing.
STAGE = """
INSERT INTO earnings_staged
WITH part AS (
    SELECT asset, weight, div(%(amount)s * 1000000 * sum(weight) OVER upto, sum(weight) OVER ())
           - div(%(amount)s * 1000000 * (sum(weight) OVER upto - weight), sum(weight) OVER ()) AS micros
      FROM pools_weighed WINDOW upto AS (ORDER BY asset ROWS UNBOUNDED PRECEDING)
),
reached AS MATERIALIZED (
    SELECT asset, asset AS work, false AS song FROM pools_weighed
     UNION ALL
    SELECT w.asset, e.composition_id, true FROM pools_weighed w JOIN catalog_embodiment e ON e.recording_id = w.asset
),
held AS MATERIALIZED (
    SELECT r.asset, bool_or(NOT r.song AND g."right" IN ('performer', 'master')) AS rec,
           bool_or(r.song OR g."right" = 'publishing') AS song
      FROM reached r JOIN catalog_holding g ON g.asset_id = r.work
     WHERE g.team_id = ANY (%(licensors)s)
     GROUP BY 1
),
side AS MATERIALIZED (
    SELECT p.asset, p.weight, p.micros, a.kind, h.rec, h.song
      FROM part p JOIN catalog_asset a ON a.id = p.asset LEFT JOIN held h ON h.asset = p.asset
),
worked AS (
    SELECT s.asset, s.weight, s.micros, t.side, coalesce(w.work, s.asset) AS work,
           row_number() OVER one AS place, count(*) OVER (PARTITION BY s.asset) AS works
      FROM side s
     CROSS JOIN LATERAL (SELECT CASE
           WHEN s.kind IN ('voice', 'likeness') THEN 'self'
           WHEN s.kind = 'composition' THEN 'song'
           WHEN %(everybody)s OR s.rec AND s.song THEN 'whole'
           WHEN s.song THEN 'song' ELSE 'recording' END) t (side)
      LEFT JOIN LATERAL (
           SELECT e.composition_id FROM catalog_embodiment e
            WHERE e.recording_id = s.asset AND t.side = 'song') w (work) ON true
    WINDOW one AS (PARTITION BY s.asset ORDER BY w.work)
)
SELECT nextval('earnings_charge_id_seq'), NULL, %(pool)s, %(rate)s, %(version)s, %(partner)s, asset, work, side,
       %(use)s, '', %(day)s, %(month)s, weight, round(0.000001 * micros / weight, 6),
       0.000001 * (div(micros * place, works) - div(micros * (place - 1), works)), %(currency)s, NULL, %(kind)s, 0
  FROM worked
 WHERE div(micros * place, works) <> div(micros * (place - 1), works)
"""

# What each team has of a pool, kept with every posting like the totals: whoever a later split lets in is concerned too.
POOLED = """
INSERT INTO earnings_concerned AS t (pool_id, team_id, works, amount)
SELECT s.pool, p.team, count(DISTINCT s.asset), sum(p.amount)
  FROM earnings_parted p JOIN earnings_staged s ON s.id = p.charge
 WHERE s.pool IS NOT NULL GROUP BY 1, 2
    ON CONFLICT (pool_id, team_id) DO UPDATE SET amount = t.amount + excluded.amount
"""

# Who holds something of what the sum divided over, and has a part of it or waits for a split.
CONCERNED = """
INSERT INTO earnings_concerned (pool_id, team_id, works, amount)
SELECT %(pool)s, team_id, count(DISTINCT asset_id), 0 FROM (
    SELECT h.team_id, c.asset_id FROM earnings_charge c JOIN catalog_holding h ON h.asset_id = c.work_id
     WHERE c.pool_id = %(pool)s AND CASE c.side WHEN 'self' THEN h."right" = 'self' WHEN 'song'
           THEN h."right" = 'publishing' ELSE h."right" IN ('performer', 'master') END
     UNION ALL
    SELECT h.team_id, c.asset_id FROM earnings_charge c JOIN catalog_embodiment e ON e.recording_id = c.work_id
      JOIN catalog_holding h ON h.asset_id = e.composition_id AND h."right" = 'publishing'
     WHERE c.pool_id = %(pool)s AND c.side = 'whole'
     UNION ALL
    SELECT e.team_id, c.asset_id FROM earnings_charge c JOIN earnings_earning e ON e.charge_id = c.id
     WHERE c.pool_id = %(pool)s) one
 GROUP BY team_id
    ON CONFLICT (pool_id, team_id) DO UPDATE SET works = excluded.works
"""

# What a licence's versions have come to on the days of a year, all but what minimums and settlements added.
CAME_TO = """
SELECT coalesce(sum(c.amount), 0)
  FROM earnings_charge c LEFT JOIN earnings_pool p ON p.id = c.pool_id
 WHERE c.partner_id = %(partner)s AND c.month >= date_trunc('month', %(first)s::date)::date
   AND c.used_on BETWEEN %(first)s AND %(last)s AND c.currency = %(currency)s
   AND c.version_id = ANY (ARRAY(SELECT v.id FROM licences_version v WHERE v.licence_id = %(licence)s))
   AND coalesce(p.kind, '') NOT IN ('minimum', 'settlement')
"""
