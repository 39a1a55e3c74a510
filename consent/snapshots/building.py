"""Making a version: read, write the files, then the row. Killed in the middle it leaves no version, but files to sweep.

One build at a time for each partner, by a lock of the database that ends with its connection. A build that finds what
the newest version holds makes no new one, and notes that it was still right.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO

from django.db import connection, transaction
from uuid_utils.compat import uuid7

from consent.snapshots import files, sources
from consent.snapshots.changes import differences
from consent.snapshots.freshness import SEEN
from consent.snapshots.models import Snapshot

_LOCKS = 7_431_310  # of the advisory locks, one for each partner; the next number is for test snapshots
_LONGEST = "SET LOCAL statement_timeout = '8min'"


def build(partner_id: int, *, test: bool = False) -> Snapshot | None:
    """Bring the partner's snapshot up to date; the newest version afterwards, or None if another build is at it."""
    with _alone(partner_id, test=test) as alone, tempfile.TemporaryFile() as content:
        if not alone:
            return None
        newest = Snapshot.objects.of(partner_id, test=test).first()
        with _one_view():
            at, seen = _moment()
            packed = files.pack(sources.lines_of(partner_id, at, test=test), content)
        if newest and newest.sha256 == packed.sha256 and files.storage().exists(newest.file):
            newest.right_at, newest.seen = at, seen
            newest.save(update_fields=["right_at", "seen"])
            return newest
        made = Snapshot(
            id=uuid7(), partner_id=partner_id, test=test, number=newest.number + 1 if newest else 1, built_at=at,
            right_at=at, seen=seen, sha256=packed.sha256, size=packed.size, assets=packed.assets, sets=packed.sets,
            licences=packed.licences,
        )  # fmt: skip
        _keep(made, newest, content)
        return made


def _keep(made: Snapshot, before: Snapshot | None, content: IO[bytes]) -> None:
    """The files first, under names nobody has seen; then the row, which makes them a version."""
    folder = f"{made.partner_id}-test" if made.test else f"{made.partner_id}"
    if before and files.storage().exists(before.file):
        with files.storage().open(before.file) as older, tempfile.TemporaryFile() as changes:
            files.pack(differences(files.unpack(older), files.unpack(content)), changes)
            made.changes, _ = files.keep(f"{folder}/{made.id}.changes.gz", changes)
    made.file, made.compressed_size = files.keep(f"{folder}/{made.id}.gz", content)
    made.save(force_insert=True)


@contextmanager
def _alone(partner_id: int, *, test: bool) -> Iterator[bool]:
    lock = [_LOCKS + test, partner_id]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s::int, %s::int)", lock)
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s::int, %s::int)", lock)


@contextmanager
def _one_view() -> Iterator[None]:
    """Everything inside sees the database as of one moment. Inside a transaction already, that is the caller's."""
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(_LONGEST)
        yield


def _moment() -> tuple[datetime, str]:
    """As of when this transaction sees the database (no later than that), and what exactly it sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now(), " + SEEN)
        at, seen = cursor.fetchone()
    return at, seen
