"""The statements of posting: a fixed number of them for one line or a million.

New charges go into `earnings_staged`, their parts into `earnings_parted`; both are temporary tables of the connection
and empty when the transaction ends. Whoever stages charges (lines here, sums in `pools`) writes them the same way.
"""

TABLES = """
CREATE TEMPORARY TABLE IF NOT EXISTS earnings_staged (
    id bigint, line uuid, pool bigint, rate bigint, version bigint, partner bigint, asset uuid, work uuid, side text,
    use text, territory text, used_on date, month date, units numeric, price numeric, amount numeric, currency text,
    reverses bigint, kind text, quantity numeric
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS earnings_priced (
    line uuid, partner bigint, asset uuid, use text, territory text, quantity numeric, used_on date, version bigint,
    licence bigint, rate bigint, currency text, units numeric, price numeric
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS earnings_worked (
    licence bigint, asset uuid, side text, work uuid, place bigint, works bigint
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS earnings_resolved (
    work uuid, side text, used_on date, split bigint, team bigint, before integer, basis_points integer
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS earnings_parted (
    charge bigint, turn smallint, team bigint, split bigint, basis_points smallint, month date, amount numeric,
    quantity numeric
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS earnings_made (
    team bigint, split bigint, basis_points smallint, month date, amount numeric, partner bigint, version bigint,
    kind text, use text, territory text, asset uuid, work uuid, side text, currency text, used_on date, below boolean,
    counted numeric
) ON COMMIT DELETE ROWS;
DELETE FROM earnings_staged;
DELETE FROM earnings_priced;
DELETE FROM earnings_worked;
DELETE FROM earnings_resolved;
DELETE FROM earnings_parted;
DELETE FROM earnings_made
"""

# Each line × each version it rests on × each rate of that version for its use; of two rates of a basis the one that
# names the use. What rates those are is asked once for all lines that rest on the same versions.
PRICED = """
INSERT INTO earnings_priced
WITH said AS MATERIALIZED (
    SELECT l.id, l.partner_id, l.asset_id, l.use, l.territory, l.quantity, l.minutes, l.revenue, l.currency, l.versions,
           (l.began_at AT TIME ZONE 'UTC')::date AS used_on
      FROM reports_line l
     WHERE l.batch_id = ANY (%(batches)s::uuid[]) AND NOT l.test AND l.reverses_id IS NULL
),
rated AS MATERIALIZED (
    SELECT k.versions, k.use, k.currency, v.id AS version, v.licence_id, r.id AS rate, r.currency AS paid, r.basis,
           CASE r.basis WHEN 'revenue_share' THEN r.basis_points * 0.0001 ELSE r.amount END AS price
      FROM (SELECT DISTINCT versions, use, currency FROM said) k
     CROSS JOIN LATERAL (SELECT DISTINCT unnest(k.versions)) u (version)
      JOIN licences_version v ON v.id = u.version
      JOIN licences_rate r ON r.version_id = v.id AND r.basis IN ('per_output', 'per_minute', 'revenue_share')
       AND (r.use = k.use OR (r.use = '' AND NOT EXISTS (
            SELECT FROM licences_rate s WHERE s.version_id = v.id AND s.basis = r.basis AND s.use = k.use)))
       AND (r.basis <> 'revenue_share' OR r.currency = k.currency)
)
SELECT l.id, l.partner_id, l.asset_id, l.use, l.territory, l.quantity, l.used_on, r.version, r.licence_id, r.rate,
       r.paid, CASE r.basis WHEN 'per_output' THEN l.quantity WHEN 'per_minute' THEN l.minutes ELSE l.revenue END,
       r.price
  FROM said l JOIN rated r ON r.versions = l.versions AND r.use = l.use AND r.currency = l.currency
"""

# Which side of each asset a licence pays, and whose split says who shares it. A song side of a recording divides
# equally over the works it embodies.
#
# From assets to their rights to the licensors among their holders, one step after the other: each is as large as what
# was reported. In one step the planner may begin with all that a licensor holds, once for each asset.
WORKED = """
INSERT INTO earnings_worked
WITH keys AS MATERIALIZED (SELECT DISTINCT licence, asset FROM earnings_priced),
reached AS MATERIALIZED (
    SELECT licence, asset, asset AS work, false AS song FROM keys
     UNION ALL
    SELECT k.licence, k.asset, e.composition_id, true FROM keys k JOIN catalog_embodiment e ON e.recording_id = k.asset
),
rights AS MATERIALIZED (
    SELECT r.licence, r.asset, g.team_id, r.song OR g."right" = 'publishing' AS song
      FROM reached r JOIN catalog_holding g ON g.asset_id = r.work
),
held AS MATERIALIZED (
    SELECT r.licence, r.asset, bool_or(r.song) AS song, bool_or(NOT r.song) AS recording
      FROM rights r JOIN licences_party p ON p.licence_id = r.licence AND p.team_id = r.team_id
     GROUP BY 1, 2
),
side AS MATERIALIZED (
    SELECT k.licence, k.asset, CASE
           WHEN a.kind IN ('voice', 'likeness') THEN 'self'
           WHEN a.kind = 'composition' THEN 'song'
           WHEN h.song AND h.recording THEN 'whole'
           WHEN h.song THEN 'song'
           -- Who licensed holds nothing of it any more: what a publisher licensed was the song all the same.
           WHEN h.asset IS NULL AND (
               SELECT bool_and(t.kind = 'publisher') FROM licences_party p JOIN teams_team t ON t.id = p.team_id
                WHERE p.licence_id = k.licence) THEN 'song'
           ELSE 'recording' END AS side
      FROM keys k JOIN catalog_asset a ON a.id = k.asset
      LEFT JOIN held h ON h.licence = k.licence AND h.asset = k.asset
)
SELECT s.licence, s.asset, s.side, coalesce(e.composition_id, s.asset),
       row_number() OVER (one ORDER BY e.composition_id), count(*) OVER one
  FROM side s LEFT JOIN catalog_embodiment e ON e.recording_id = s.asset AND s.side = 'song'
WINDOW one AS (PARTITION BY s.licence, s.asset)
"""

# `opens` is the first month that takes lines. Charges are numbered in the order of lines, rates and works, whatever the
# plan, and so go into their indexes one after the other.
CHARGES = """
INSERT INTO earnings_staged
SELECT nextval(%(charges)s::regclass), line, NULL, rate, version, partner, asset, work, side, use, territory, used_on,
       greatest(date_trunc('month', used_on)::date, %(opens)s::date), units, price,
       CASE WHEN works = 1 THEN amount ELSE 0.000001 * (
            div(amount * 1000000 * place, works) - div(amount * 1000000 * (place - 1), works)) END,
       currency, NULL, '', quantity
  FROM (SELECT p.*, m.amount, w.side, w.work, w.place, w.works
          FROM earnings_priced p
         CROSS JOIN LATERAL (SELECT round(p.units * p.price, 6)) m (amount)
          JOIN earnings_worked w ON w.licence = p.licence AND w.asset = p.asset
         WHERE m.amount <> 0
         ORDER BY p.line, p.rate, w.work) c
"""

# What a reversal takes back: the charges of the line it reverses.
REVERSALS = """
INSERT INTO earnings_staged
SELECT nextval(%(charges)s::regclass), l.id, NULL, c.rate_id, c.version_id, c.partner_id, c.asset_id, c.work_id, c.side,
       c.use, c.territory, c.used_on, greatest(date_trunc('month', c.used_on)::date, %(opens)s::date), -c.units,
       c.price, -c.amount, c.currency, c.id, '', l.quantity
  FROM reports_line l JOIN earnings_charge c ON c.line_id = l.reverses_id
 WHERE l.batch_id = ANY (%(batches)s::uuid[]) AND NOT l.test
"""

INSERT_CHARGES = """
INSERT INTO earnings_charge (id, line_id, pool_id, rate_id, version_id, partner_id, asset_id, work_id, side, use,
       territory, used_on, month, units, price, amount, currency, reverses_id)
SELECT id, line, pool, rate, version, partner, asset, work, side, use, territory, used_on, month, units, price, amount,
       currency, reverses
  FROM earnings_staged
"""

# By the split in force on the day; without one, by whoever alone holds that side, and did on the day: who gave a right
# up since must agree too (`inforce.CONCERNED`), or what is reported late would be the successor's. Else it is in none.
# OFFSET 0 holds the planner to a look-up for each work, whatever it knows of the tables.
RESOLVE = """
INSERT INTO earnings_resolved
WITH agreed AS MATERIALIZED (
    SELECT k.work, k.side, k.used_on, s.id
      FROM (SELECT DISTINCT work, side, used_on FROM earnings_staged WHERE reverses IS NULL) k
      LEFT JOIN LATERAL (
           SELECT id FROM splits_split s
            WHERE s.asset_id = k.work AND s.side = k.side AND s.state = 'agreed' AND s.effective_on <= k.used_on
            ORDER BY s.effective_on DESC, s.number DESC LIMIT 1) s ON true
),
alone AS MATERIALIZED (SELECT work, side, used_on FROM agreed WHERE id IS NULL),
reached AS MATERIALIZED (
    SELECT work, side, used_on, work AS asset, CASE side WHEN 'self' THEN ARRAY['self'] WHEN 'song'
           THEN ARRAY['publishing'] ELSE ARRAY['performer', 'master'] END AS rights
      FROM alone
     UNION ALL
    SELECT k.work, k.side, k.used_on, e.composition_id, ARRAY['publishing']
      FROM alone k
     CROSS JOIN LATERAL (SELECT composition_id FROM catalog_embodiment WHERE recording_id = k.work OFFSET 0) e
     WHERE k.side = 'whole'
)
SELECT a.work, a.side, a.used_on, a.id, h.team_id, h.before, h.basis_points
  FROM agreed a
 CROSS JOIN LATERAL (SELECT team_id, before, basis_points FROM splits_share WHERE split_id = a.id OFFSET 0) h
 UNION ALL
SELECT work, side, used_on, NULL, min(team), 0, 10000 FROM (
    SELECT r.work, r.side, r.used_on, g.team_id AS team
      FROM reached r
     CROSS JOIN LATERAL (
           SELECT team_id FROM catalog_holding WHERE asset_id = r.asset AND "right" = ANY (r.rights) OFFSET 0) g
     UNION ALL
    SELECT k.work, k.side, k.used_on, j.team_id::bigint
      FROM alone k
     CROSS JOIN LATERAL (
           SELECT j.team_id FROM journal_entry j
            WHERE j.subject_kind = 'asset' AND j.subject_id = k.work::text AND j.type = 'holding.removed'
              AND j.team_id IS NOT NULL AND (j.at AT TIME ZONE 'UTC')::date > k.used_on AND CASE k.side
                  WHEN 'self' THEN j.data->>'right' = 'self' WHEN 'song' THEN j.data->>'right' = 'publishing'
                  ELSE j.data->>'right' IN ('performer', 'master') END
           OFFSET 0) j) h
 GROUP BY 1, 2, 3 HAVING min(team) = max(team)
"""

# A part lies between two boundaries, cut to a micro towards zero: see `money.divided`.
_PART = """trunc(s.amount * (r.before + r.basis_points) * 0.0001, 6) - trunc(s.amount * r.before * 0.0001, 6)"""

PARTS = f"""
INSERT INTO earnings_parted
SELECT s.id, 0, r.team, r.split, r.basis_points, s.month, {_PART}, s.quantity
  FROM earnings_staged s JOIN earnings_resolved r USING (work, side, used_on)
 WHERE s.reverses IS NULL
"""  # noqa: S608  (both parts are constants of this file)

# A reversal goes to whom the charge has gone by now; `turn` of the latest division is even.
REVERSED_PARTS = """
INSERT INTO earnings_parted
SELECT s.id, 0, e.team_id, e.split_id, e.basis_points, s.month, -e.amount, s.quantity
  FROM earnings_staged s
  JOIN earnings_earning e ON e.charge_id = s.reverses
   AND e.turn = (SELECT max(x.turn) FROM earnings_earning x WHERE x.charge_id = s.reverses)
"""

WAITING = """
INSERT INTO earnings_unsplit (charge_id, work_id, side)
SELECT s.id, s.work, s.side FROM earnings_staged s WHERE NOT EXISTS (
       SELECT FROM earnings_parted p WHERE p.charge = s.id)
"""

# Each part with the hash of its row of a statement, in the columns of `statements_lines.EARNING`: what all parts of a
# charge say is put into words once.
INSERT_EARNINGS = """
INSERT INTO earnings_earning (charge_id, turn, team_id, split_id, basis_points, month, amount, sealed)
WITH said AS MATERIALIZED (
    SELECT s.id, concat(s.line, '|', s.pool, '|', s.kind, '|', s.partner, '|', v.licence_id, '|', v.number, '|', s.rate,
           '|', s.asset, '|', s.work, '|', s.side, '|', s.use, '|', s.territory, '|', s.used_on, '|',
           s.units::numeric(24, 6), '|', s.price::numeric(18, 6), '|', s.amount::numeric(24, 6)) AS words
      FROM earnings_staged s LEFT JOIN licences_version v ON v.id = s.version
)
SELECT p.charge, p.turn, p.team, p.split, p.basis_points, p.month, p.amount, sha256(convert_to(concat(
       'earning|', p.charge, '|', p.turn, '|', s.words, '|', p.split, '|', p.basis_points, '||||',
       p.amount::numeric(24, 6)), 'UTF8'))
  FROM earnings_parted p JOIN said s ON s.id = p.charge
"""

# What is wrong, or waits, now that splits are agreed: charges of their sides from their days on that another divided.
TO_CORRECT = """
INSERT INTO earnings_staged
SELECT c.id, c.line_id, c.pool_id, c.rate_id, c.version_id, c.partner_id, c.asset_id, c.work_id, c.side, c.use,
       c.territory, c.used_on, greatest(date_trunc('month', c.used_on)::date, %(opens)s::date), c.units, c.price,
       c.amount, c.currency, NULL, coalesce(p.kind, ''),
       CASE WHEN l.id IS NULL THEN 0 ELSE l.quantity END
  FROM (SELECT asset_id, side, min(effective_on) AS since FROM splits_split
         WHERE id = ANY (%(splits)s::bigint[]) AND state = 'agreed' GROUP BY 1, 2) k
  JOIN earnings_charge c ON c.work_id = k.asset_id AND c.side = k.side AND c.used_on >= k.since
  LEFT JOIN reports_line l ON l.id = c.line_id
  LEFT JOIN earnings_pool p ON p.id = c.pool_id
 CROSS JOIN LATERAL (
       SELECT id FROM splits_split s
        WHERE s.asset_id = c.work_id AND s.side = c.side AND s.state = 'agreed' AND s.effective_on <= c.used_on
        ORDER BY s.effective_on DESC, s.number DESC LIMIT 1) s
 WHERE s.id IS DISTINCT FROM (
       SELECT e.split_id FROM earnings_earning e WHERE e.charge_id = c.id ORDER BY e.turn DESC LIMIT 1)
"""

CORRECTED_PARTS = f"""
INSERT INTO earnings_parted
WITH latest AS (
    SELECT e.*, s.month AS to_month, s.quantity FROM earnings_staged s
      JOIN earnings_earning e ON e.charge_id = s.id
       AND e.turn = (SELECT max(x.turn) FROM earnings_earning x WHERE x.charge_id = s.id)
)
SELECT charge_id, turn + 1, team_id, split_id, basis_points, to_month, -amount, -quantity FROM latest
 UNION ALL
SELECT s.id, coalesce(l.turn + 2, 0), r.team, r.split, r.basis_points, s.month, {_PART}, s.quantity
  FROM earnings_staged s JOIN earnings_resolved r USING (work, side, used_on)
  LEFT JOIN (SELECT DISTINCT charge_id, turn FROM latest) l ON l.charge_id = s.id
"""  # noqa: S608  (both parts are constants of this file)

# For each split, how many of its charges were divided anew.
CORRECTED = """
SELECT k.id, count(s.id) FROM splits_split k JOIN earnings_staged s ON s.work = k.asset_id AND s.side = k.side
 WHERE k.id = ANY (%(splits)s::bigint[]) GROUP BY k.id
"""

NO_LONGER_WAITING = "DELETE FROM earnings_unsplit WHERE charge_id IN (SELECT id FROM earnings_staged)"

# A use counts once for a team, however many rates and works it is charged under.
MADE = """
INSERT INTO earnings_made
SELECT p.team, p.split, p.basis_points, p.month, p.amount, s.partner, s.version, s.kind, s.use, s.territory, s.asset,
       s.work, s.side, s.currency, s.used_on, s.amount < 0,
       CASE WHEN row_number() OVER (PARTITION BY p.team, s.line, s.id * (s.line IS NULL)::int, p.turn
                                    ORDER BY p.charge) = 1 THEN p.quantity ELSE 0 END
  FROM earnings_parted p JOIN earnings_staged s ON s.id = p.charge
"""

DAYS = """
INSERT INTO earnings_daytotal AS t (team_id, currency, day, partner_id, use, amount, quantity, lines)
SELECT team, currency, greatest(used_on, month), partner, use, sum(amount), sum(counted), count(*)
  FROM earnings_made GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (team_id, currency, day, partner_id, use) DO UPDATE
   SET amount = t.amount + excluded.amount, quantity = t.quantity + excluded.quantity, lines = t.lines + excluded.lines
"""

PLACES = """
INSERT INTO earnings_placetotal AS t (team_id, currency, month, territory, partner_id, amount, quantity, lines)
SELECT team, currency, month, territory, partner, sum(amount), sum(counted), count(*)
  FROM earnings_made GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (team_id, currency, month, territory, partner_id) DO UPDATE
   SET amount = t.amount + excluded.amount, quantity = t.quantity + excluded.quantity, lines = t.lines + excluded.lines
"""

ASSETS = """
WITH summed AS (
    SELECT team, currency, month, asset, sum(amount) AS amount, sum(counted) AS counted, count(*) AS lines
      FROM earnings_made GROUP BY 1, 2, 3, 4
)
INSERT INTO earnings_assettotal AS t (team_id, period, currency, asset_id, amount, quantity, lines)
SELECT team, period, currency, asset, sum(amount), sum(counted), sum(lines)
  FROM summed CROSS JOIN LATERAL (VALUES (to_char(month, 'YYYY-MM')), (to_char(month, 'YYYY"-Q"Q')),
                                         (to_char(month, 'YYYY')), ('all')) AS p (period)
 GROUP BY 1, 2, 3, 4
    ON CONFLICT (team_id, period, currency, asset_id) DO UPDATE
   SET amount = t.amount + excluded.amount, quantity = t.quantity + excluded.quantity, lines = t.lines + excluded.lines
"""

MONTHS = """
INSERT INTO earnings_monthtotal AS t (month, team_id, currency, partner_id, version_id, kind, use, asset_id, work_id,
       side, split_id, basis_points, amount, reversed, quantity, lines)
SELECT month, team, currency, partner, version, kind, use, asset, work, side, split, basis_points, sum(amount),
       coalesce(sum(amount) FILTER (WHERE below), 0), sum(counted), count(*)
  FROM earnings_made GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
    ON CONFLICT (month, team_id, currency, partner_id, version_id, kind, use, asset_id, work_id, side, split_id,
                 basis_points) DO UPDATE
   SET amount = t.amount + excluded.amount, reversed = t.reversed + excluded.reversed,
       quantity = t.quantity + excluded.quantity, lines = t.lines + excluded.lines
"""

VERSIONS = """
INSERT INTO earnings_versiontotal AS t (month, team_id, currency, partner_id, version_id, kind, use, amount, reversed,
       quantity, lines)
SELECT month, team, currency, partner, version, kind, use, sum(amount), coalesce(sum(amount) FILTER (WHERE below), 0),
       sum(counted), count(*)
  FROM earnings_made GROUP BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (month, team_id, currency, partner_id, version_id, kind, use) DO UPDATE
   SET amount = t.amount + excluded.amount, reversed = t.reversed + excluded.reversed,
       quantity = t.quantity + excluded.quantity, lines = t.lines + excluded.lines
"""

TOTALS = (MADE, DAYS, PLACES, ASSETS, MONTHS, VERSIONS)

# Batches to charge, and how many lines each has: those asked for, and those of the lines that theirs reverse; not what
# is charged already.
TO_EARN = """
WITH wanted AS (
    SELECT unnest(%(batches)s::uuid[]) AS batch
     UNION
    SELECT o.batch_id FROM reports_line l JOIN reports_line o ON o.id = l.reverses_id
     WHERE l.batch_id = ANY (%(batches)s::uuid[])
)
SELECT b.id, b.accepted FROM wanted w JOIN reports_batch b ON b.id = w.batch
 WHERE NOT b.test AND NOT EXISTS (SELECT FROM earnings_earned e WHERE e.batch_id = b.id) ORDER BY b.id
"""

FORGOTTEN = """
SELECT b.id FROM reports_batch b
 WHERE NOT b.test AND b.accepted > 0 AND b.sent_at < %(before)s
   AND NOT EXISTS (SELECT FROM earnings_earned e WHERE e.batch_id = b.id) ORDER BY b.id LIMIT %(most)s
"""

EARNED = """
INSERT INTO earnings_earned (batch_id, charges, earned_at)
SELECT b.id, count(c.id), %(now)s FROM unnest(%(batches)s::uuid[]) AS b (id)
  LEFT JOIN reports_line l ON l.batch_id = b.id LEFT JOIN earnings_charge c ON c.line_id = l.id GROUP BY b.id
"""
