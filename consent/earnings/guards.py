"""What the database itself refuses of the ledger, whoever writes: sums that are not those of what they are made from.

Each guard runs once a statement and weighs all that there is of what the statement touched, not only what it added: a
second statement cannot charge a line, or divide a charge, once more.
"""

import pgtrigger

_CHARGES = """
IF EXISTS (
    SELECT FROM (SELECT line_id, rate_id FROM added WHERE line_id IS NOT NULL GROUP BY 1, 2) a
     CROSS JOIN LATERAL (
           SELECT sum(c.amount) AS amount, min(c.units) AS units, max(c.units) AS most,
                  min(c.price) AS price, max(c.price) AS dearest
             FROM earnings_charge c WHERE c.line_id = a.line_id AND c.rate_id IS NOT DISTINCT FROM a.rate_id) e
     WHERE e.amount <> round(e.units * e.price, 6) OR e.units <> e.most OR e.price <> e.dearest
) OR EXISTS (
    SELECT FROM (SELECT DISTINCT pool_id FROM added WHERE pool_id IS NOT NULL) a
      JOIN earnings_pool p ON p.id = a.pool_id
     WHERE p.amount <> (SELECT sum(c.amount) FROM earnings_charge c WHERE c.pool_id = p.id)
) THEN RAISE EXCEPTION 'Charges come to what their line or pool says.';
END IF;
IF EXISTS (
    SELECT FROM added c WHERE c.line_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM reports_line l
         WHERE l.id = c.line_id AND c.units IN (l.quantity, l.minutes, l.revenue))
) THEN RAISE EXCEPTION 'A charge is for a line that was counted, and for what it says.';
END IF;
RETURN NULL;
"""

_PARTS = """
IF EXISTS (
    SELECT FROM (SELECT DISTINCT charge_id, turn FROM added) a
     CROSS JOIN LATERAL (
           SELECT sum(e.amount) AS amount, sum(e.basis_points) AS parts
             FROM earnings_earning e WHERE e.charge_id = a.charge_id AND e.turn = a.turn) e
      LEFT JOIN earnings_charge c ON c.id = a.charge_id
     WHERE e.amount IS DISTINCT FROM CASE WHEN a.turn % 2 = 0 THEN c.amount ELSE -c.amount END
        OR e.parts <> 10000
) THEN RAISE EXCEPTION 'The parts of a charge come to the charge.';
END IF;
IF EXISTS (
    SELECT FROM added a WHERE a.turn > 0 AND NOT EXISTS (
        SELECT FROM earnings_earning e WHERE e.charge_id = a.charge_id AND e.turn = a.turn - 1)
) THEN RAISE EXCEPTION 'A turn takes back or follows the one before it.';
END IF;
RETURN NULL;
"""


def comes_to_its_source() -> pgtrigger.Trigger:
    """Charges of a line come to its units × the rate's price, and its units are the line's; those of a pool to it."""
    return _after("comes_to_its_source", _CHARGES)


def comes_to_its_charge() -> pgtrigger.Trigger:
    """The parts of each turn come to the charge, or to what takes it back; no turn without the one before it."""
    return _after("comes_to_its_charge", _PARTS)


def _after(name: str, func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        level=pgtrigger.Statement,
        referencing=pgtrigger.Referencing(new="added"),  # type: ignore[no-untyped-call]  # pgtrigger has no types here
        func=func,
    )
