"""A catalogue is brought in and a partner's file follows at once: posting reads what it must, whatever is known."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection

from benchmarks import uses
from consent.earnings import posting
from consent.earnings import posting_statements as statements
from consent.earnings.models import Charge, Earning

TRACKS = 4_000
SEPTEMBER = date(2026, 9, 1)
# Those whose count of rows posting needs cannot be explained instead.
_EXPLAINED = frozenset(
    {statements.PRICED, statements.WORKED, statements.CHARGES, statements.RESOLVE, statements.PARTS,
     statements.INSERT_EARNINGS, *statements.TOTALS}
)  # fmt: skip


@contextmanager
def _counted() -> Iterator[dict[str, int]]:
    """How many rows went through the steps of each statement's plan, as PostgreSQL counted them."""
    found: dict[str, int] = {}

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql not in _EXPLAINED:
            return execute(sql, params, many, context)
        answer = execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params, many, context)
        plan = context["cursor"].fetchone()[0]
        found[sql] = _rows((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
        return answer

    with connection.execute_wrapper(explain):
        yield found


def _rows(plan: dict[str, Any]) -> int:
    """Rows that a step gave or threw away, and those of the steps below it."""
    per_loop = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Join Filter", 0)
    return int(per_loop * plan["Actual Loops"]) + sum(_rows(below) for below in plan.get("Plans", []))


def test_a_file_right_after_a_catalogue_is_posted_without_a_loop_of_loops(db: None) -> None:
    of = uses.holdings("earned", TRACKS, since=SEPTEMBER)
    (batch,) = uses.report(of, TRACKS, first=SEPTEMBER, days=30)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stats WHERE tablename IN ('catalog_holding', 'splits_split')")
        assert cursor.fetchone() == (0,), "Nobody has counted the catalogue."
    with _counted() as rows:
        posting.earn([batch])
    assert (Charge.objects.count(), Earning.objects.count()) == (TRACKS, 3 * TRACKS)
    assert set(rows) == _EXPLAINED
    for sql, count in rows.items():
        assert count < 60 * TRACKS, f"{count:,} rows for {TRACKS:,} lines:\n{sql}"


def test_works_that_their_holder_has_alone_are_found_without_a_loop_of_loops(db: None) -> None:
    of = uses.holdings("earned", TRACKS, since=SEPTEMBER)
    (batch,) = uses.report(of, TRACKS, first=SEPTEMBER, days=30)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM splits_split")
        cursor.execute("DELETE FROM catalog_holding WHERE \"right\" = 'performer'")
        cursor.execute("UPDATE catalog_holding SET team_id = %s", [of.label])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    with _counted() as rows:
        posting.earn([batch])
    assert Earning.objects.filter(team=of.label, split=None).count() == TRACKS
    assert max(rows.values()) < 60 * TRACKS
