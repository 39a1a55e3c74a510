"""The statements for plain lines: what many of them share is judged once, and what stands goes straight to the lines.

`reports_key` has what is shared, by number; `reports_keyed` what the database knows of each, as `reports_judged` has of
a line; `reports_use` what each line says for itself. They are emptied when the transaction ends.
"""

TABLES = """
CREATE TEMPORARY TABLE IF NOT EXISTS reports_key (
    key integer, asset uuid, isrc text, iswc text, use text, licences bigint[], territory text, model text,
    currency text, paid boolean
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS reports_keyed (LIKE reports_judged) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS reports_use (
    id uuid, place integer, reference text, key integer, used_from timestamptz, used_to timestamptz,
    quantity numeric(18, 6), minutes numeric(18, 6), revenue numeric(18, 6)
) ON COMMIT DELETE ROWS;
DELETE FROM reports_key;
DELETE FROM reports_keyed;
DELETE FROM reports_use
"""

COPY_KEYS = "COPY reports_key FROM STDIN"
COPY_USES = "COPY reports_use FROM STDIN"

# What `JUDGE` is asked of a key: a line over the whole time in which its lines lie, as much as any of them can be.
PROBES = """(SELECT NULL::uuid AS id, key AS place, '' AS reference, NULL::uuid AS permit, licences, asset, isrc, iswc,
       use, territory, model, %(since)s::timestamptz AS used_from, %(until)s::timestamptz AS used_to,
       %(most)s::numeric AS quantity, %(most)s::numeric AS minutes,
       CASE WHEN paid THEN %(most)s::numeric ELSE 0 END AS revenue, currency, '{}'::text[] AS outputs,
       NULL::text AS reverses
  FROM reports_key)"""

# Keys for which anything that `JUDGE` compares with the moment of a use lies within that time, and those whose largest
# amount would be too much: of their lines each is judged by itself.
TURNING = """
WITH within AS (SELECT %(since)s::timestamptz AS since, %(until)s::timestamptz AS until),
named AS (SELECT coalesce(array_agg(DISTINCT one), '{}') AS licences
            FROM (SELECT DISTINCT licences FROM reports_key) k CROSS JOIN unnest(k.licences) one),
deals AS (
    SELECT v.licence_id FROM within w, licences_cover v, named n
     WHERE v.partner_id = %(partner)s AND v.licence_id = ANY (n.licences)
       AND (v.starts_at BETWEEN w.since AND w.until OR v.ends_at BETWEEN w.since AND w.until)
     UNION
    SELECT u.licence_id FROM within w, licences_suspension u, named n
     WHERE u.licence_id = ANY (n.licences)
       AND (u.suspended_at BETWEEN w.since AND w.until OR u.resumed_at BETWEEN w.since AND w.until)
),
resting AS (
    SELECT coalesce(array_agg(z.team_id), '{}') AS teams FROM within w, choices_pause z
     WHERE z.paused_at BETWEEN w.since AND w.until OR z.resumed_at BETWEEN w.since AND w.until
)
UPDATE reports_keyed k SET code = 'each'
 WHERE code = 'amount_impossible' OR k.licences && (SELECT coalesce(array_agg(licence_id), '{}') FROM deals)
    OR EXISTS (SELECT FROM choices_standing s, within w, resting r
                WHERE s.asset_id = k.asset AND s.use = k.use
                  AND ((s.answer = 0 AND s.changed_at BETWEEN w.since AND w.until) OR s.teams && r.teams))
"""

TELL = """
WITH moved AS (DELETE FROM reports_use u USING reports_keyed k WHERE k.place = u.key AND k.code = 'each' RETURNING u.*)
INSERT INTO reports_told
SELECT m.id, m.place, m.reference, NULL, k.licences, k.asset, k.isrc, k.iswc, k.use, k.territory, k.model,
       m.used_from, coalesce(m.used_to, m.used_from), m.quantity, m.minutes, m.revenue, k.currency, '{}', NULL
  FROM moved m JOIN reports_key k USING (key)
"""

# Uses that do not stand by themselves, as `reports_judged` has them: those whose key is refused, and later those whose
# reference was counted before.
_JUDGED = """
WITH moved AS (DELETE FROM reports_use u USING reports_keyed k WHERE k.place = u.key AND {which} RETURNING u.*)
INSERT INTO reports_judged
SELECT m.id, m.place, m.reference, NULL, k.licences, k.asset, NULL, NULL, k.use, k.territory, k.model, m.used_from,
       coalesce(m.used_to, m.used_from), m.quantity, m.minutes, m.revenue, k.currency, '{{}}', NULL, k.versions,
       k.outside, NULL, k.code, k.field
  FROM moved m JOIN reports_keyed k ON k.place = m.key
"""
REFUSE = _JUDGED.format(which="k.code NOT IN ('', 'each')")
COUNTED_BEFORE = _JUDGED.format(
    which="EXISTS (SELECT FROM reports_line l WHERE l.partner_id = %(partner)s AND NOT l.test "
    "AND l.reference = u.reference AND l.id <> u.id)"
)

# Whether any period was completed in which a line can lie.
CLOSED = """
SELECT EXISTS (SELECT FROM reports_due d
                WHERE d.state = 'filed' AND d.ends_at > %(since)s AND d.first <= (%(until)s AT TIME ZONE 'UTC')::date
                  AND d.licence_id IN (SELECT unnest(licences) FROM reports_key))
"""

INSERT = """
INSERT INTO reports_line (id, batch_id, partner_id, test, reference, permit_id, licences, versions, outside, asset_id,
       use, territory, model, began_at, ended_at, quantity, minutes, revenue, currency, outputs, received_at,
       after_closing, reverses_id)
SELECT u.id, %(batch)s, %(partner)s, false, u.reference, NULL, k.licences, k.versions, k.outside, k.asset, k.use,
       k.territory, k.model, u.used_from, coalesce(u.used_to, u.used_from), u.quantity, u.minutes, u.revenue,
       k.currency, '{}', %(now)s,
       %(closed)s AND EXISTS (
           SELECT FROM reports_due d WHERE d.licence_id = ANY (k.licences) AND d.state = 'filed'
              AND u.used_from < d.ends_at AND u.used_from >= d.first::timestamp AT TIME ZONE 'UTC'), NULL
  FROM reports_use u JOIN reports_keyed k ON k.place = u.key
"""
INSERT_NEW = f"{INSERT} ON CONFLICT (partner_id, test, reference) DO NOTHING"

# What was counted, for the totals of a batch.
COUNTED_BY_DAY = """
 UNION ALL
SELECT k.licences, k.versions, k.use, u.day, k.currency, sum(u.lines), sum(u.quantity), sum(u.minutes), sum(u.revenue)
  FROM (SELECT key, (used_from AT TIME ZONE 'UTC')::date AS day, count(*) AS lines, sum(quantity) AS quantity,
               sum(minutes) AS minutes, sum(revenue) AS revenue FROM reports_use GROUP BY 1, 2) u
  JOIN reports_keyed k ON k.place = u.key
 GROUP BY 1, 2, 3, 4, 5
"""

OUTSIDE = "SELECT u.place FROM reports_use u JOIN reports_keyed k ON k.place = u.key WHERE k.outside <> ''"
ASSETS = "UNION SELECT k.asset FROM reports_keyed k WHERE k.place IN (SELECT key FROM reports_use)"
