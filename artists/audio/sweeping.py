"""Files that nobody knows: a worker wrote them and died before a row said so. A day later they are deleted.

Whoever keeps files in the storage `audio` says with `known_by` which of some names its rows hold; a folder that nobody
spoke for is never looked at.

A file that is about to get its row is minutes old, and one that is used again is found by the row that has it: what has
none a day after it was last written will never have one. Its age is asked first and the row last, so that a row which
comes meanwhile is seen.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from artists.audio import keeping
from artists.audio.intake import heard_name
from artists.audio.models import Sound

logger = logging.getLogger(__name__)

Known = Callable[[Collection[str]], set[str]]
LEFT_FOR = timedelta(days=1)
_AT_ONCE = 500
_HOURS = 24
_known: dict[str, list[Known]] = {}


def known_by(folder: str, known: Known) -> None:
    """Say which names of files in this folder have a row. Several may speak for one folder."""
    speaking = _known.setdefault(folder, [])
    if known not in speaking:
        speaking.append(known)


def sweep(*, now: datetime | None = None) -> int:
    """Delete what no row has known for a day, in this hour's part of the storage: all of it is looked at once a day.
    Return how many files went."""
    at = now or timezone.now()
    shards = [f"{shard:02x}" for shard in range(256) if shard % _HOURS == at.hour]
    return sum(_sweep_folder(folder, shard, at) for folder in sorted(_known) for shard in shards)


def _sweep_folder(folder: str, shard: str, at: datetime) -> int:
    names = [f"{folder}/{shard}/{name}" for name in keeping.listed(f"{folder}/{shard}")]
    return sum(_sweep_names(folder, names[start : start + _AT_ONCE], at) for start in range(0, len(names), _AT_ONCE))


def _sweep_names(folder: str, names: Sequence[str], at: datetime) -> int:
    rowless = set(names) - _with_row(folder, names)
    old = {name for name in rowless if _is_old(name, at)}
    gone = old - _with_row(folder, old) if old else old
    for name in sorted(gone):
        keeping.remove(name)
        logger.info("file without a row deleted", extra={"folder": folder})
    return len(gone)


def _with_row(folder: str, names: Collection[str]) -> set[str]:
    return set().union(*(known(names) for known in _known[folder]))


def _is_old(name: str, at: datetime) -> bool:
    try:
        return keeping.written_at(name) < at - LEFT_FOR
    except keeping.Gone:
        return False


def _sounds(names: Collection[str]) -> set[str]:
    return set(Sound.objects.filter(name__in=names).values_list("name", flat=True))


def _heard(names: Collection[str]) -> set[str]:
    """What is being checked writes its MP3 before a row names it, and perhaps anew over an old one."""
    coming = {heard_name(one) for one in Sound.objects.filter(state=Sound.State.CHECKING, team__isnull=False)}
    return coming | set(Sound.objects.filter(heard__in=names).values_list("heard", flat=True))


known_by("uploads", _sounds)
known_by("made", _sounds)
known_by("heard", _heard)
