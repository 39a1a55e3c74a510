"""Who hears of entries: a follower names the types it cares about and gets one outbox message for each press.

A press on four thousand tracks is one message, not four thousand: what follows it is worked out for the whole press.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from artists.journal.models import Entry
from artists.journal.querysets import EntryQuerySet

_followers: dict[str, set[str]] = {}


def follow(topic: str, *types: str) -> None:
    """File a message of `topic` whenever entries of these types are written. Its payload is for `entries_of`.

    A room calls this when it starts; the outbox handler of `topic` is its own. Calling it again adds types.
    """
    _followers.setdefault(topic, set()).update(types)


def followers_of(types: Iterable[str]) -> list[str]:
    """The topics that follow any of these types of entry."""
    written = set(types)
    return [topic for topic, wanted in _followers.items() if wanted & written]


def payload_for(batch: UUID, entries: Sequence[Entry]) -> dict[str, Any]:
    """What a follower is told: which entries of which batch."""
    numbers = [entry.pk for entry in entries]
    return {"batch": str(batch), "first": min(numbers), "last": max(numbers)}


def entries_of(payload: Mapping[str, Any], topic: str) -> EntryQuerySet:
    """The entries a message of `topic` speaks of, of the types it follows, oldest first."""
    written = Entry.objects.filter(batch=UUID(payload["batch"]), pk__range=(payload["first"], payload["last"]))
    return written.filter(type__in=_followers[topic]).order_by("pk")
