"""Handing out a version's file, and what changed since an older one: opened, never read whole into memory."""

import tempfile
from contextlib import ExitStack
from typing import IO
from uuid import UUID

from consent.snapshots import files
from consent.snapshots.changes import composed
from consent.snapshots.models import Snapshot


class Gone(Exception):
    """The older version is not kept any more, or never was: take the whole file."""


def open_file(snapshot: Snapshot) -> IO[bytes]:
    """The version's file, compressed. Raises `Gone` where the storage has lost it."""
    return _opened(snapshot.file)


def open_changes(snapshot: Snapshot, since: UUID) -> IO[bytes]:
    """What leads from the older version to this one, compressed. Raises `Gone`."""
    versions = Snapshot.objects.of(snapshot.partner_id, test=snapshot.test)
    older = versions.filter(pk=since, number__lte=snapshot.number).first()
    if older is None:
        raise Gone
    between = versions.filter(number__gt=older.number, number__lte=snapshot.number).order_by("number")
    names = [one.changes for one in between]
    return _opened(names[0]) if len(names) == 1 else _together(names)


def _together(names: list[str]) -> IO[bytes]:
    with ExitStack() as stack:
        steps = [files.unpack(stack.enter_context(_opened(name))) for name in names]
        # Closed by whoever reads it.
        whole: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        files.pack(composed(steps), whole)
    whole.seek(0)
    return whole


def _opened(name: str) -> IO[bytes]:
    try:
        return files.storage().open(name) if name else _lost()
    except FileNotFoundError:
        raise Gone from None


def _lost() -> IO[bytes]:
    raise Gone
