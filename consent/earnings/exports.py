"""Exports in the background: ask for one, make it, cancel it, forget it after a week.

The rows come from whoever knows the form of the file (`Rows`): the same that streams a small one.
"""

import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.files import File
from django.core.files.storage import storages
from django.db import connection, transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Permission, require
from artists.journal.record import Act, Follows, record
from artists.teams.actors import actor_for
from consent.earnings import entries, reading_lines
from consent.earnings.models_exports import Export
from consent.earnings.querysets import ExportQuerySet
from consent.earnings.reading_lines import Filters

TOPIC = "earnings.export"
SMALL = 5_000  # lines that are sent at once, without asking
KEPT = timedelta(days=7)
MOST_OPEN = 2
MOST_COUNTED = 10_000_000

Rows = Callable[[Actor, Filters, ZoneInfo], Iterator[tuple[int, str]]]
"""Of an actor's lines: how many are written so far, and the next piece of the file."""


def ask(filters: Filters, *, zone: str, actor: Actor) -> Export:
    """Have the lines that these filters leave made into a file. Raises `Denied`, and `Conflict` (`exports_waiting`)
    while two of the team's are still being made.
    """
    require(actor, Permission.SEE_MONEY)
    now = timezone.now()
    with transaction.atomic():
        _one_at_a_time(actor.team_id)
        waiting = Export.objects.filter(team_id=actor.team_id, state__in=[Export.State.WAITING, Export.State.MAKING])
        if waiting.count() >= MOST_OPEN:
            raise Conflict("exports_waiting", "Two files of your team are being made. Wait for them, or cancel one.")
        made = Export.objects.create(
            team_id=actor.team_id, asked_at=now, asked_by_id=actor.person_id, filters=filters.as_data(), zone=zone,
            lines=reading_lines.count(actor, filters, most=MOST_COUNTED),
        )  # fmt: skip
        act = Act(entries.EXPORT_ASKED, "export", str(made.pk), {"lines": made.lines}, frozenset({actor.team_id}))
        record(act, actor=actor, at=now, follows=[Follows(TOPIC, f"{TOPIC}:{made.pk}", {"export": str(made.pk)})])
    return made


def make(export: Export, rows: Rows) -> None:
    """Write the file, unless it was cancelled or whoever asked may not see money any more. Again changes nothing."""
    person = export.asked_by_id
    actor = actor_for(person, export.team) if person else None
    if actor is None or not actor.has(Permission.SEE_MONEY):
        Export.objects.filter(pk=export.pk).update(state=Export.State.CANCELLED)
        return
    if not _open(export).update(state=Export.State.MAKING, done=0):
        return
    with tempfile.TemporaryFile("w+b") as file:
        for done, piece in rows(actor, Filters.from_data(export.filters), ZoneInfo(export.zone)):
            file.write(piece.encode())
            if not _open(export).update(done=done):
                return  # cancelled meanwhile
        size = file.tell()
        file.seek(0)
        storages["exports"].delete(export.file_name)
        storages["exports"].save(export.file_name, File(file))
    _ready(export, size)


def _ready(export: Export, size: int) -> None:
    now = timezone.now()
    with transaction.atomic():
        ready = {"state": Export.State.READY, "size": size, "made_at": now, "expires_at": now + KEPT}
        if _open(export).update(**ready):
            act = Act(entries.EXPORT_READY, "export", str(export.pk), {}, frozenset({export.team_id}))
            record(act, actor=None, at=now)
        else:
            storages["exports"].delete(export.file_name)


def fail(export: Export) -> None:
    """Say that it could not be made."""
    _open(export).update(state=Export.State.FAILED)


def cancel(export: Export, *, actor: Actor) -> None:
    """Make it no further. Raises `Denied`, and `Conflict` (`export_over`) where there is nothing left to cancel."""
    require(actor, Permission.SEE_MONEY)
    if not _open(export).update(state=Export.State.CANCELLED):
        raise Conflict("export_over", "There is nothing left to cancel.")


def forget_old(*, now: datetime | None = None) -> int:
    """Delete files a week after they were made; how many."""
    over = Export.objects.filter(state=Export.State.READY, expires_at__lte=now or timezone.now())
    for export in over:
        storages["exports"].delete(export.file_name)
        Export.objects.filter(pk=export.pk).update(state=Export.State.GONE)
    return len(over)


def _open(export: Export) -> ExportQuerySet:
    return Export.objects.filter(pk=export.pk, state__in=[Export.State.WAITING, Export.State.MAKING])


def _one_at_a_time(team: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ASKING, team % 2**31])


_ASKING = 7_431_340  # of advisory locks, one for each team: a number nobody else takes
