"""What a team's server can be told. A room registers a type of event, and says what it follows from:

    register("choice.changed", "An answer changed", says="…", kinds=HOLDERS, follows=[CHOICE_SET], builder=build)

A type follows types of journal entry through the outbox: one press is built once, however many entries it has.
`builder` turns the entries of a press into as few thin events as say it: which team, and what to look up. It must tell
a team no more than that team's pages do. Two things are held here: a team that no entry of the press concerns is not
told, whatever a builder says, nor is a team of a kind that the type is not for.

What a builder says is filed as one row for each endpoint that wants it; `portal.channels.webhooks` sends it.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from artists.access import TeamKind
from artists.journal import followers
from artists.journal.models import Entry
from artists.journal.outbox import handles
from artists.journal.querysets import EntryQuerySet
from artists.webhooks import queue
from artists.webhooks.models import Endpoint, Event

HOLDERS = frozenset(kind for kind in TeamKind if kind.holds_rights)
PARTNERS = frozenset({TeamKind.PARTNER})
TEST = "webhook.test"


@dataclass(frozen=True)
class Outgoing:
    """One event for every endpoint of a team that wants its type. `data` is JSON: ids and counts, no names."""

    team_id: int
    data: Mapping[str, Any] = field(default_factory=dict)


Builder = Callable[[Iterable[Entry]], Iterable[Outgoing]]


@dataclass(frozen=True)
class EventType:
    """A type of event. `label` and `says` are shown where a person chooses; `kinds` are the teams it is for."""

    name: str
    label: str
    says: str
    kinds: frozenset[TeamKind]
    builder: Builder

    @property
    def topic(self) -> str:
        """Its topic in the outbox."""
        return f"webhooks:{self.name}"


_registry: dict[str, EventType] = {}


def register(
    name: str, label: str, *, says: str, kinds: frozenset[TeamKind], follows: Sequence[str], builder: Builder
) -> str:
    """Register a type of event that follows these types of entry, and return its name.

    `builder` gets the entries of one press, oldest first, and should go through them once: there may be 100,000.
    """
    if name in _registry:
        raise ValueError(f"The event type {name} is registered twice.")
    made = _registry[name] = EventType(name, label, says, kinds, builder)
    followers.follow(made.topic, *follows)
    handles(made.topic)(partial(fan_out, name))
    return name


def types_for(kind: TeamKind) -> list[EventType]:
    """What a team of this kind can be told, by name."""
    return [_registry[name] for name in sorted(_registry) if kind in _registry[name].kinds]


def label_of(name: str) -> str:
    """What people call it."""
    if name == TEST:
        return "Test"
    return _registry[name].label if name in _registry else name


def fan_out(name: str, payload: Mapping[str, Any]) -> None:
    """File what the press of an outbox message says, one row for each endpoint that wants it. Twice is once."""
    wanted = _registry[name]
    endpoints: dict[int, list[Endpoint]] = defaultdict(list)
    for endpoint in Endpoint.objects.filter(types__contains=[name], team__kind__in=wanted.kinds):
        endpoints[endpoint.team_id].append(endpoint)
    if not endpoints:
        return
    press = _Press()
    said = list(wanted.builder(press.through(followers.entries_of(payload, wanted.topic))))
    if strangers := {one.team_id for one in said} - press.concerned:
        raise ValueError(f"{name} would tell teams what does not concern them: {sorted(strangers)}")
    rows = [
        row(endpoint, name, one.data, key=f"{name}:{payload['first']}:{place}", at=press.at)
        for place, one in enumerate(said)
        for endpoint in endpoints[one.team_id]
    ]
    file(rows)


def row(endpoint: Endpoint, name: str, data: Mapping[str, Any], *, key: str, at: datetime) -> Event:
    """An event for an endpoint, unsaved, with the body that every attempt will send and every signature cover."""
    now = timezone.now()
    stamp = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    body = json.dumps({"type": name, "timestamp": stamp, "data": data}, ensure_ascii=False, separators=(",", ":"))
    return Event(endpoint=endpoint, type=name, key=key, body=body, filed_at=now, due_at=now)


def file(rows: Sequence[Event]) -> None:
    """Put events where the senders find them, and wake one after the commit. A key that is there is nothing."""
    if rows:
        Event.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
        transaction.on_commit(queue.wake)


class _Press:
    """Entries on their way through a builder: whom they concern, and when the last was written."""

    def __init__(self) -> None:
        self.concerned: set[int] = set()
        self.at = timezone.now()

    def through(self, entries: EntryQuerySet) -> Iterator[Entry]:
        for entry in entries.iterator(chunk_size=2000):
            self.concerned.update(entry.concerns)
            self.at = entry.at
            yield entry
