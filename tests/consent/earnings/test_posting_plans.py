"""A label's size costs nobody: posting and pages read what they must, whatever the planner knows of a catalogue."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from artists.access import Actor
from artists.accounts.models import User
from artists.teams.models import Membership, Team
from benchmarks import earnings_page, uses
from consent.earnings import expected_statements, posting, reading_lines, reading_waiting
from consent.earnings import posting_statements as statements
from consent.earnings.expected import estimated
from consent.earnings.models import Charge, Earning
from tests.cast import acting

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
        found[sql] = _rows(_plan(context["cursor"].fetchone()[0]))
        return answer

    with connection.execute_wrapper(explain):
        yield found


def _plan(told: Any) -> dict[str, Any]:
    plan: dict[str, Any] = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return plan


def _rows(plan: dict[str, Any]) -> int:
    """Rows that a step gave or threw away, and those of the steps below it."""
    per_loop = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Join Filter", 0)
    return int(per_loop * plan["Actual Loops"]) + sum(_rows(below) for below in plan.get("Plans", []))


def _forget_counts() -> None:
    """Let the planner know as much of the catalogue as right after an import: nothing, whoever counted it before."""
    like = "'catalog_%' OR tablename LIKE 'splits_%'"
    with connection.cursor() as cursor:
        for clear, of in (("pg_clear_attribute_stats(schemaname, tablename, attname, inherited)", "pg_stats"),
                          ("pg_clear_relation_stats(schemaname, tablename)", "pg_tables")):  # fmt: skip
            cursor.execute(f"SELECT {clear} FROM {of} WHERE tablename LIKE {like}")


def test_a_file_right_after_a_catalogue_is_posted_without_a_loop_of_loops(db: None) -> None:
    of = uses.holdings("earned", TRACKS, since=SEPTEMBER)
    (batch,) = uses.report(of, TRACKS, first=SEPTEMBER, days=30)
    _forget_counts()
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
    _forget_counts()
    with _counted() as rows:
        posting.earn([batch])
    assert Earning.objects.filter(team=of.label, split=None).count() == TRACKS
    assert max(rows.values()) < 60 * TRACKS


def _owner(team: int) -> Actor:
    owner = User.objects.create(email="owner@label.test", name="Owner")
    Membership.objects.create(team_id=team, person=owner, role="owner", joined_at=timezone.now())
    return acting(owner, Team.objects.get(pk=team))


def _reads(sql: str, values: Any, table: str) -> float:
    """How many rows of a table a step of the plan reads at once, at most."""

    def most(plan: dict[str, Any]) -> float:
        here: float = plan["Actual Rows"] if plan.get("Relation Name") == table else 0
        return max([here, *(most(below) for below in plan.get("Plans", []))])

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", values)
        return most(_plan(cursor.fetchone()[0]))


def test_what_a_page_estimates_reads_nothing_of_the_catalogue_of_a_label(db: None) -> None:
    of, now = uses.holdings("earned", TRACKS, since=SEPTEMBER), timezone.now()
    actor, today = _owner(of.label), now.date()
    with connection.cursor() as cursor:
        cursor.execute(earnings_page._PERMITS, {"partner": of.partner, "version": of.version, "permits": 300})
        cursor.execute("ANALYZE")
    assert estimated(actor, today - timedelta(days=1), today)[0].amount > 0
    asked = {"team": of.label, "partner": None, "days": 90, "today": today, "most": 1_000,
             "begins": now - timedelta(days=2), "ends": now}  # fmt: skip
    for sql in (expected_statements.HELD_BY_DAY, expected_statements.HELD_BY_USE, reading_waiting._WAITING):
        assert _reads(sql, asked, "catalog_holding") <= 5, sql


def test_a_page_of_lines_reads_a_page_of_them(db: None) -> None:
    of = uses.holdings("earned", 40, since=SEPTEMBER)
    posting.earn(uses.report(of, TRACKS, first=SEPTEMBER, days=60))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    actor = _owner(of.label)
    asked = reading_lines._found(actor, reading_lines.Filters()).order_by("-month", "-charge_id", "-turn")[:51]
    sql, values = asked.query.sql_with_params()
    assert _reads(sql, values, "earnings_earning") <= 60
    (newest, *_), _ = reading_lines.page(actor, reading_lines.Filters(), size=50)
    assert newest.earning.charge_id == Charge.objects.latest("month", "pk").pk
