"""The statements of the intake: a fixed number of them for one line or ten thousand.

What can be read goes by COPY into a temporary table of the connection, `reports_told`; `reports_judged` gets what the
database knows of each line. Both are emptied when the transaction ends.
"""

TABLES = """
CREATE TEMPORARY TABLE IF NOT EXISTS reports_told (
    id uuid, place integer, reference text, permit uuid, licences bigint[], asset uuid, isrc text, iswc text,
    use text, territory text, model text, used_from timestamptz, used_to timestamptz, quantity numeric(18, 6),
    minutes numeric(18, 6), revenue numeric(18, 6), currency text, outputs text[], reverses text
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS reports_judged (
    LIKE reports_told, versions bigint[], outside text, target uuid, code text, field text
) ON COMMIT DELETE ROWS;
DELETE FROM reports_told;
DELETE FROM reports_judged
"""

COPY = "COPY reports_told FROM STDIN"

# What the planner must know of the temporary tables are their sizes: a tenth of the usual sample tells it.
LOOK_BRIEFLY = "SET LOCAL default_statistics_target = 10"

# Live lines name assets of the catalogue; a test line names one of the sandbox, whose list comes as parameters.
CATALOGUE = "catalog_asset"
SANDBOX = """(SELECT id, isrc, iswc, kind, NULL::uuid AS artist_id
  FROM unnest(%(ids)s::uuid[], %(isrcs)s::text[], %(iswcs)s::text[], %(kinds)s::text[]) AS t (id, isrc, iswc, kind))"""

# Uses: the permit's own facts, the asset that was named, and the signed versions that covered it at the time. A
# version that takes over ends the one before, and its rows stay: so the past can be read from `licences_cover`.
# A licence over all that a team holds, or all of an artist, covers what the team holds a right in, or in its song.
# Of what is wrong with a line, the first that applies is said, in the order in which the partner would mend it.
JUDGE = """
INSERT INTO {judged}
WITH named AS MATERIALIZED (
    SELECT t.id, t.place, t.reference, t.permit, t.quantity, t.minutes, t.revenue, t.currency, t.outputs,
           t.licences,
           coalesce(p.asset_id, a.id, i.id, w.id) AS asset, coalesce(a.id, i.id, w.id) AS said,
           coalesce(a.kind, i.kind, w.kind) AS kind, coalesce(a.artist_id, i.artist_id, w.artist_id) AS artist_id,
           coalesce(p.use, t.use) AS use, t.use AS said_use,
           CASE WHEN p.id IS NULL OR p.territory = '' THEN t.territory ELSE p.territory END AS territory,
           CASE WHEN p.id IS NULL OR p.model = '' THEN t.model ELSE p.model END AS model,
           t.territory AS said_territory, t.model AS said_model,
           coalesce(t.used_from, p.issued_at) AS used_from, coalesce(t.used_to, p.issued_at) AS used_to,
           p.id AS found, p.versions, p.issued_at, p.expires_at, p.revoked_at,
           t.asset IS NOT NULL OR t.isrc IS NOT NULL OR t.iswc IS NOT NULL AS names_asset
      FROM {told} t
      LEFT JOIN decisions_permit p ON p.id = t.permit AND p.partner_id = %(partner)s AND p.test = %(test)s
      LEFT JOIN {assets} a ON a.id = t.asset
      LEFT JOIN {assets} i ON i.isrc = t.isrc AND i.isrc <> ''
      LEFT JOIN {assets} w ON w.iswc = t.iswc AND w.iswc <> ''
     WHERE t.reverses IS NULL
),
reach AS (
    SELECT n.place, v.licence_id, v.version_id, v.starts_at, v.ends_at,
           v.territories = '{{}}' OR n.territory = ANY (v.territories) AS here,
           v.model = '' OR v.model = n.model AS this
      FROM named n
      JOIN licences_cover v ON v.asset_id = n.asset AND v.partner_id = %(partner)s AND v.use = n.use
                           AND v.licence_id = ANY (n.licences)
     UNION ALL
    SELECT n.place, v.licence_id, v.version_id, v.starts_at, v.ends_at,
           v.territories = '{{}}' OR n.territory = ANY (v.territories), v.model = '' OR v.model = n.model
      FROM named n
      JOIN licences_cover v ON v.partner_id = %(partner)s AND v.use = n.use AND v.licence_id = ANY (n.licences)
                           AND v.asset_id IS NULL AND (v.artist_id IS NULL OR v.artist_id = n.artist_id)
     WHERE EXISTS (SELECT FROM catalog_holding h WHERE h.team_id = v.team_id AND h.asset_id = n.asset)
        OR EXISTS (SELECT FROM catalog_embodiment e JOIN catalog_holding h ON h.asset_id = e.composition_id
                    WHERE e.recording_id = n.asset AND h.team_id = v.team_id)
),
covered AS (
    SELECT n.place,
           array_agg(DISTINCT r.version_id) FILTER (WHERE r.here AND r.this) AS versions,
           count(DISTINCT r.version_id) FILTER (WHERE r.here AND r.this)
               > count(DISTINCT r.licence_id) FILTER (WHERE r.here AND r.this) AS changed,
           bool_or(n.territory = '' AND NOT r.here) AS where_missing,
           bool_or(n.model = '' AND NOT r.this) AS model_missing
      FROM named n
      JOIN reach r USING (place)
      JOIN licences_licence l ON l.id = r.licence_id
     WHERE r.starts_at < greatest(n.used_to, n.used_from + interval '1 microsecond') AND r.ends_at > n.used_from
       AND (r.version_id <> l.in_force_id OR NOT EXISTS (
            SELECT FROM licences_exclusion x
             WHERE x.licence_id = r.licence_id
               AND (x.asset_id = n.asset OR x.artist_id = n.artist_id OR x.asset_id IN (
                    SELECT e.composition_id FROM catalog_embodiment e WHERE e.recording_id = n.asset))))
       AND NOT EXISTS (
            SELECT FROM licences_suspension u
             WHERE u.licence_id = r.licence_id AND u.suspended_at <= n.used_from
               AND (u.resumed_at IS NULL
                    OR u.resumed_at >= greatest(n.used_to, n.used_from + interval '1 microsecond')))
     GROUP BY n.place
),
stopped AS (
    SELECT DISTINCT n.place FROM named n
      LEFT JOIN choices_standing s ON s.asset_id = n.asset AND s.use = n.use
     WHERE n.permit IS NULL AND (
           (s.answer = 0 AND s.changed_at <= n.used_from)
           OR EXISTS (SELECT FROM choices_pause z
                       WHERE z.team_id = ANY (s.teams) AND z.paused_at <= n.used_from
                         AND (z.resumed_at IS NULL OR z.resumed_at >= n.used_to)))
)
SELECT n.id, n.place, n.reference, n.permit, coalesce(n.licences, (
           SELECT array_agg(DISTINCT v.licence_id ORDER BY v.licence_id) FROM licences_version v
            WHERE v.id = ANY (n.versions)), '{{}}'),
       n.asset, NULL, NULL, n.use, n.territory, n.model, n.used_from, n.used_to, n.quantity, n.minutes, n.revenue,
       n.currency, n.outputs, NULL,
       CASE WHEN x.outside = '' AND NOT %(test)s THEN coalesce(n.versions, c.versions, '{{}}') ELSE '{{}}' END,
       x.outside, NULL, y.code, y.field
  FROM named n
  LEFT JOIN covered c USING (place)
  LEFT JOIN stopped z USING (place)
 CROSS JOIN LATERAL (SELECT CASE
       WHEN %(test)s THEN ''
       WHEN n.permit IS NOT NULL THEN CASE
            WHEN n.revoked_at <= n.used_from THEN 'withdrawn' WHEN n.versions = '{{}}' THEN 'not_licensed' ELSE '' END
       WHEN z.place IS NOT NULL THEN 'withdrawn'
       WHEN c.versions IS NULL THEN 'not_licensed'
       ELSE '' END) x (outside)
 CROSS JOIN LATERAL (SELECT
       split_part(w.why, ':', 1), split_part(w.why, ':', 2)
    FROM (SELECT CASE
       WHEN n.permit IS NOT NULL AND n.found IS NULL THEN 'unknown_permit:permit'
       WHEN n.permit IS NOT NULL AND n.names_asset AND n.said IS DISTINCT FROM n.asset THEN 'not_the_permits:asset'
       WHEN n.permit IS NOT NULL AND n.said_use IS NOT NULL AND n.said_use <> n.use THEN 'not_the_permits:use'
       WHEN n.permit IS NOT NULL AND n.said_territory NOT IN ('', n.territory) THEN 'not_the_permits:territory'
       WHEN n.permit IS NOT NULL AND n.said_model NOT IN ('', n.model) THEN 'not_the_permits:model'
       WHEN n.permit IS NOT NULL AND (n.used_from < n.issued_at - %(clocks)s OR n.used_to > n.expires_at + %(clocks)s)
            THEN 'outside_permit_life:made_at'
       WHEN n.revenue <> 0 AND EXISTS (
            SELECT FROM licences_rate r
             WHERE r.version_id = ANY (coalesce(n.versions, c.versions)) AND r.basis = 'revenue_share'
               AND r.use IN ('', n.use) AND r.currency <> n.currency) THEN 'other_currency:revenue.currency'
       WHEN greatest(n.quantity, n.minutes, n.revenue) >= 1000 AND EXISTS (
            SELECT FROM licences_rate r
             WHERE r.version_id = ANY (coalesce(n.versions, c.versions)) AND r.use IN ('', n.use) AND CASE r.basis
                   WHEN 'per_output' THEN n.quantity * r.amount WHEN 'per_minute' THEN n.minutes * r.amount
                   WHEN 'revenue_share' THEN n.revenue * r.basis_points * 0.0001 END >= 1000000000000)
            THEN 'amount_impossible:' || CASE greatest(n.quantity, n.minutes, n.revenue)
                 WHEN n.quantity THEN 'quantity' WHEN n.minutes THEN 'minutes' ELSE 'revenue' END
       WHEN n.permit IS NOT NULL THEN ''
       WHEN NOT n.licences <@ %(licences)s::bigint[] THEN 'unknown_licence:licence'
       WHEN n.asset IS NULL THEN 'unknown_asset:asset'
       WHEN n.use || ' ' || n.kind <> ALL (%(fits)s::text[]) THEN 'use_not_for_asset:use'
       WHEN x.outside <> 'withdrawn' AND c.versions IS NULL AND c.where_missing THEN 'territory_needed:territory'
       WHEN x.outside <> 'withdrawn' AND c.versions IS NULL AND c.model_missing THEN 'model_needed:model'
       WHEN c.changed THEN 'version_changed:period'
       ELSE '' END) w (why)) y (code, field)
"""

# Reversals: the line they take back, by its id or by the partner's reference.
REVERSALS = """
INSERT INTO reports_judged
SELECT t.id, t.place, t.reference, l.permit_id, l.licences, l.asset_id, NULL, NULL, l.use, l.territory, l.model,
       l.began_at, l.ended_at, -l.quantity, -l.minutes, -l.revenue, l.currency, l.outputs, t.reverses, l.versions,
       l.outside, l.id,
       CASE WHEN l.id IS NULL THEN 'unknown_line'
            WHEN l.reverses_id IS NOT NULL THEN 'reverses_a_reversal'
            WHEN b.reference <> t.reference THEN 'reversed_already'
            ELSE '' END, 'reverses'
  FROM reports_told t
  LEFT JOIN LATERAL (
       SELECT x.* FROM reports_line x
        WHERE x.partner_id = %(partner)s AND x.test = %(test)s AND x.reference = t.reverses
        UNION ALL
       SELECT x.* FROM reports_line x
        WHERE x.partner_id = %(partner)s AND x.test = %(test)s
          AND x.id = CASE WHEN t.reverses ~* %(uuid)s THEN t.reverses::uuid END
        LIMIT 1) l ON true
  LEFT JOIN reports_line b ON b.reverses_id = l.id
 WHERE t.reverses IS NOT NULL AND (l.id IS NOT NULL OR %(last)s)
   AND t.place NOT IN (SELECT place FROM reports_judged)
"""

# What was counted before under the same reference: the same, or something else?
REPEATED = """
UPDATE reports_judged j
   SET code = CASE WHEN l.reverses_id IS NOT DISTINCT FROM j.target AND (j.target IS NOT NULL OR (
                   l.permit_id IS NOT DISTINCT FROM j.permit AND (j.permit IS NOT NULL OR l.licences = j.licences)
                   AND (l.asset_id, l.use, l.territory, l.model, l.began_at, l.ended_at, l.quantity, l.minutes,
                        l.revenue, l.currency, l.outputs)
                     = (j.asset, j.use, j.territory, j.model, j.used_from, j.used_to, j.quantity, j.minutes,
                        j.revenue, j.currency, j.outputs)))
              THEN 'already_counted' ELSE 'reference_reused' END,
       field = 'reference'
  FROM reports_line l
 WHERE l.partner_id = %(partner)s AND l.test = %(test)s AND l.reference = j.reference AND l.id <> j.id
   AND (j.target IS NOT NULL) = %(reversals)s
"""

# The same reference twice in one batch: the first that can be counted stands.
REPEATED_HERE = """
UPDATE reports_judged j
   SET code = CASE WHEN f.target IS NOT DISTINCT FROM j.target AND (j.target IS NOT NULL OR (
                   f.permit IS NOT DISTINCT FROM j.permit AND (j.permit IS NOT NULL OR f.licences = j.licences)
                   AND (f.asset, f.use, f.territory, f.model, f.used_from, f.used_to, f.quantity, f.minutes,
                        f.revenue, f.currency, f.outputs)
                     = (j.asset, j.use, j.territory, j.model, j.used_from, j.used_to, j.quantity, j.minutes,
                        j.revenue, j.currency, j.outputs)))
              THEN 'already_counted' ELSE 'reference_reused' END,
       field = 'reference'
  FROM (SELECT DISTINCT ON (reference) * FROM reports_judged WHERE code = '' ORDER BY reference, place) f
 WHERE j.code = '' AND f.reference = j.reference AND f.place < j.place
"""

# Two reversals of one line under two references in one batch.
REVERSED_HERE = """
UPDATE reports_judged j SET code = 'reversed_already', field = 'reverses'
  FROM (SELECT target, min(place) AS place FROM reports_judged WHERE code = '' AND target IS NOT NULL GROUP BY 1) f
 WHERE j.code = '' AND j.target = f.target AND f.place < j.place
"""

# Permits under which more would be counted than they are for: their lines, and what is left, are weighed one by one.
TOO_MUCH = """
WITH asked AS (SELECT permit, sum(quantity) AS quantity, count(*) AS lines FROM reports_judged
                WHERE code = '' AND target IS NULL AND permit IS NOT NULL GROUP BY permit),
     counted AS (SELECT a.permit, coalesce(sum(l.quantity), 0) AS quantity,
                        count(l.id) FILTER (WHERE l.reverses_id IS NULL)
                          - count(l.id) FILTER (WHERE l.reverses_id IS NOT NULL) AS lines
                   FROM asked a LEFT JOIN reports_line l ON l.permit_id = a.permit GROUP BY a.permit)
SELECT j.place, j.permit, j.quantity, p.quantity - c.quantity,
       CASE WHEN p.single_use THEN greatest(0, 1 - c.lines) ELSE 2147483647 END
  FROM asked a JOIN counted c USING (permit) JOIN decisions_permit p ON p.id = a.permit
  JOIN reports_judged j ON j.permit = a.permit AND j.code = '' AND j.target IS NULL
 WHERE a.quantity + c.quantity > p.quantity OR (p.single_use AND a.lines + c.lines > 1)
 ORDER BY j.place
"""

REFUSE = """
UPDATE reports_judged j SET code = r.code, field = r.field
  FROM unnest(%(places)s::int[], %(codes)s::text[], %(fields)s::text[]) r (place, code, field) WHERE j.place = r.place
"""

# Which of these references stand for a line that was counted.
COUNTED = """
SELECT reference FROM reports_line
 WHERE partner_id = %(partner)s AND test = %(test)s AND reference = ANY (%(references)s::text[])
"""

INSERT = """
INSERT INTO reports_line (id, batch_id, partner_id, test, reference, permit_id, licences, versions, outside, asset_id,
       use, territory, model, began_at, ended_at, quantity, minutes, revenue, currency, outputs, received_at,
       after_closing, reverses_id)
SELECT j.id, %(batch)s, %(partner)s, %(test)s, j.reference, j.permit, j.licences, j.versions, j.outside, j.asset, j.use,
       j.territory, j.model, j.used_from, j.used_to, j.quantity, j.minutes, j.revenue, j.currency, j.outputs, %(now)s,
       EXISTS (SELECT FROM reports_due d WHERE d.licence_id = ANY (j.licences) AND d.state = 'filed'
                  AND j.used_from < d.ends_at AND j.used_from >= d.first::timestamp AT TIME ZONE 'UTC'), j.target
  FROM reports_judged j
 WHERE j.code = '' AND (j.target IS NOT NULL) = %(reversals)s
   AND NOT EXISTS (SELECT FROM reports_line l WHERE l.id = j.id)
 ORDER BY j.place
"""

TOTALS = """
INSERT INTO reports_daytotal (batch_id, licence_id, version_id, use, day, currency, lines, quantity, minutes, revenue)
SELECT %(batch)s, o.licence, o.version, l.use, l.day, l.currency, sum(l.lines), sum(l.quantity), sum(l.minutes),
       sum(l.revenue)
  FROM ({counted}) l
 CROSS JOIN LATERAL (
       SELECT v.licence_id, v.id FROM licences_version v WHERE v.id = ANY (l.versions)
        UNION ALL
       SELECT unnest(l.licences), NULL WHERE l.versions = '{{}}') o (licence, version)
 GROUP BY o.licence, o.version, l.use, l.day, l.currency
"""

# What was counted, for the totals of a batch.
COUNTED_BY_DAY = """
SELECT licences, versions, use, (used_from AT TIME ZONE 'UTC')::date AS day, currency,
       sum(CASE WHEN target IS NULL THEN 1 ELSE -1 END) AS lines, sum(quantity) AS quantity, sum(minutes) AS minutes,
       sum(revenue) AS revenue
  FROM reports_judged WHERE code = '' GROUP BY 1, 2, 3, 4, 5
"""

# What is registered already under these ids.
OUTPUTS = """
SELECT reference, title, kind, url, sha256, contains_ai, made_at FROM reports_output
 WHERE partner_id = %(partner)s AND test = %(test)s AND reference = ANY (%(references)s::text[])
"""

# What was made under a line that counts; where it was not said when, then when the line says.
REGISTER = """
INSERT INTO reports_output (id, partner_id, test, reference, title, kind, url, sha256, contains_ai, made_at,
       registered_at, gone)
SELECT m.id, %(partner)s, %(test)s, m.reference, m.title, m.kind, m.url, m.sha256, m.contains_ai,
       coalesce(m.made_at, j.used_from), %(now)s, ''
  FROM unnest(%(places)s::int[], %(ids)s::uuid[], %(references)s::text[], %(titles)s::text[], %(kinds)s::text[],
              %(urls)s::text[], %(hashes)s::text[], %(shares)s::text[], %(moments)s::timestamptz[])
       AS m (place, id, reference, title, kind, url, sha256, contains_ai, made_at)
  JOIN reports_judged j ON j.place = m.place AND j.code = ''
 ORDER BY m.place
    ON CONFLICT (partner_id, test, reference) DO NOTHING
"""

PARTS = """
INSERT INTO reports_part (output_id, asset_id, use, version_id)
SELECT DISTINCT ON (o.id, j.asset, j.use) o.id, j.asset, j.use, j.versions[1]
  FROM reports_judged j
 CROSS JOIN unnest(j.outputs) AS named (reference)
  JOIN reports_output o ON o.partner_id = %(partner)s AND o.test = %(test)s AND o.reference = named.reference
 WHERE j.code = '' AND j.target IS NULL
 ORDER BY o.id, j.asset, j.use, j.versions[1]
    ON CONFLICT (output_id, asset_id, use) DO NOTHING
"""

# Parts of an output that is registered by itself: judged as lines are, and never counted.
JUDGED_PARTS = "SELECT place, code, field, asset, use, versions[1] FROM reports_judged ORDER BY place"

REDEEM = """
UPDATE decisions_permit p SET redeemed_at = %(now)s
 WHERE p.single_use AND p.redeemed_at IS NULL
   AND p.id IN (SELECT permit FROM reports_judged WHERE code = '' AND target IS NULL AND permit IS NOT NULL)
"""

HOLDERS = """
WITH counted AS MATERIALIZED (SELECT asset FROM reports_judged WHERE code = '' {plain})
SELECT DISTINCT h.team_id FROM catalog_holding h WHERE h.asset_id IN (SELECT asset FROM counted)
 UNION
SELECT h.team_id FROM catalog_embodiment e JOIN catalog_holding h ON h.asset_id = e.composition_id
 WHERE e.recording_id IN (SELECT asset FROM counted)
"""

HOLDERS_OF = """
SELECT team_id FROM catalog_holding WHERE asset_id = ANY (%(assets)s::uuid[])
 UNION
SELECT h.team_id FROM catalog_embodiment e JOIN catalog_holding h ON h.asset_id = e.composition_id
 WHERE e.recording_id = ANY (%(assets)s::uuid[])
"""
