"""The journal is append-only, and what follows from an act is carried out once in effect."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from artists.access import Role
from artists.journal import outbox
from artists.journal.models import Entry, Message
from artists.journal.record import Act, Follows, file_messages, record
from artists.journal.types import registered
from consent.choices.entries import PAUSED
from consent.payouts.entries import PAID
from tests.cast import Cast, acting, join, person

TRIED = PAUSED
calls: list[Mapping[str, Any]] = []


@outbox.handles("test.topic")
def remember(payload: Mapping[str, Any]) -> None:
    calls.append(payload)
    if payload.get("fails"):
        raise RuntimeError("the other side is away")


@pytest.fixture(autouse=True)
def _no_calls() -> None:
    calls.clear()


@pytest.fixture
def entry(cast: Cast) -> Entry:
    return record(Act(TRIED, "team", "1"), actor=acting(cast.ayla, cast.artist))


@pytest.mark.parametrize("statement", ["UPDATE journal_entry SET type = 'x'", "DELETE FROM journal_entry"])
def test_the_database_refuses_to_change_or_delete_an_entry(entry: Entry, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.get(pk=entry.pk).type == TRIED


def test_the_database_refuses_to_empty_the_journal(entry: Entry) -> None:
    with pytest.raises(ProgrammingError, match="Cannot truncate"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE journal_entry CASCADE")


def test_an_entry_of_an_unregistered_type_is_refused(cast: Cast) -> None:
    with pytest.raises(ValueError, match="not a registered"):
        record(Act("no.such", "team", "1"), actor=acting(cast.ayla, cast.artist))


def test_an_entry_is_seen_by_the_teams_it_concerns_and_nobody_else(cast: Cast) -> None:
    record(Act(TRIED, "team", "1", concerns=frozenset({cast.label.pk})), actor=acting(cast.ayla, cast.artist))
    assert Entry.objects.visible_to(acting(cast.marco, cast.artist)).count() == 1
    assert Entry.objects.visible_to(acting(cast.dana, cast.label)).count() == 1
    assert Entry.objects.visible_to(acting(cast.stranger, cast.other_artist)).count() == 0


def test_what_the_journal_says_of_money_is_seen_by_who_may_see_money(cast: Cast) -> None:
    record(Act(PAID, "payout", "1", {"amount": "3716.02"}), actor=acting(cast.ayla, cast.artist))
    seen = {}
    for role in (Role.MANAGER, Role.ACCOUNTANT, Role.EDITOR, Role.VIEWER):
        somebody = person(f"{role.value}@example.org", role.value)
        join(somebody, cast.artist, role)
        seen[role] = Entry.objects.visible_to(acting(somebody, cast.artist)).count()
    assert seen == {Role.MANAGER: 1, Role.ACCOUNTANT: 1, Role.EDITOR: 0, Role.VIEWER: 0}


def test_filing_the_same_key_twice_is_carried_out_once(cast: Cast) -> None:
    for _ in range(2):
        file_messages([Follows("test.topic", "once", {"n": 1})])
    assert outbox.drain() == 1
    assert outbox.drain() == 0
    assert calls == [{"n": 1}]


def test_a_failure_is_tried_again_later_then_kept_for_the_operator_who_can_replay_it(cast: Cast) -> None:
    now = timezone.now()
    file_messages([Follows("test.topic", "bad", {"fails": True}), Follows("test.topic", "good", {"n": 2})], now=now)
    assert outbox.drain(now=now) == 2
    assert Message.objects.get(key="good").done_at is not None
    for hour in range(1, outbox.MAX_ATTEMPTS):
        outbox.drain(now=now + timedelta(hours=7 * hour))
    dead = Message.objects.get(key="bad")
    assert dead.dead_at is not None
    assert "the other side is away" in dead.last_error
    outbox.drain(now=now + timedelta(days=30))  # tells the operators, and leaves it alone
    assert Message.objects.get(key="bad").attempts == outbox.MAX_ATTEMPTS
    outbox.replay(dead.pk)
    assert Message.objects.waiting().count() == 1


def test_a_message_is_not_due_before_its_time(cast: Cast) -> None:
    file_messages([Follows("test.topic", "later", delay=timedelta(hours=1))])
    assert outbox.drain() == 0


def test_every_stored_type_is_registered(entry: Entry) -> None:
    assert set(Entry.objects.values_list("type", flat=True)) <= set(registered())
