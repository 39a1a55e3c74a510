"""What is not kept: files of what came to nothing, what visitors made, and where anybody came from."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from artists.audio.models import Sound
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


def _drop(files: Iterable[File]) -> None:
    """What no other file has any more."""
    names: set[str] = set()
    for one in files:
        if one.sound_id is not None and not File.objects.filter(sound_id=one.sound_id).exists():
            names |= set(Sound.objects.filter(pk=one.sound_id, asset=None).values_list("name", flat=True))
            Sound.objects.filter(pk=one.sound_id, asset=None).delete()
        elif one.name and not File.objects.filter(name=one.name).exists():
            names.add(one.name)
    transaction.on_commit(lambda: _delete(names))


def _delete(names: Iterable[str]) -> None:
    kept = storages["audio"]
    for name in names:
        kept.delete(name)
