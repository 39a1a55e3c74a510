"""The one door into the journal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from artists.access import Actor, MandateScope
from artists.journal import followers, handlers, outbox, types
from artists.journal.models import Entry, Message


@dataclass(frozen=True)
class Follows:
    """What must follow an act: a message for the outbox. `key` must be unique for this effect."""

    topic: str
    key: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    delay: timedelta = timedelta(0)


@dataclass(frozen=True)
class Act:
    """One line for the journal, before it is written. `team_id` matters only where the portal itself acts."""

    type: str
    subject_kind: str
    subject_id: str
    data: Mapping[str, Any] = field(default_factory=dict)
    concerns: frozenset[int] = frozenset()
    undoes: int | None = None
    mandate: MandateScope | None = None
    team_id: int | None = None


def record(
    act: Act,
    *,
    actor: Actor | None,
    batch: UUID | None = None,
    follows: Sequence[Follows] = (),
    at: datetime | None = None,
) -> Entry:
    """Write one act and file what follows from it. Must run inside the transaction of the act itself."""
    return record_many([act], actor=actor, batch=batch, follows=follows, at=at)[0]


def record_many(
    acts: Iterable[Act],
    *,
    actor: Actor | None,
    batch: UUID | None = None,
    follows: Sequence[Follows] = (),
    at: datetime | None = None,
) -> list[Entry]:
    """Write the acts of one press as one batch, and file what follows. `actor` is None only for the portal itself."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("The journal is written inside the transaction of the act it speaks of.")
    now = at or timezone.now()
    shared = batch or (actor.batch if actor and actor.batch else None) or uuid7()
    rows = [_entry(act, actor=actor, batch=shared, now=now) for act in acts]
    entries = Entry.objects.bulk_create(rows, batch_size=2000)
    file_messages([*follows, *_for_followers(entries, shared)], now=now)
    return entries


def _for_followers(entries: Sequence[Entry], batch: UUID) -> list[Follows]:
    return [
        Follows(topic, f"{topic}:{entries[0].pk}", followers.payload_for(batch, entries))
        for topic in followers.followers_of(entry.type for entry in entries)
    ]


def file_messages(follows: Sequence[Follows], *, now: datetime | None = None) -> None:
    """Put messages in the outbox and wake the worker after the commit. Filing a key twice is nothing."""
    if not follows:
        return
    filed_at = now or timezone.now()
    rows = [_message(one, filed_at) for one in follows]
    Message.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)
    lanes = dict.fromkeys(handlers.lane_of(one.topic) for one in follows)
    transaction.on_commit(partial(outbox.wake, *lanes))


def _message(what: Follows, filed_at: datetime) -> Message:
    return Message(
        topic=what.topic,
        lane=handlers.lane_of(what.topic),
        key=what.key,
        payload=dict(what.payload),
        filed_at=filed_at,
        due_at=filed_at + what.delay,
    )


def _entry(act: Act, *, actor: Actor | None, batch: UUID, now: datetime) -> Entry:
    if act.type not in types.registered():
        raise ValueError(f"{act.type} is not a registered entry type.")
    concerns = set(act.concerns) | ({actor.team_id} if actor else set())
    if act.mandate:
        concerns.add(act.mandate.holder_team_id)
    return Entry(
        at=now,
        type=act.type,
        person_id=actor.person_id if actor else None,
        client_id=actor.client_id if actor else "",
        team_id=actor.team_id if actor else act.team_id,
        mandate_id=act.mandate.mandate_id if act.mandate else None,
        mandated_team_id=act.mandate.holder_team_id if act.mandate else None,
        subject_kind=act.subject_kind,
        subject_id=act.subject_id,
        batch=batch,
        undoes=act.undoes,
        data=dict(act.data),
        concerns=sorted(concerns),
    )
