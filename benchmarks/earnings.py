"""From uses to statements: posting, beside the bare SQL of it; closing, beside bare SQL over monthly totals and DuckDB.

EARNINGS=10000000 has the full size: ten million uses of a hundred thousand tracks with three holders each. What comes
out is compared with a recomputation in fractions from the reports alone.
"""

import csv
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from uuid import UUID

import duckdb
from django.db import connection, transaction

from benchmarks import data, uses
from benchmarks.figures import Figure, middle, progress
from consent.earnings import closing, posting
from consent.earnings.models import Month, Statement
from consent.earnings.states import Stage

USES = int(os.environ.get("EARNINGS", "1000000"))
ROUNDS = 5
MONTH = date(2026, 9, 1)

# What posting does, without guards, keys to other tables, or the indexes that pages read by.
_BARE_TABLES = """
CREATE TABLE IF NOT EXISTS bare_charge (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, line uuid, asset uuid, month date, amount numeric(24, 6),
    UNIQUE (line));
CREATE TABLE IF NOT EXISTS bare_part (
    charge bigint, team bigint, split bigint, month date, asset uuid, amount numeric(24, 6),
    PRIMARY KEY (charge, team));
CREATE TABLE IF NOT EXISTS bare_total (
    month date, team bigint, asset uuid, amount numeric(30, 6), lines bigint, PRIMARY KEY (month, team, asset))
"""
_BARE_POSTING = """
WITH charged AS (
    INSERT INTO bare_charge (line, asset, month, amount)
    SELECT l.id, l.asset_id, date_trunc('month', l.began_at)::date, round(l.quantity * r.amount, 6)
      FROM reports_line l JOIN licences_rate r ON r.version_id = l.versions[1] WHERE l.batch_id = %(batch)s
    RETURNING id, asset, month, amount
), parted AS (
    INSERT INTO bare_part
    SELECT c.id, h.team_id, s.id, c.month, c.asset, trunc(c.amount * (h.before + h.basis_points) * 0.0001, 6)
           - trunc(c.amount * h.before * 0.0001, 6)
      FROM charged c JOIN splits_split s ON s.asset_id = c.asset JOIN splits_share h ON h.split_id = s.id
    RETURNING month, team, asset, amount
)
INSERT INTO bare_total AS t SELECT month, team, asset, sum(amount), count(*) FROM parted GROUP BY 1, 2, 3
    ON CONFLICT (month, team, asset) DO UPDATE SET amount = t.amount + excluded.amount, lines = t.lines + excluded.lines
"""
_BARE_CLOSING = """
INSERT INTO bare_statement
SELECT team_id, currency, sum(amount), trunc(sum(amount), 2), sum(amount) - trunc(sum(amount), 2), sum(lines)
  FROM earnings_monthtotal WHERE month = %(month)s GROUP BY 1, 2
"""
_BARE_STATEMENTS = """
CREATE TEMPORARY TABLE IF NOT EXISTS bare_statement (
    team bigint, currency text, earned numeric, payable numeric, carried numeric, lines bigint,
    PRIMARY KEY (team, currency))
"""
_TOTALS = "SELECT team_id, currency, amount, lines FROM earnings_monthtotal WHERE month = %s"
_DUCKDB = """
SELECT team, currency, sum(amount) AS earned, sum(lines)::BIGINT AS lines FROM totals GROUP BY 1, 2
"""


class Wrong(Exception):
    """What was posted or closed is not what the arithmetic says: no figure is worth anything then."""


def run() -> Iterator[Figure]:
    """Lines a second that are posted; the time that a closing takes."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    progress(f"earnings: making {USES // 100:,} tracks with three holders each, and {USES:,} uses")
    of = uses.holdings("earned", max(40, USES // 100), since=MONTH)
    batches = uses.report(of, USES, first=MONTH, days=30)
    data.settle()
    yield posted(batches)
    data.settle()
    yield from closed(MONTH, uses.expected(of))


def posted(batches: list[UUID]) -> Figure:
    """Lines a second, charged, divided and summed. In turn with the bare statement, batch by batch."""
    _run(_BARE_TABLES)
    rates = []
    for batch in batches:
        lines = _number("SELECT count(*) FROM reports_line WHERE batch_id = %s", [batch])
        with taken() as ours:
            posting.earn([batch])
        with taken() as bare:
            _run(_BARE_POSTING, {"batch": batch})
        rates.append((lines / ours.seconds, lines / bare.seconds))
        progress(f"  posting {rates[-1][0]:10,.0f} lines/s, bare SQL {rates[-1][1]:10,.0f}")
    _same("SELECT sum(amount) FROM bare_part", "SELECT sum(amount) FROM earnings_earning")
    _same("SELECT sum(amount) FROM bare_part", "SELECT sum(amount) FROM earnings_monthtotal")
    return Figure("earnings.posting", "lines/s", *middle(rates))


def closed(month: date, exact: dict[int, Fraction]) -> Iterator[Figure]:
    """Seconds until every team's month is held, recouped, summed, rounded and checked; then until it is signed too."""
    _run(_BARE_STATEMENTS)
    with duckdb.connect() as beside, _totals(month) as file:
        beside.execute("CREATE TABLE totals (team BIGINT, currency VARCHAR, amount DECIMAL(30, 6), lines BIGINT)")
        with taken() as moved:
            beside.execute("INSERT INTO totals SELECT * FROM read_csv(?, header = false)", [str(file)])
        count = _number("SELECT count(*) FROM earnings_monthtotal", [])
        progress(f"  {count:,} totals into DuckDB: {moved.seconds:.2f} s")
        rounds = [_round(month, beside) for _ in range(ROUNDS)]
        found = {team: Fraction(earned) for team, _, earned, _ in beside.execute(_DUCKDB).fetchall()}
    if found != exact:
        raise Wrong("DuckDB does not come to what the reports do.")
    yield Figure("earnings.closing", "s", *middle([(ours, bare) for ours, bare, _ in rounds]), aim="<= 1.50")
    yield Figure("earnings.closing_duckdb", "s", *middle([(ours, duck) for ours, _, duck in rounds]), aim="<= 4.00")
    with taken() as ours:
        closing.close(month, actor=None)
    with taken() as hashed:
        _number(_HASHED, [month])
    for said in Statement.objects.filter(month_id=month):
        due = exact[said.team_id]
        if (Fraction(said.earned), Fraction(said.payable + said.carried_out)) != (due, due):
            raise Wrong(f"{said} is not what the reports come to.")
    yield Figure("earnings.closing_signed", "s", ours.seconds, hashed.seconds)


# The bare cost of reading and hashing each line, without what a line says.
_HASHED = """
SELECT count(h) FROM (
    SELECT sha256(string_agg(sha256(convert_to(concat(charge_id, '|', team_id, '|', amount), 'UTF8')), ''::bytea
                             ORDER BY charge_id)) AS h
      FROM earnings_earning WHERE month = %s GROUP BY team_id) x
"""


def _round(month: date, beside: duckdb.DuckDBPyConnection) -> tuple[float, float, float]:
    """Ours up to the statements, the bare SQL, and DuckDB; nothing of it stays."""
    with transaction.atomic():
        closing.begin(month, actor=None)
        with taken() as ours:
            row = Month.objects.select_for_update().get(pk=month)
            while row.stage != Stage.STATED:
                closing._STEPS[Stage(row.stage)](row, datetime.now(UTC))
        with taken() as bare:
            _run(_BARE_CLOSING, {"month": month})
        _same("SELECT sum(earned) FROM bare_statement", "SELECT sum(earned) FROM earnings_statement")
        transaction.set_rollback(True)
    with taken() as duck:
        beside.execute(_DUCKDB).fetchall()
    progress(f"  closing {ours.seconds:6.3f} s, bare SQL {bare.seconds:6.3f} s, DuckDB {duck.seconds:6.3f} s")
    return ours.seconds, bare.seconds, duck.seconds


@contextmanager
def _totals(month: date) -> Iterator[Path]:
    """The monthly totals as a file."""
    with tempfile.TemporaryDirectory() as folder, connection.cursor() as cursor:
        path = Path(folder) / "totals.csv"
        cursor.execute(_TOTALS, [month])
        with path.open("w", newline="") as file:
            csv.writer(file).writerows(cursor.fetchall())
        yield path


class Taken:
    """How long something took."""

    seconds = 0.0


@contextmanager
def taken() -> Iterator[Taken]:
    """Measure what is done inside."""
    one, started = Taken(), time.perf_counter()
    yield one
    one.seconds = time.perf_counter() - started


def _same(one: str, other: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({one}), ({other})")
        sums: tuple[Decimal, Decimal] = cursor.fetchone()
    if sums[0] != sums[1]:
        raise Wrong(f"{sums[0]} here and {sums[1]} there.")


def _number(query: str, values: list[object]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return int(cursor.fetchone()[0])


def _run(query: str, values: dict[str, object] | None = None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in query.split(";"):
            cursor.execute(statement, values)
