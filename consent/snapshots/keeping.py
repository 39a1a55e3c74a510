"""Which versions are kept, and for whom snapshots are kept up to date."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from consent.snapshots import files
from consent.snapshots.freshness import forget_old_notes, freshness
from consent.snapshots.models import Reader, Snapshot

KEPT_DAYS, KEPT_VERSIONS = 7, 50
READS = timedelta(days=3)  # who has not asked for so long waits for a build when it comes back
APART = timedelta(seconds=20)  # between two builds for one partner, however much happens
_ORPHANED = timedelta(days=1)  # longer than any build takes


def note_reader(partner_id: int, *, test: bool) -> None:
    """The partner asked for its snapshot just now. Noted once an hour: it may ask every second."""
    now = timezone.now()
    if not Reader.objects.filter(partner_id=partner_id, test=test, asked_at__gt=now - timedelta(hours=1)).exists():
        Reader.objects.update_or_create(partner_id=partner_id, test=test, defaults={"asked_at": now})


def due() -> Iterator[Reader]:
    """Whose snapshot is to be built, who asked last first."""
    for reader in Reader.objects.filter(asked_at__gt=timezone.now() - READS).order_by("-asked_at"):
        newest = Snapshot.objects.of(reader.partner_id, test=reader.test).first()
        if newest is None or (newest.right_at < timezone.now() - APART and not freshness(newest).current):
            yield reader


def forget_old(*, now: datetime) -> int:
    """Delete versions older than a week or beyond the newest fifty, and files without a version; how many versions.

    The newest version of a partner stays. First the rows, then the files: a version is never without its file.
    """
    forget_old_notes()
    gone = [one for partner, test in _partners() for one in _too_old(partner, now=now, test=test)]
    Snapshot.objects.filter(pk__in=[one.pk for one in gone]).delete()
    _sweep(now=now)
    return len(gone)


def _partners() -> list[tuple[int, bool]]:
    return list(Snapshot.objects.values_list("partner_id", "test").distinct())


def _too_old(partner: int, *, now: datetime, test: bool) -> Iterator[Snapshot]:
    replaced_at = now  # until when it was the newest: when the next one was built
    for place, one in enumerate(Snapshot.objects.of(partner, test=test)):
        if place >= KEPT_VERSIONS or replaced_at < now - timedelta(days=KEPT_DAYS):
            yield one
        replaced_at = one.built_at


def _sweep(*, now: datetime) -> None:
    storage = files.storage()
    for folder in _folders():
        names = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
        known = {name for pair in Snapshot.objects.values_list("file", "changes") for name in pair}
        for name in set(names) - known:
            if storage.get_modified_time(name) < now - _ORPHANED:
                storage.delete(name)


def _folders() -> list[str]:
    return files.storage().listdir("")[0] if files.storage().exists("") else []
