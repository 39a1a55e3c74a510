"""What an operator does with messages that were given up: look, send again, drop."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from artists.access import Actor, Conflict, Invalid, Permission, require
from artists.journal import outbox
from artists.journal.entries import OUTBOX_DIED, OUTBOX_DROPPED, OUTBOX_REPLAYED
from artists.journal.handlers import Lane, lane_of
from artists.journal.models import Message
from artists.journal.querysets import MessageQuerySet
from artists.journal.record import Act, record

REASON_LENGTH = 200


@dataclass(frozen=True)
class Selection:
    """Which dead messages: these, or all of a topic."""

    ids: Collection[int] = ()
    topic: str = ""


@dataclass(frozen=True)
class LaneState:
    """How a lane does. `waiting` are due, the oldest since `oldest_at`; `later` are not due yet."""

    lane: Lane
    waiting: int = 0
    oldest_at: datetime | None = None
    later: int = 0
    dead: int = 0


@dataclass(frozen=True)
class TopicState:
    """What of a topic waits, and what is dead. `failing` were tried, and wait to be tried again."""

    topic: str
    lane: str
    waiting: int
    failing: int
    oldest_at: datetime | None
    dead: int
    died_at: datetime | None


def replay(selection: Selection, *, actor: Actor) -> int:
    """Give dead messages another round of attempts; return how many. Raises `Denied`, `Conflict`."""
    require(actor, Permission.TEND_OUTBOX)
    with transaction.atomic():
        found = _dead(selection)
        _written(found, OUTBOX_REPLAYED, {}, actor)
        outbox.revive(Message.objects.filter(pk__in=[message.pk for message in found]))
        transaction.on_commit(partial(outbox.wake, *{lane_of(message.topic) for message in found}))
    return len(found)


def drop(selection: Selection, *, reason: str, actor: Actor) -> int:
    """Want dead messages no more, and say why; return how many. Raises `Denied`, `Invalid`, `Conflict`."""
    require(actor, Permission.TEND_OUTBOX)
    because = " ".join(reason.split())
    if not because or len(because) > REASON_LENGTH:
        sentence = f"Say in at most {REASON_LENGTH} characters why nobody needs this any more."
        raise Invalid("reason_missing", sentence, field="reason")
    with transaction.atomic():
        found = _dead(selection)
        _written(found, OUTBOX_DROPPED, {"reason": because}, actor)
        Message.objects.filter(pk__in=[message.pk for message in found]).update(dropped_at=timezone.now())
    return len(found)


def lanes(actor: Actor) -> list[LaneState]:
    """Every lane, empty ones too. Two queries."""
    now = timezone.now()
    mine = Message.objects.visible_to(actor).order_by()
    waiting = (
        mine.waiting()
        .values("lane")
        .annotate(
            due=Count("pk", filter=Q(due_at__lte=now)),
            later=Count("pk", filter=Q(due_at__gt=now)),
            oldest=Min("due_at", filter=Q(due_at__lte=now)),
        )
    )
    states = {row["lane"]: row for row in waiting}
    dead = dict(mine.dead().values_list("lane").annotate(Count("pk")))
    empty: dict[str, Any] = {"due": 0, "oldest": None, "later": 0}
    return [
        LaneState(lane, row["due"], row["oldest"], row["later"], dead.get(lane.value, 0))
        for lane, row in ((lane, states.get(lane.value, empty)) for lane in Lane)
    ]


def topics(actor: Actor) -> list[TopicState]:
    """Every topic of which something waits or is dead, those with most dead first. One query."""
    is_waiting = Q(done_at__isnull=True, dead_at__isnull=True)
    is_dead = Q(dead_at__isnull=False, dropped_at__isnull=True)
    rows = (
        Message.objects.visible_to(actor)
        .filter(is_waiting | is_dead)
        .order_by()
        .values("topic", "lane")
        .annotate(
            waiting=Count("pk", filter=is_waiting),
            failing=Count("pk", filter=is_waiting & Q(attempts__gt=0)),
            oldest_at=Min("filed_at", filter=is_waiting),
            dead=Count("pk", filter=is_dead),
            died_at=Max("dead_at", filter=is_dead),
        )
        .order_by("-dead", "-waiting", "topic")
    )
    return [TopicState(**row) for row in rows]


def dead(actor: Actor, *, topic: str = "", lane: str = "") -> MessageQuerySet:
    """Dead messages, newest first, without what they say."""
    which = {name: value for name, value in (("topic", topic), ("lane", lane)) if value}
    found = Message.objects.visible_to(actor).dead().filter(**which)
    return found.defer("payload", "last_error", "key").order_by("-dead_at", "-id")


def tell_of_deaths(payload: Mapping[str, Any], *, operators: Collection[int]) -> None:
    """Write down, for the operators' teams, that messages of a topic are dead. Says nothing if none is any more."""
    found = Message.objects.dead().filter(topic=payload["topic"])
    newest = found.order_by("-dead_at").values_list("reason", flat=True).first()
    if newest is None or not operators:
        return
    data = {"topic": payload["topic"], "count": found.count(), "reason": newest}
    act = Act(OUTBOX_DIED, "outbox", payload["topic"], data, frozenset(operators), team_id=min(operators))
    record(act, actor=None)


def _dead(selection: Selection) -> list[Message]:
    which = Q(topic=selection.topic) if selection.topic else Q(pk__in=list(selection.ids))
    locked = Message.objects.dead().filter(which).select_for_update().order_by("id")
    found = list(locked.only("id", "topic"))
    if not found:
        raise Conflict("nothing_dead", "There is nothing to do: it was sent again or dropped meanwhile.")
    return found


def _written(found: list[Message], entry_type: str, data: Mapping[str, Any], actor: Actor) -> None:
    counts: dict[str, int] = {}
    for message in found:
        counts[message.topic] = counts.get(message.topic, 0) + 1
    subject = next(iter(counts)) if len(counts) == 1 else ""
    record(Act(entry_type, "outbox", subject, {"topics": counts, **data}), actor=actor)
