"""What is not kept: files of what came to nothing, what visitors made, and where anybody came from."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from artists.audio import intake, keeping, sweeping
from consent.making.models import File, Making
from consent.making.querysets import MakingQuerySet
from consent.making.states import OPEN, State

KEPT_FOR = timedelta(days=30)
_AT_ONCE = 200


def forget_old(*, now: datetime | None = None) -> int:
    """Forget what visitors made thirty days ago, unless they or the artist show it, and every address as old; return
    how many makings went. What was reported stays reported: of it no more than the output in the register is left."""
    at = now or timezone.now()
    old = Making.objects.filter(asked_at__lt=at - KEPT_FOR)
    old.exclude(address="").update(address="")
    kept = old.filter(person=None, public=False, featured_at=None).exclude(state__in=OPEN)
    gone = _forget(kept.order_by("asked_at")[:_AT_ONCE])
    drop_files(Making.objects.filter(state__in=[State.REFUSED, State.FAILED, State.CANCELLED], files__isnull=False))
    return gone


def drop_files(makings: MakingQuerySet) -> None:
    """Delete the files of these makings; what another making has as well stays for that one."""
    with transaction.atomic():
        files = list(File.objects.filter(making__in=makings.values("pk")).select_related("sound")[: _AT_ONCE * 4])
        File.objects.filter(pk__in=[one.pk for one in files]).delete()
        _drop(files)


def _forget(makings: Iterable[Making]) -> int:
    """Rows first, then the blobs: a blob without a row is found by nobody, a row without one would be a broken page."""
    pks = [one.pk for one in makings]
    with transaction.atomic():
        locked = [one.pk for one in Making.objects.select_for_update(skip_locked=True).filter(pk__in=pks)]
        files = list(File.objects.filter(making__in=locked).select_related("sound"))
        File.objects.filter(pk__in=[one.pk for one in files]).delete()
        Making.objects.filter(pk__in=locked).delete()
        _drop(files)
    return len(locked)


def _drop(files: Sequence[File]) -> None:
    """What no other file has any more."""
    intake.forget([one.sound_id for one in files if one.sound_id and not _shared(sound=one.sound_id)])
    names = {one.name for one in files if one.name and not _shared(name=one.name)}
    transaction.on_commit(lambda: keeping.remove(*names))


def _known(names: Collection[str]) -> set[str]:
    return set(File.objects.filter(name__in=names).values_list("name", flat=True))


def _shared(**by: object) -> bool:
    return File.objects.filter(**by).exists()


sweeping.known_by("made", _known)
