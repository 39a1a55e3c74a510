"""Telling people: who may know, what they chose to hear, one row for each person and channel. A handful of statements,
however many people."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from artists.journal.record import Follows, file_messages
from artists.notices import folding
from artists.notices.audience import people_told
from artists.notices.kinds import Channel, Kind
from artists.notices.models import Delivery, Notice
from artists.notices.reach import Way, ways_to
from artists.notices.topics import DIGEST, TOPICS


@dataclass(frozen=True)
class Words:
    """What a notice says, as plain text: the same words on the page, in the mail and on the phone.

    `title` is a whole sentence without its full stop; `text` adds what it means; `facts` are shown as a table in mails.
    """

    title: str
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    button: str = ""


@dataclass(frozen=True)
class Told:
    """One thing to tell: to members of `teams` who may know of it, and to `people` by name. See `artists.notices`.

    `urgent` passes quiet hours, where the person agreed to be woken. `needs_answer` keeps it under “Needs you” until it
    is cured. Within one press the same kind and `fold_key` are told once.
    """

    kind: Kind
    fold_key: str
    teams: Mapping[int, Words] = field(default_factory=dict)
    people: Mapping[int, Words] = field(default_factory=dict)
    place: tuple[str, object] = ("", "")
    closes_at: datetime | None = None
    needs_answer: bool = False
    urgent: bool = False


@dataclass(frozen=True)
class Cured:
    """What no longer waits: notices of `fold_key` and below it are withdrawn, in these teams or (None) in all."""

    fold_key: str
    outcome: str = ""
    teams: Collection[int] | None = None


def tell_now(told: Told, *, key: str, but: int | None = None, now: datetime | None = None) -> int:
    """Tell it, except to the person `but` who did it; return how many people were told anew.

    Telling with the same `key` again changes nothing, also when two workers do it at once.
    """
    at = now or timezone.now()
    with transaction.atomic():
        _one_at_a_time(key)
        audience = people_told(told.kind, list(told.teams), told.people, but=but)
        keys = {f"{key}:{person}:{Channel.HERE}": person for person in audience}
        known = set(Delivery.objects.filter(key__in=list(keys)).values_list("key", flat=True))
        anew = {person: audience[person] for here, person in keys.items() if here not in known}
        if not anew:
            return 0
        folded = folding.put(_rows(told, anew), at=at)
        _deliver(told, folded, key=key, at=at)
    return len(anew)


def withdraw(fold_key: str, *, outcome: str = "", teams: Collection[int] | None = None) -> int:
    """Withdraw what is new of this key and below it, and what has not left yet; return how many notices it was.

    A notice already read stays as it was read, but no longer waits for an answer.
    """
    at = timezone.now()
    about = Q(fold_key=fold_key) | Q(fold_key__startswith=f"{fold_key}:")
    with transaction.atomic():
        # What asks for an answer waits on after it was read; the rest is over once it was read.
        found = Notice.objects.filter(about, withdrawn_at__isnull=True).filter(
            Q(read_at__isnull=True) | Q(needs_answer=True)
        )
        if teams is not None:
            found = found.filter(team_id__in=teams)
        numbers = list(found.values_list("pk", flat=True))
        Notice.objects.filter(pk__in=numbers).update(withdrawn_at=at, outcome=outcome)
        Delivery.objects.waiting().filter(notice_id__in=numbers).update(cancelled_at=at)
    return len(numbers)


def _one_at_a_time(key: str) -> None:
    """Two who tell the same thing come one after the other; the second finds it told."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"notice {key}"])


def _rows(told: Told, audience: Mapping[int, int | None]) -> list[folding.Row]:
    place, place_id = told.place
    return [
        folding.Row(
            person_id=person,
            team_id=team,
            words=told.people[person] if team is None else told.teams[team],
            kind=told.kind.code,
            fold_key=told.fold_key,
            place=place,
            place_id=str(place_id),
            needs_answer=told.needs_answer,
            urgent=told.urgent,
            closes_at=told.closes_at,
        )
        for person, team in audience.items()
    ]


def _deliver(told: Told, folded: Sequence[folding.Put], *, key: str, at: datetime) -> None:
    """One row for each person and channel, and a message for each that leaves by itself.

    What only counted up a notice that is still new is shown here, and sent nowhere again.
    """
    ways = [Way(put.person_id, Channel.HERE, at) for put in folded]
    ways += ways_to([put.person_id for put in folded if put.count == 1], told.kind, urgent=told.urgent, at=at)
    notices = {put.person_id: put.notice_id for put in folded}
    folding.put_deliveries(
        [
            folding.Leaving(f"{key}:{way.person_id}:{way.channel}", notices[way.person_id], way.person_id,
                            way.channel, way.due_at, at if way.channel is Channel.HERE else None)
            for way in ways
        ]
    )  # fmt: skip
    file_messages([_message(way, key, at) for way in ways if way.channel in TOPICS], now=at)


def _message(way: Way, key: str, at: datetime) -> Follows:
    """Each mail and each push is a message of its own; all that a person's digest gathers is one."""
    if way.channel is Channel.DIGEST:
        return digest_message(way.person_id, way.due_at, now=at)
    name = f"{key}:{way.person_id}:{way.channel}"
    return Follows(TOPICS[way.channel], f"delivery:{name}", {"delivery": name}, delay=way.due_at - at)


def digest_message(person_id: int, due_at: datetime, *, now: datetime) -> Follows:
    """The message that makes a person's digest when it is due."""
    payload = {"person": person_id, "due_at": due_at.isoformat()}
    return Follows(DIGEST, f"digest:{person_id}:{due_at.isoformat()}", payload, delay=due_at - now)
