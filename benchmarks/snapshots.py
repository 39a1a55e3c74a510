"""What one partner may use of a million recordings, as a file: built, and what changed, beside the bare rows.

The floor of both is the database handing over the same joined rows by `COPY … TO`, into nothing. A build judges them,
writes and packs them; finding what changed reads two such files side by side, which must be quicker than reading anew.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from benchmarks import million
from benchmarks.figures import Figure, middle, progress
from consent.snapshots import files, lines
from consent.snapshots.building import build
from consent.snapshots.changes import differences
from consent.snapshots.conditions import Window
from consent.snapshots.models import Snapshot
from consent.snapshots.reading import open_changes, open_file

ROUNDS = 3
WITHDRAWN = 1_000  # tracks that are closed between two builds

_CLOSE = """
UPDATE choices_standing SET answer = 0, reasons = '{choice_off}', changed_at = now()
 WHERE asset_id = ANY (%s) AND answer > 0
"""


def run() -> Iterator[Figure]:
    """The first build, the same again, and a build after a withdrawal with what changed."""
    made = million.made()
    partner = made.partner
    first = _built(partner)
    progress(
        f"snapshot: {first.assets:,} assets, {first.sets:,} sets, {first.size / 1e6:,.0f} MB, "
        f"{first.compressed_size / 1e6:,.1f} MB packed"
    )
    rounds = [(1 / _seconds(lambda: _read(partner)), 1 / _seconds(lambda: _bare(partner))) for _ in range(ROUNDS)]
    for ours, floor in rounds:
        progress(f"  build {1 / ours:.1f} s, bare COPY {1 / floor:.1f} s")
    yield Figure("snapshot.build", "builds/s", *middle(rounds), aim=">= 0.50")
    yield from _changes(partner, first)


def _changes(partner: int, first: Snapshot) -> Iterator[Figure]:
    gone = _some_assets(first)
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, [gone])
    second = _built(partner)
    with open_changes(second, first.pk) as told:
        changed = sum(1 for _ in files.unpack(told))
    progress(f"  {len(gone):,} tracks withdrawn: {changed:,} lines of changes")

    def compared() -> None:
        with open_file(first) as old, open_file(second) as new:
            for _ in differences(files.unpack(old), files.unpack(new)):
                pass

    rounds = [(1 / _seconds(compared), 1 / _seconds(lambda: _bare(partner))) for _ in range(ROUNDS)]
    for ours, floor in rounds:
        progress(f"  changes {1 / ours:.1f} s, bare COPY {1 / floor:.1f} s")
    yield Figure("snapshot.changes", "comparisons/s", *middle(rounds), aim=">= 1")


def _built(partner: int) -> Snapshot:
    snapshot = build(partner)
    if snapshot is None:
        raise RuntimeError("Somebody else is building.")
    return snapshot


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _read(partner: int) -> None:
    """A whole build but for keeping it."""
    now = timezone.now()
    reading = lines.Reading(partner, Window(now, now + timedelta(hours=25)))
    with _patient(), open("/dev/null", "wb") as nowhere:
        files.pack(reading.lines(), nowhere)


def _bare(partner: int) -> None:
    """The same rows of the same join, handed over by the database and dropped."""
    now = timezone.now()
    with _patient(), connection.cursor() as cursor:
        asked = lines.Reading(partner, Window(now, now + timedelta(hours=25))).asked()
        with cursor.cursor.copy(lines.QUERY, asked) as copied:
            for _ in copied:
                pass


@contextmanager
def _patient() -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        yield


def _some_assets(snapshot: Snapshot) -> list[str]:
    with open_file(snapshot) as opened:
        every = [line.split(b"\t", 2)[1].decode() for line in files.unpack(opened) if line.startswith(b"asset")]
    return every[:: max(1, len(every) // WITHDRAWN)][:WITHDRAWN]
