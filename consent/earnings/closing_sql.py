"""The arithmetic of a closing: four statements over the totals of a month, each for all teams at once.

What a dispute may hold is in `MonthTotal`, work by work; all else in `VersionTotal`, a few rows for each team.

Each is a SELECT with the columns of its table. A closing inserts their rows, one after the other; a draft of an open
month puts them into one query as `WITH` and writes nothing. So both say the same.

%(month)s is the first day, %(at)s the moment the closing began, %(team)s one team or NULL for all. Amounts divide
toward zero in whole millionths (`div`), never by way of a rounded quotient.
"""

HELD_COLUMNS = (
    "month_id", "team_id", "currency", "dispute_id", "version_id", "kind", "work_id", "side", "split_id",
    "basis_points", "before", "points", "earned", "amount",
)  # fmt: skip
# Of several disputes over the same part the older hold first; together they never hold more than the part.
HELD = """
SELECT %(month)s::date AS month_id, e.team_id, e.currency, d.id AS dispute_id, e.version_id, e.kind, e.work_id, e.side,
       e.split_id, e.basis_points, least(d.before, e.basis_points) AS before,
       least(d.before + d.basis_points, e.basis_points) - least(d.before, e.basis_points) AS points, e.amount AS earned,
       (div(e.amount * 1000000 * least(d.before + d.basis_points, e.basis_points), e.basis_points)
        - div(e.amount * 1000000 * least(d.before, e.basis_points), e.basis_points)) * 0.000001 AS amount
  FROM (SELECT o.*, coalesce(sum(o.basis_points) OVER (
                   PARTITION BY o.asset_id, o.side, o.against_id ORDER BY o.id
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::integer AS before
          FROM splits_dispute o
         WHERE o.raised_at < %(at)s::timestamptz AND (o.ended_at IS NULL OR o.ended_at >= %(at)s::timestamptz)
           AND (%(team)s::bigint IS NULL OR o.against_id = %(team)s::bigint)) d
  JOIN (SELECT t.team_id, t.currency, t.version_id, t.kind, t.work_id, t.side, t.split_id, t.basis_points,
               sum(t.amount) AS amount
          FROM earnings_monthtotal t
         WHERE t.month = %(month)s::date AND (%(team)s::bigint IS NULL OR t.team_id = %(team)s::bigint)
           AND (t.work_id, t.side, t.team_id) IN (
               SELECT p.asset_id, p.side, p.against_id FROM splits_dispute p
                WHERE p.ended_at IS NULL OR p.ended_at >= %(at)s::timestamptz)
         GROUP BY 1, 2, 3, 4, 5, 6, 7, 8) e
    ON e.work_id = d.asset_id AND e.side = d.side AND e.team_id = d.against_id
 WHERE e.amount <> 0 AND d.before < e.basis_points
"""

RELEASED_COLUMNS = ("hold_id", "month_id", "amount")
RELEASED = """
SELECT h.id AS hold_id, %(month)s::date AS month_id, h.amount
  FROM splits_dispute d
  JOIN earnings_hold h ON h.dispute_id = d.id
  LEFT JOIN earnings_release r ON r.hold_id = h.id
 WHERE d.ended_at < %(at)s::timestamptz AND h.month_id < %(month)s::date AND r.hold_id IS NULL
   AND (%(team)s::bigint IS NULL OR h.team_id = %(team)s::bigint)
"""

RECOUPED_COLUMNS = ("month_id", "team_id", "currency", "licence_id", "advanced", "before", "counted", "amount")
# An advance counts once it is paid: what a dispute holds of it does not. What is held of uses does not pay it back.
RECOUPED = """
SELECT %(month)s::date AS month_id, s.team_id, s.currency, s.licence_id, s.advanced, s.before, s.counted,
       least(greatest(s.before + s.counted, 0), greatest(s.advanced, 0)) - s.before AS amount
  FROM (SELECT m.team_id, m.currency, v.licence_id, sum(m.advanced) AS advanced, sum(m.counted) AS counted,
               bool_or(m.now) AS now, coalesce((
                   SELECT sum(b.amount) FROM earnings_recoupment b
                    WHERE b.team_id = m.team_id AND b.licence_id = v.licence_id AND b.currency = m.currency
                      AND b.month_id < %(month)s::date), 0) AS before
          FROM (SELECT a.team_id, a.currency, a.version_id, a.amount AS advanced, 0 AS counted,
                       a.month = %(month)s::date AS now
                  FROM earnings_versiontotal a
                 WHERE a.kind = 'advance' AND a.month <= %(month)s::date AND a.version_id IS NOT NULL
                   AND (%(team)s::bigint IS NULL OR a.team_id = %(team)s::bigint)
                 UNION ALL
                SELECT h.team_id, h.currency, h.version_id, -h.amount, 0, h.month_id = %(month)s::date
                  FROM {holds} h
                 WHERE h.kind = 'advance' AND h.month_id <= %(month)s::date
                   AND (%(team)s::bigint IS NULL OR h.team_id = %(team)s::bigint)
                 UNION ALL
                SELECT h.team_id, h.currency, h.version_id, r.amount, 0, r.month_id = %(month)s::date
                  FROM {releases} r JOIN earnings_hold h ON h.id = r.hold_id
                 WHERE h.kind = 'advance' AND r.month_id <= %(month)s::date
                   AND (%(team)s::bigint IS NULL OR h.team_id = %(team)s::bigint)
                 UNION ALL
                SELECT t.team_id, t.currency, t.version_id, 0, t.amount, false
                  FROM (SELECT DISTINCT x.team_id, x.currency FROM earnings_versiontotal x
                         WHERE x.kind = 'advance' AND x.month <= %(month)s::date
                           AND (%(team)s::bigint IS NULL OR x.team_id = %(team)s::bigint)) o
                  JOIN earnings_versiontotal t
                    ON t.month = %(month)s::date AND t.team_id = o.team_id AND t.currency = o.currency
                 WHERE t.kind IN ('', 'checks', 'minimum')
                 UNION ALL
                SELECT h.team_id, h.currency, h.version_id, 0, -h.amount, false
                  FROM {holds} h
                 WHERE h.month_id = %(month)s::date AND h.kind IN ('', 'checks', 'minimum')
                   AND (%(team)s::bigint IS NULL OR h.team_id = %(team)s::bigint)
                 UNION ALL
                SELECT h.team_id, h.currency, h.version_id, 0, r.amount, false
                  FROM {releases} r JOIN earnings_hold h ON h.id = r.hold_id
                 WHERE r.month_id = %(month)s::date AND h.kind IN ('', 'checks', 'minimum')
                   AND (%(team)s::bigint IS NULL OR h.team_id = %(team)s::bigint)) m
          JOIN licences_version v ON v.id = m.version_id
         GROUP BY m.team_id, m.currency, v.licence_id) s
 WHERE s.now OR least(greatest(s.before + s.counted, 0), greatest(s.advanced, 0)) <> s.before
"""

STATED_COLUMNS = (
    "team_id", "month_id", "currency", "number", "earned", "reversed", "held", "released", "recouped", "carried_in",
    "payable", "carried_out", "lines", "quantity", "lines_sha256", "signature", "closed_at",
)  # fmt: skip
# %(currencies)s and %(places)s: how many decimals the smallest coin has, where it is not two. See `coins`.
STATED = """
SELECT d.team_id, %(month)s::date AS month_id, d.currency,
       coalesce((SELECT max(n.number) FROM earnings_statement n WHERE n.team_id = d.team_id), 0)
           + row_number() OVER (PARTITION BY d.team_id ORDER BY d.currency) AS number,
       d.earned, d.reversed, d.held, d.released, d.recouped, d.carried_in,
       CASE WHEN d.due > 0 THEN trunc(d.due, d.places) ELSE 0 END AS payable,
       d.due - CASE WHEN d.due > 0 THEN trunc(d.due, d.places) ELSE 0 END AS carried_out,
       d.lines, d.quantity, '' AS lines_sha256, '' AS signature, %(now)s::timestamptz AS closed_at
  FROM (SELECT s.*, coalesce(p.places, 2) AS places, coalesce(b.carried_out, 0) AS carried_in,
               s.earned + s.released - s.held - s.recouped + coalesce(b.carried_out, 0) AS due
          FROM (SELECT u.team_id, u.currency, sum(u.earned) AS earned, sum(u.reversed) AS reversed,
                       sum(u.held) AS held, sum(u.released) AS released, sum(u.recouped) AS recouped,
                       sum(u.lines) AS lines, sum(u.quantity) AS quantity
                  FROM (SELECT t.team_id, t.currency, sum(t.amount) AS earned, sum(t.reversed) AS reversed, 0 AS held,
                               0 AS released, 0 AS recouped, sum(t.lines) AS lines, sum(t.quantity) AS quantity
                          FROM earnings_versiontotal t
                         WHERE t.month = %(month)s::date
                           AND (%(team)s::bigint IS NULL OR t.team_id = %(team)s::bigint)
                         GROUP BY 1, 2
                         UNION ALL
                        SELECT h.team_id, h.currency, 0, 0, h.amount, 0, 0, 0, 0
                          FROM {holds} h
                         WHERE h.month_id = %(month)s::date
                           AND (%(team)s::bigint IS NULL OR h.team_id = %(team)s::bigint)
                         UNION ALL
                        SELECT h.team_id, h.currency, 0, 0, 0, r.amount, 0, 0, 0
                          FROM {releases} r JOIN earnings_hold h ON h.id = r.hold_id
                         WHERE r.month_id = %(month)s::date
                           AND (%(team)s::bigint IS NULL OR h.team_id = %(team)s::bigint)
                         UNION ALL
                        SELECT c.team_id, c.currency, 0, 0, 0, 0, c.amount, 0, 0
                          FROM {recoupments} c
                         WHERE c.month_id = %(month)s::date
                           AND (%(team)s::bigint IS NULL OR c.team_id = %(team)s::bigint)) u
                 GROUP BY 1, 2) s
          LEFT JOIN unnest(%(currencies)s::text[], %(places)s::integer[]) p (currency, places)
            ON p.currency = s.currency
          LEFT JOIN LATERAL (
               SELECT l.carried_out FROM earnings_statement l
                WHERE l.team_id = s.team_id AND l.currency = s.currency AND l.month_id < %(month)s::date
                ORDER BY l.month_id DESC LIMIT 1) b ON true) d
"""

TABLES = {
    "holds": "earnings_hold", "releases": "earnings_release", "recoupments": "earnings_recoupment",
}  # fmt: skip


def insert(table: str, columns: tuple[str, ...], select: str) -> str:
    """The rows of one of the four, put into its table."""
    return f"INSERT INTO {table} ({', '.join(columns)})\n{select.format(**TABLES)}"


# In a draft nothing is in the tables yet: holds and recoupments of the month come from the query itself.
_DRAFTED = {"holds": "all_held", "releases": "released", "recoupments": "recouped"}
DRAFT = f"""
WITH held AS ({HELD}),
all_held AS (SELECT month_id, team_id, currency, version_id, kind, amount FROM held
             UNION ALL
             SELECT month_id, team_id, currency, version_id, kind, amount FROM earnings_hold
              WHERE month_id < %(month)s::date AND (%(team)s::bigint IS NULL OR team_id = %(team)s::bigint)),
released AS ({RELEASED}
             UNION ALL
             SELECT hold_id, month_id, amount FROM earnings_release WHERE month_id < %(month)s::date),
recouped AS ({RECOUPED.format(**_DRAFTED)}),
stated AS ({STATED.format(**_DRAFTED)})
"""  # noqa: S608  (all parts are constants of this file)
