"""Judging plain lines: what many of them share is judged once, and each line that follows from it is counted at once.

A key is judged as a line that lasts from the first use of the step to the last. That is the judgement of each of its
lines, unless something it rests on changes within that time, or the largest amount of the step is too much for it: then
its lines are told one by one, and judged as any other.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.errors import UniqueViolation

from consent.reports import plain_statements as statements
from consent.reports.lines import Plain
from consent.reports.statements import CATALOGUE, JUDGE

Copying = Callable[[str, bytes], None]


def judge(cursor: CursorWrapper, plain: Plain, values: dict[str, Any], copy: Copying) -> tuple[int, int]:
    """Judge what plain lines share. Returns how many of them went to `reports_told`, to be judged one by one, and how
    many to `reports_judged`, as they do not stand. What is left in `reports_use` stands, unless it was counted before.
    """
    for statement in statements.TABLES.split(";"):
        cursor.execute(statement)
    copy(statements.COPY_KEYS, plain.keys)
    copy(statements.COPY_USES, plain.uses)
    cursor.execute("ANALYZE reports_key, reports_use")
    values |= {"since": plain.since, "until": plain.until, "most": plain.most}
    cursor.execute(JUDGE.format(assets=CATALOGUE, told=statements.PROBES, judged="reports_keyed"), values)
    cursor.execute("ANALYZE reports_keyed")
    cursor.execute(statements.TURNING, values)
    told = refused = 0
    if cursor.rowcount:
        cursor.execute(statements.TELL)
        told = cursor.rowcount
    cursor.execute("SELECT EXISTS (SELECT FROM reports_keyed WHERE code NOT IN ('', 'each'))")
    if _said(cursor):
        cursor.execute(statements.REFUSE)
        refused = cursor.rowcount
    return told, refused


def count(cursor: CursorWrapper, values: Mapping[str, Any]) -> int:
    """Write what stands; how many were counted before: they are in `reports_judged`, to be compared with what was."""
    cursor.execute(statements.CLOSED, values)
    values = {**values, "closed": _said(cursor)}
    try:
        # Mostly all of it is new. To ask that of each line costs a tenth of the writing; the key says it for nothing.
        with transaction.atomic():
            cursor.execute(statements.INSERT, values)
    except IntegrityError as error:
        if not isinstance(error.__cause__, UniqueViolation):
            raise
        cursor.execute(statements.INSERT_NEW, values)
        cursor.execute(statements.COUNTED_BEFORE, values)
        return int(cursor.rowcount)
    return 0


def outside(cursor: CursorWrapper) -> list[int]:
    """The places of what was counted, though nothing covered it."""
    cursor.execute(statements.OUTSIDE)
    return [place for (place,) in cursor.fetchall()]


def _said(cursor: CursorWrapper) -> Any:
    return cursor.fetchone()[0]
