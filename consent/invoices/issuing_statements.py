"""The statements of issuing: a fixed number of them, however many charges a month has."""

# What a month's charges come to, for each partner and currency; all of them: those of lines and those of pools.
SUMS = """
SELECT c.partner_id, c.currency, sum(c.amount), coalesce(sum(c.amount) FILTER (WHERE c.reverses_id IS NOT NULL), 0),
       coalesce(sum(c.amount) FILTER (WHERE c.line_id IS NOT NULL AND c.used_on < c.month), 0), count(*)
  FROM teams_team t JOIN earnings_charge c ON c.partner_id = t.id AND c.month = %(month)s
 WHERE t.kind = 'partner' GROUP BY 1, 2 ORDER BY 1, 2
"""

# What is carried from the invoice before, however long ago that was.
CARRIED = """
SELECT DISTINCT ON (partner_id, currency) partner_id, currency, carried_out FROM invoices_invoice
 WHERE month_id < %(month)s ORDER BY partner_id, currency, month_id DESC
"""

# The lines of new invoices. The units of a report's line count once under a rate, though several works divide it.
LINES = """
WITH used AS (
    SELECT i.id AS invoice, c.version_id, c.rate_id, c.use, c.price, c.reverses_id IS NOT NULL AS reverses, c.line_id,
           min(c.units) AS units, sum(c.amount) AS amount, count(*) AS charges,
           coalesce(sum(c.amount) FILTER (WHERE c.used_on < c.month), 0) AS late
      FROM invoices_invoice i
      JOIN earnings_charge c ON c.partner_id = i.partner_id AND c.month = i.month_id AND c.currency = i.currency
     WHERE i.id = ANY (%(invoices)s::bigint[]) AND c.line_id IS NOT NULL
     GROUP BY 1, 2, 3, 4, 5, 6, 7
),
lined AS (
    SELECT u.invoice, u.version_id AS version, u.rate_id AS rate, NULL::bigint AS pool, u.use, r.basis, '' AS title,
           u.reverses, sum(u.units) AS units, u.price, sum(u.amount) AS amount, sum(u.late) AS late,
           sum(u.charges) AS charges
      FROM used u JOIN licences_rate r ON r.id = u.rate_id GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 10
     UNION ALL
    SELECT i.id, p.version_id, p.rate_id, p.id, p.use, p.kind, p.title, false, 1, sum(c.amount), sum(c.amount), 0,
           count(*)
      FROM invoices_invoice i
      JOIN earnings_charge c ON c.partner_id = i.partner_id AND c.month = i.month_id AND c.currency = i.currency
      JOIN earnings_pool p ON p.id = c.pool_id
     WHERE i.id = ANY (%(invoices)s::bigint[])
     GROUP BY i.id, p.id
)
INSERT INTO invoices_invoiceline (invoice_id, position, version_id, rate_id, pool_id, use, basis, title, reverses,
       units, price, amount, late, charges)
SELECT invoice, row_number() OVER (
           PARTITION BY invoice ORDER BY version NULLS LAST, pool NULLS FIRST, use, basis, price, reverses),
       version, rate, pool, use, basis, title, reverses, units, price, amount, late, charges
  FROM lined
"""

# Invoices whose lines are not what they say: none, or the whole month is taken back.
WRONG = """
SELECT i.year, i.serial FROM invoices_invoice i
  LEFT JOIN (SELECT invoice_id, sum(amount) AS amount, sum(charges) AS charges FROM invoices_invoiceline
              WHERE invoice_id = ANY (%(invoices)s::bigint[]) GROUP BY 1) l ON l.invoice_id = i.id
 WHERE i.id = ANY (%(invoices)s::bigint[])
   AND (coalesce(l.amount, 0), coalesce(l.charges, 0)) <> (i.net, i.charges)
"""
