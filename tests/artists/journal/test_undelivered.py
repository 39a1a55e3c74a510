"""What was given up: operators are told, send it again, or drop it and say why."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from artists.access import Conflict, Denied, Invalid, Role
from artists.journal import outbox, undelivered
from artists.journal.handlers import GiveUp, Lane, handles
from artists.journal.models import Entry, Message
from artists.journal.record import Follows, file_messages
from artists.journal.undelivered import Selection
from artists.teams.models import Membership
from tests.cast import Cast, acting

TOPIC = "test.undeliverable"
WORKS: list[bool] = []


@handles(TOPIC, lane=Lane.MAIL, outside_transaction=True)
def refuse(payload: Mapping[str, Any]) -> None:
    if not WORKS:
        raise GiveUp("There is no such mailbox.")


@pytest.fixture(autouse=True)
def _does_not_work() -> None:
    WORKS.clear()


@pytest.fixture
def dead(cast: Cast) -> list[Message]:
    file_messages([Follows(TOPIC, f"k{number}") for number in range(3)])
    outbox.drain(lane=Lane.MAIL)
    return list(Message.objects.filter(topic=TOPIC).order_by("pk"))


def ids(*found: Message) -> Selection:
    return Selection(ids=[message.pk for message in found])


def test_operators_are_told_once_of_what_died_together(cast: Cast, dead: list[Message]) -> None:
    outbox.drain()
    assert not Entry.objects.filter(type="outbox.died").exists()

    outbox.drain(now=timezone.now() + timedelta(minutes=2))

    [entry] = Entry.objects.filter(type="outbox.died")
    assert entry.data == {"topic": TOPIC, "count": 3, "reason": "There is no such mailbox."}
    assert entry.person_id is None
    assert Entry.objects.visible_to(acting(cast.olu, cast.operator)).filter(pk=entry.pk).exists()
    assert not Entry.objects.visible_to(acting(cast.ayla, cast.artist)).filter(pk=entry.pk).exists()


def test_what_was_mended_within_the_minute_is_told_to_nobody(cast: Cast, dead: list[Message]) -> None:
    undelivered.replay(Selection(topic=TOPIC), actor=acting(cast.olu, cast.operator))
    WORKS.append(True)
    outbox.drain(now=timezone.now() + timedelta(minutes=2))
    assert not Entry.objects.filter(type="outbox.died").exists()


def test_one_is_sent_again_and_the_others_stay(cast: Cast, dead: list[Message]) -> None:
    WORKS.append(True)
    assert undelivered.replay(ids(dead[1]), actor=acting(cast.olu, cast.operator)) == 1
    outbox.drain()

    assert set(Message.objects.dead()) == {dead[0], dead[2]}
    assert Message.objects.get(pk=dead[1].pk).done_at is not None
    entry = Entry.objects.get(type="outbox.replayed")
    assert (entry.person_id, entry.data) == (cast.olu.pk, {"topics": {TOPIC: 1}})


def test_dropped_messages_are_kept_and_nobody_sees_them_again(cast: Cast, dead: list[Message]) -> None:
    olu = acting(cast.olu, cast.operator)
    assert undelivered.drop(ids(*dead[:2]), reason="  The server\nis gone.", actor=olu) == 2

    assert list(undelivered.dead(olu)) == [dead[2]]
    assert Message.objects.filter(topic=TOPIC).count() == 3
    assert outbox.drain(lane=Lane.MAIL, now=timezone.now() + timedelta(days=30)) == 0
    entry = Entry.objects.get(type="outbox.dropped")
    assert entry.data == {"topics": {TOPIC: 2}, "reason": "The server is gone."}


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 201])
def test_who_drops_says_why(cast: Cast, dead: list[Message], reason: str) -> None:
    with pytest.raises(Invalid):
        undelivered.drop(ids(*dead), reason=reason, actor=acting(cast.olu, cast.operator))
    assert Message.objects.dead().count() == 3


def test_twice_is_refused_and_changes_nothing(cast: Cast, dead: list[Message]) -> None:
    olu = acting(cast.olu, cast.operator)
    undelivered.drop(ids(dead[0]), reason="No use", actor=olu)
    for act in (
        lambda: undelivered.drop(ids(dead[0]), reason="No use", actor=olu),
        lambda: undelivered.replay(ids(dead[0]), actor=olu),
        lambda: undelivered.replay(Selection(), actor=olu),
        lambda: undelivered.replay(Selection(topic="no.such"), actor=olu),
    ):
        with pytest.raises(Conflict):
            act()
    assert Entry.objects.filter(type__startswith="outbox.").count() == 1


def test_only_operators_with_the_permission_may(cast: Cast, dead: list[Message]) -> None:
    Membership.objects.create(
        team=cast.operator, person=cast.fay, role=Role.VIEWER, joined_at=timezone.now(), joined_by=cast.olu
    )
    for actor in (acting(cast.fay, cast.operator), acting(cast.ayla, cast.artist), acting(cast.rin, cast.partner)):
        with pytest.raises(Denied):
            undelivered.replay(ids(*dead), actor=actor)
        with pytest.raises(Denied):
            undelivered.drop(ids(*dead), reason="Because", actor=actor)
    assert undelivered.dead(acting(cast.fay, cast.operator)).count() == 3
    assert undelivered.dead(acting(cast.ayla, cast.artist)).count() == 0
    assert undelivered.topics(acting(cast.rin, cast.partner)) == []


def test_lanes_and_topics_are_counted(cast: Cast, dead: list[Message]) -> None:
    file_messages([Follows(TOPIC, "waits"), Follows("nobody.listens", "later", delay=timedelta(hours=1))])
    olu = acting(cast.olu, cast.operator)

    lanes = {one.lane: one for one in undelivered.lanes(olu)}
    topics = {one.topic: one for one in undelivered.topics(olu)}

    assert (lanes[Lane.MAIL].waiting, lanes[Lane.MAIL].dead, lanes[Lane.PUSH].waiting) == (1, 3, 0)
    assert lanes[Lane.MAIL].oldest_at is not None
    assert lanes[Lane.WORK].later == 2  # and what tells the operators
    assert (topics[TOPIC].waiting, topics[TOPIC].dead, topics[TOPIC].failing) == (1, 3, 0)
