"""The statements of `expected`: what permits and outputs say was made and no line reported, by asset and day, and what
it would come to. What is said twice here is said by `posting_statements` first: sides, works, and whose part it is."""

# Permits of the days that no line reported, and outputs that none names. A line under the licence that names no permit
# is taken for as many permits of its asset, use and month: whoever reports by the month names none.
#
# `team` is null for the partner itself; else only assets count that the team holds a side of. That is looked up once
# for each asset that was allowed or published, and LIMIT leaves the planner no other way: a label with 100,000 works
# does not read its catalogue for its page.
_UNREPORTED = """
WITH ours AS MATERIALIZED (
    SELECT a.asset_id
      FROM (SELECT t.asset_id FROM decisions_permit t
             WHERE NOT t.test AND t.issued_at >= %(begins)s AND t.issued_at < %(ends)s
             UNION
            SELECT w.asset_id FROM reports_output o JOIN reports_part w ON w.output_id = o.id
             WHERE NOT o.test AND o.made_at >= %(begins)s AND o.made_at < %(ends)s) a
     WHERE %(team)s::bigint IS NOT NULL
       AND ((SELECT true FROM catalog_holding h WHERE h.asset_id = a.asset_id AND h.team_id = %(team)s::bigint LIMIT 1)
            OR (SELECT true FROM catalog_embodiment e JOIN catalog_holding h ON h.asset_id = e.composition_id
                 WHERE e.recording_id = a.asset_id AND h.team_id = %(team)s::bigint LIMIT 1))
),
permit AS MATERIALIZED (
    SELECT t.id, t.partner_id, t.asset_id, t.use, (t.issued_at AT TIME ZONE 'UTC')::date AS day, t.quantity, t.versions
      FROM decisions_permit t
     WHERE NOT t.test AND t.issued_at >= %(begins)s AND t.issued_at < %(ends)s
       AND (%(partner)s::bigint IS NULL OR t.partner_id = %(partner)s::bigint)
       AND (%(team)s::bigint IS NULL OR t.asset_id IN (SELECT asset_id FROM ours))
       AND NOT EXISTS (SELECT FROM reports_line x LEFT JOIN reports_line b ON b.reverses_id = x.id
                        WHERE x.permit_id = t.id AND x.reverses_id IS NULL AND b.id IS NULL)
),
permits AS (
    SELECT p.partner_id, v.licence_id, v.id AS version, p.use, p.asset_id, p.day, sum(p.quantity) AS units,
           count(*) AS permits
      FROM permit p JOIN licences_version v ON v.id = ANY (p.versions)
     GROUP BY 1, 2, 3, 4, 5, 6
),
forgiven AS MATERIALIZED (
    SELECT k.version, k.use, k.asset_id, k.month, sum(l.quantity) AS units
      FROM (SELECT DISTINCT version, use, asset_id, date_trunc('month', day)::date AS month FROM permits) k
      JOIN reports_line l ON l.asset_id = k.asset_id AND l.use = k.use AND l.permit_id IS NULL AND NOT l.test
       AND k.version = ANY (l.versions)
       AND l.began_at >= k.month::timestamp AT TIME ZONE 'UTC'
       AND l.began_at < (k.month + interval '1 month') AT TIME ZONE 'UTC'
     GROUP BY 1, 2, 3, 4
),
outputs AS (
    SELECT o.partner_id, v.licence_id, v.id AS version, w.use, w.asset_id,
           (o.made_at AT TIME ZONE 'UTC')::date AS day, count(*) AS units
      FROM reports_output o JOIN reports_part w ON w.output_id = o.id JOIN licences_version v ON v.id = w.version_id
     WHERE NOT o.test AND o.made_at >= %(begins)s AND o.made_at < %(ends)s
       AND (%(partner)s::bigint IS NULL OR o.partner_id = %(partner)s::bigint)
       AND (%(team)s::bigint IS NULL OR w.asset_id IN (SELECT asset_id FROM ours))
       AND NOT EXISTS (SELECT FROM reports_line x LEFT JOIN reports_line b ON b.reverses_id = x.id
                        WHERE x.asset_id = w.asset_id AND x.use = w.use AND x.partner_id = o.partner_id AND NOT x.test
                          AND o.reference = ANY (x.outputs) AND x.reverses_id IS NULL AND b.id IS NULL)
     GROUP BY 1, 2, 3, 4, 5, 6
),
open_permits AS (
    SELECT p.partner_id, p.licence_id, p.version, p.use, p.asset_id, p.day, p.permits,
           greatest(0, least(p.units, sum(p.units) OVER (
               PARTITION BY p.version, p.use, p.asset_id, date_trunc('month', p.day) ORDER BY p.day
           ) - greatest(coalesce(f.units, 0), 0))) AS units
      FROM permits p
      LEFT JOIN forgiven f ON f.version = p.version AND f.use = p.use AND f.asset_id = p.asset_id
       AND f.month = date_trunc('month', p.day)::date
),
missing AS MATERIALIZED (
    SELECT coalesce(p.partner_id, o.partner_id) AS partner, coalesce(p.licence_id, o.licence_id) AS licence,
           coalesce(p.version, o.version) AS version, coalesce(p.use, o.use) AS use,
           coalesce(p.asset_id, o.asset_id) AS asset, coalesce(p.day, o.day) AS day,
           CASE WHEN p.units > 0 THEN p.permits ELSE 0 END AS permits, coalesce(o.units, 0) AS outputs,
           greatest(coalesce(p.units, 0), coalesce(o.units, 0)) AS units
      FROM (SELECT * FROM open_permits WHERE units > 0) p
      FULL JOIN outputs o ON o.version = p.version AND o.use = p.use AND o.asset_id = p.asset_id AND o.day = p.day
),
"""

# A licence's own means of the days before: minutes and revenue of one output. None where it reported none.
_MEANS = """
said AS MATERIALIZED (
    SELECT k.licence, k.use, sum(t.minutes) / nullif(sum(t.quantity), 0) AS minutes
      FROM (SELECT DISTINCT licence, use FROM missing) k
      JOIN reports_daytotal t ON t.licence_id = k.licence AND t.use = k.use
       AND t.day > %(today)s::date - %(days)s AND t.day <= %(today)s
     GROUP BY 1, 2
),
sold AS MATERIALIZED (
    SELECT k.licence, k.use, t.currency, sum(t.revenue) / nullif(sum(t.quantity), 0) AS revenue
      FROM (SELECT DISTINCT licence, use FROM missing) k
      JOIN reports_daytotal t ON t.licence_id = k.licence AND t.use = k.use AND t.currency <> ''
       AND t.day > %(today)s::date - %(days)s AND t.day <= %(today)s
     GROUP BY 1, 2, 3
),
"""

# Each of these under each rate of its version: what one unit comes to, null where nothing says.
_PRICED = """
priced AS MATERIALIZED (
    SELECT m.partner, m.licence, m.version, m.use, m.asset, m.day, r.currency, m.units, m.permits, m.outputs,
           r.basis <> 'per_output' AS mean, r.id AS rate,
           m.units * CASE r.basis
               WHEN 'per_output' THEN r.amount
               WHEN 'per_minute' THEN r.amount * nullif(s.minutes, 0)
               ELSE r.basis_points * 0.0001 * nullif(e.revenue, 0) END AS amount
      FROM missing m
      LEFT JOIN licences_rate r ON r.version_id = m.version
       AND r.basis IN ('per_output', 'per_minute', 'revenue_share')
       AND (r.use = m.use OR (r.use = '' AND NOT EXISTS (
            SELECT FROM licences_rate n WHERE n.version_id = m.version AND n.basis = r.basis AND n.use = m.use)))
      LEFT JOIN said s ON s.licence = m.licence AND s.use = m.use
      LEFT JOIN sold e ON e.licence = m.licence AND e.use = m.use AND e.currency = r.currency
),
valued AS MATERIALIZED (
    SELECT partner, licence, version, use, asset, day, coalesce(max(currency), '') AS currency, max(units) AS units,
           max(permits) AS permits, max(outputs) AS outputs, coalesce(sum(amount), 0) AS amount,
           coalesce(bool_or(mean), false) AS mean,
           coalesce(bool_or(rate IS NOT NULL AND amount IS NULL), false) AS unknown
      FROM priced GROUP BY 1, 2, 3, 4, 5, 6
)
"""

# The same, and of each the part of one team: that of the split in force on the day, or all where it holds it alone.
_SHARED = """,
side AS MATERIALIZED (
    SELECT k.licence, k.asset, a.kind, bool_or(h.rec) AS rec, bool_or(h.song) AS song
      FROM (SELECT DISTINCT licence, asset FROM valued) k
      JOIN catalog_asset a ON a.id = k.asset
      LEFT JOIN LATERAL (
           SELECT g."right" IN ('performer', 'master') AS rec, g."right" = 'publishing' AS song
             FROM catalog_holding g JOIN licences_party p ON p.team_id = g.team_id AND p.licence_id = k.licence
            WHERE g.asset_id = k.asset
            UNION ALL
           SELECT false, true FROM catalog_embodiment e JOIN catalog_holding g ON g.asset_id = e.composition_id
             JOIN licences_party p ON p.team_id = g.team_id AND p.licence_id = k.licence
            WHERE e.recording_id = k.asset) h ON true
     GROUP BY 1, 2, 3
),
worked AS MATERIALIZED (
    SELECT s.licence, s.asset, t.side, coalesce(w.work, s.asset) AS work,
           count(*) OVER (PARTITION BY s.licence, s.asset) AS works
      FROM side s
     CROSS JOIN LATERAL (SELECT CASE
           WHEN s.kind IN ('voice', 'likeness') THEN 'self'
           WHEN s.kind = 'composition' THEN 'song'
           WHEN s.rec AND s.song THEN 'whole'
           WHEN s.song THEN 'song' ELSE 'recording' END) t (side)
      LEFT JOIN LATERAL (
           SELECT e.composition_id FROM catalog_embodiment e
            WHERE e.recording_id = s.asset AND t.side = 'song') w (work) ON true
),
divided AS MATERIALIZED (
    SELECT k.work, k.side, k.day, s.id AS split,
           CASE WHEN s.id IS NOT NULL THEN coalesce((SELECT h.basis_points FROM splits_share h
                                                     WHERE h.split_id = s.id AND h.team_id = %(team)s::bigint), 0)
                WHEN alone.teams = 1 AND alone.mine THEN 10000
                WHEN alone.teams > 1 AND alone.mine THEN NULL ELSE 0 END AS basis_points
      FROM (SELECT DISTINCT w.work, w.side, v.day FROM worked w JOIN valued v USING (licence, asset)) k
      LEFT JOIN LATERAL (
           SELECT id FROM splits_split s
            WHERE s.asset_id = k.work AND s.side = k.side AND s.state = 'agreed' AND s.effective_on <= k.day
            ORDER BY s.effective_on DESC, s.number DESC LIMIT 1) s ON true
      LEFT JOIN LATERAL (
           SELECT count(DISTINCT t.team) AS teams, bool_or(t.team = %(team)s::bigint) AS mine FROM (
               SELECT g.team_id AS team FROM catalog_holding g
                WHERE s.id IS NULL AND g.asset_id = k.work AND CASE k.side WHEN 'song' THEN g."right" = 'publishing'
                      WHEN 'self' THEN g."right" = 'self' ELSE g."right" IN ('performer', 'master') END
                UNION
               SELECT g.team_id FROM catalog_embodiment e JOIN catalog_holding g ON g.asset_id = e.composition_id
                WHERE s.id IS NULL AND k.side = 'whole' AND e.recording_id = k.work AND g."right" = 'publishing'
           ) t) alone ON true
),
mine AS (
    SELECT v.partner, v.licence, v.version, v.use, v.day, v.currency, v.mean, v.unknown, v.asset, v.units, v.permits,
           v.outputs,
           sum(coalesce(v.amount * d.basis_points / 10000 / w.works, 0)) AS amount,
           bool_or(d.basis_points IS NULL) AS unsplit
      FROM valued v JOIN worked w USING (licence, asset) JOIN divided d USING (work, side, day)
     WHERE d.basis_points IS NULL OR d.basis_points > 0
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
)
"""

_WHOLE = ", mine AS (SELECT *, false AS unsplit FROM valued)"
_OWN = _UNREPORTED + _MEANS + _PRICED + _WHOLE
_HELD = _UNREPORTED + _MEANS + _PRICED + _SHARED

_BY_DAY = """
SELECT day, partner, use, currency, round(sum(amount), 6) FROM mine
 WHERE currency <> '' GROUP BY 1, 2, 3, 4 HAVING round(sum(amount), 6) > 0 ORDER BY 1, 2, 3, 4
"""
_BY_USE = """
SELECT licence, partner, use, currency, sum(units), sum(permits), sum(outputs), round(sum(amount), 6), bool_or(mean),
       bool_or(unknown), bool_or(unsplit)
  FROM mine GROUP BY 1, 2, 3, 4 ORDER BY 1, 3, 4
"""

OWN_BY_DAY, HELD_BY_DAY = _OWN + _BY_DAY, _HELD + _BY_DAY
OWN_BY_USE, HELD_BY_USE = _OWN + _BY_USE, _HELD + _BY_USE

# What was reported and charged for uses, of an accounting month; of a team its own part.
OWN_REPORTED = """
SELECT v.licence_id, c.partner_id, c.use, c.currency, sum(c.amount) FROM earnings_charge c
  JOIN licences_version v ON v.id = c.version_id
 WHERE c.month = %(month)s AND c.partner_id = %(partner)s AND c.line_id IS NOT NULL GROUP BY 1, 2, 3, 4
"""
HELD_REPORTED = """
SELECT v.licence_id, t.partner_id, t.use, t.currency, sum(t.amount) FROM earnings_versiontotal t
  JOIN licences_version v ON v.id = t.version_id
 WHERE t.month = %(month)s AND t.team_id = %(team)s AND t.kind = '' GROUP BY 1, 2, 3, 4
"""

# Checks are paid by the thousand once the month is over: those allowed, less what was posted for them.
CHECKS = """
SELECT v.licence_id, r.use, r.currency, sum(t.count) AS checks, round(sum(t.count * r.amount) / 1000, 6) AS amount
  FROM usage_tally t JOIN licences_version v ON v.id = t.version
  JOIN licences_rate r ON r.version_id = v.id AND r.basis = 'per_1000_checks'
   AND (r.use = t.use OR (r.use = '' AND NOT EXISTS (
        SELECT FROM licences_rate n WHERE n.version_id = v.id AND n.basis = r.basis AND n.use = t.use)))
 WHERE t.partner_id = %(partner)s AND NOT t.test AND t.answer = 'allow' AND t.day >= %(first)s AND t.day <= %(last)s
   AND NOT EXISTS (SELECT FROM earnings_pool p JOIN licences_version o ON o.id = p.version_id
                    WHERE o.licence_id = v.licence_id AND p.kind = 'checks'
                      AND p.first <= %(last)s AND p.last >= %(first)s)
 GROUP BY 1, 2, 3 ORDER BY 1, 2
"""
