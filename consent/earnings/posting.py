"""Posting: report lines become charges, and charges the parts of those who share them. Everything under one lock.

`post` is the one way in: whoever stages charges (`earn` for lines, `pools` for sums) calls it in its own transaction.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from artists.journal.record import Act, record_many
from consent.earnings import entries, ledger
from consent.earnings import posting_statements as statements
from consent.earnings.pools_statements import POOLED
from consent.splits.models import Split

_log = logging.getLogger(__name__)
_SEQUENCE = "earnings_charge_id_seq"
_SETTLED = timedelta(minutes=5)  # after which a batch that nothing was posted of was forgotten
_MOST = 500
MANY = 200  # from here on it pays to let the planner count
# A file's step over as many works as it has lines writes a million rows of totals, and others wait for it to end.
_PATIENT = "SET LOCAL statement_timeout = '15min'; SET LOCAL lock_timeout = '15min'"


def earn(batches: Sequence[UUID], *, now: datetime | None = None) -> int:
    """Charge the lines of these batches of reports, and divide what they come to. How many charges were written.

    A batch is charged once, however often it is asked for; one whose lines a reversal takes back is charged before.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PATIENT)
        ledger.lock()
        cursor.execute(statements.TO_EARN, {"batches": list(batches)})
        todo = dict(cursor.fetchall())
        if not todo:
            return 0
        values: dict[str, Any] = {
            "batches": list(todo),
            "opens": ledger.first_open(),
            "charges": _SEQUENCE,
            "now": now or timezone.now(),
        }
        begin(cursor)
        _stage(cursor, values, many=sum(todo.values()) >= MANY)
        written = post(cursor)
        cursor.execute(statements.REVERSALS, values)
        if cursor.rowcount:
            written += post(cursor, reversing=True)
        cursor.execute(statements.EARNED, values)
    return written


def _stage(cursor: CursorWrapper, values: dict[str, Any], *, many: bool) -> None:
    with by_keys(cursor, many=many):
        cursor.execute(statements.PRICED, values)
        if many:
            cursor.execute("ANALYZE earnings_priced")
        cursor.execute(statements.WORKED)
    if many:
        cursor.execute("ANALYZE earnings_worked")
    cursor.execute(statements.CHARGES, values)


@contextmanager
def by_keys(cursor: CursorWrapper, *, many: bool = True) -> Iterator[None]:
    """Have many rows joined by their keys, each table read once, whatever the planner knows.

    Of a catalogue that was brought in a minute ago it knows nothing, and a loop that it takes for short is one of
    loops. Must run inside a transaction.
    """
    if many:
        cursor.execute("SET LOCAL enable_nestloop = off")
    yield
    if many:
        cursor.execute("SET LOCAL enable_nestloop = on")


def earn_forgotten(*, now: datetime | None = None) -> int:
    """Charge what no message has asked for, some batches at a time. How many charges were written."""
    moment = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(statements.FORGOTTEN, {"before": moment - _SETTLED, "most": _MOST})
        found = [batch for (batch,) in cursor.fetchall()]
    return sum(_earn_alone(batch, moment) for batch in found)


def _earn_alone(batch: UUID, now: datetime) -> int:
    """One that cannot be charged holds up none of the others: it is logged, and tried again the next time."""
    try:
        return earn([batch], now=now)
    except DatabaseError:
        _log.exception("Batch %s of reports cannot be charged.", batch)
        return 0


def begin(cursor: CursorWrapper) -> None:
    """Make the temporary tables, and empty them. Must run inside a transaction that holds the ledger's lock.

    What the guards ask is planned anew: a plan kept from when there was little may be one for little.
    """
    for statement in statements.TABLES.split(";"):
        cursor.execute(statement)
    cursor.execute("DISCARD PLANS")


def post(cursor: CursorWrapper, *, reversing: bool = False, pooled: bool = False) -> int:
    """Write the staged charges, their parts and the totals, and empty the stage. How many charges there were.

    `pooled` says that parts of pools are among them. Where several hold a side and have not agreed, the charge waits
    (`Unsplit`).
    """
    cursor.execute(statements.INSERT_CHARGES)
    written: int = cursor.rowcount
    many = written >= MANY
    if many:
        cursor.execute("ANALYZE earnings_staged")
    if reversing:
        cursor.execute(statements.REVERSED_PARTS)
    else:
        cursor.execute(statements.RESOLVE)
        cursor.execute(statements.PARTS)
    if many:
        cursor.execute("ANALYZE earnings_parted")
    cursor.execute(statements.WAITING)
    _write_parts(cursor, pooled=pooled)
    return written


def divide_anew(splits: Sequence[int], *, now: datetime | None = None) -> int:
    """Now that splits are agreed: divide what waited for them, and what another has divided since their first days.

    What was paid stays paid: the old parts are taken back and the new ones added in the open month. How many charges.
    """
    values: dict[str, Any] = {"splits": list(splits)}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PATIENT)
        ledger.lock()
        begin(cursor)
        cursor.execute(statements.TO_CORRECT, {**values, "opens": ledger.first_open()})
        changed: int = cursor.rowcount
        if not changed:
            return 0
        if changed >= MANY:
            cursor.execute("ANALYZE earnings_staged")
        cursor.execute(statements.RESOLVE)
        cursor.execute(statements.CORRECTED_PARTS)
        cursor.execute(statements.NO_LONGER_WAITING)
        cursor.execute(statements.CORRECTED, values)
        counts = dict(cursor.fetchall())
        _write_parts(cursor, pooled=True)
        record_many(_corrected(counts), actor=None, at=now or timezone.now())
    return changed


def _corrected(counts: Mapping[int, int]) -> Iterator[Act]:
    for split in Split.objects.filter(pk__in=counts).prefetch_related("shares").order_by("pk"):
        teams = frozenset(share.team_id for share in split.shares.all())
        data = {"asset": str(split.asset_id), "side": split.side, "charges": counts[split.pk], "reason": split.reason}
        yield Act(entries.CORRECTED, "split", str(split.pk), data, teams)


def _write_parts(cursor: CursorWrapper, *, pooled: bool) -> None:
    cursor.execute(statements.INSERT_EARNINGS)
    for statement in (*statements.TOTALS, *([POOLED] if pooled else [])):
        cursor.execute(statement)
    for table in ("earnings_staged", "earnings_resolved", "earnings_parted", "earnings_made"):
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608  (names of this line)
