"""Two kinds of handler, the lanes, and what an operator is told of a failure."""

import smtplib
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from artists.journal import handlers, outbox
from artists.journal.handlers import GiveUp, Lane, TryAgain, handles
from artists.journal.models import Message
from artists.journal.record import Follows, file_messages
from portal.celery import wake
from tests.support.waiting import until

Capture = Callable[..., Any]
SENT: list[str] = []
RAISES: list[Exception] = []


@handles("test.send", lane=Lane.MAIL, outside_transaction=True)
def send(payload: Mapping[str, Any]) -> None:
    SENT.append(payload["key"])
    if RAISES:
        raise RAISES[0]


@handles("test.count")
def count(payload: Mapping[str, Any]) -> None:
    if RAISES:
        raise RAISES[0]


@pytest.fixture(autouse=True)
def _nothing_sent(db: None) -> None:
    SENT.clear()
    RAISES.clear()


@pytest.fixture
def woken() -> Iterator[list[Lane]]:
    """The lanes a worker was woken for."""
    lanes: list[Lane] = []
    handlers.set_waker(lanes.append)
    yield lanes
    handlers.set_waker(wake)


def file(key: str = "k", topic: str = "test.send") -> Message:
    file_messages([Follows(topic, key, {"key": key})])
    return Message.objects.get(key=key)


def test_a_message_waits_in_the_lane_of_its_handler() -> None:
    assert file("a").lane == Lane.MAIL
    assert file("b", "test.count").lane == Lane.WORK
    assert file("c", "nobody.listens").lane == Lane.WORK


def test_a_lane_is_drained_without_touching_another() -> None:
    file("a"), file("b", "test.count")

    assert outbox.drain(lane=Lane.WORK) == 1
    assert SENT == []
    assert outbox.drain(lane=Lane.MAIL) == 1
    assert SENT == ["a"]


@pytest.mark.django_db(transaction=True)
def test_a_send_runs_with_no_transaction_open_after_its_claim_is_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    message = file()
    seen: list[tuple[bool, int, bool]] = []

    def look(payload: Mapping[str, Any]) -> None:
        found = Message.objects.get(pk=message.pk)
        seen.append((connection.in_atomic_block, found.attempts, found.due_at > timezone.now()))

    monkeypatch.setitem(handlers._handlings, "test.send", handlers.Handling(look, Lane.MAIL, True, handlers.LEASE))
    outbox.drain()

    assert seen == [(False, 1, True)]


def test_a_send_whose_worker_died_is_taken_up_after_the_lease_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    file()

    def die(payload: Mapping[str, Any]) -> None:
        raise SystemExit

    monkeypatch.setitem(handlers._handlings, "test.send", handlers.Handling(die, Lane.MAIL, True, handlers.LEASE))
    with pytest.raises(SystemExit):
        outbox.drain()
    monkeypatch.undo()

    assert outbox.drain() == 0
    assert outbox.drain(now=timezone.now() + handlers.LEASE) == 1
    assert SENT == ["k"]


def test_a_send_that_takes_every_worker_down_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    message = file()
    Message.objects.update(attempts=outbox.MAX_ATTEMPTS)

    outbox.drain()
    message.refresh_from_db()

    assert SENT == []
    assert message.dead_at is not None
    assert message.reason == "The worker ended in the midst of it, each time."


def test_what_a_slow_worker_finds_too_late_does_not_undo_what_another_did(monkeypatch: pytest.MonkeyPatch) -> None:
    message = file()

    def overtaken(payload: Mapping[str, Any]) -> None:
        Message.objects.update(attempts=2)  # the lease ran out, and another took it
        raise ConnectionResetError

    monkeypatch.setitem(handlers._handlings, "test.send", handlers.Handling(overtaken, Lane.MAIL, True, handlers.LEASE))
    outbox.drain()
    message.refresh_from_db()

    assert (message.attempts, message.reason) == (2, "")


@pytest.mark.parametrize("topic", ["test.send", "test.count"])
def test_a_handler_may_say_when_to_try_again(topic: str) -> None:
    message = file(topic=topic)
    RAISES[:] = [TryAgain("The mailbox is full.", delay=timedelta(hours=3))]
    now = timezone.now()

    outbox.drain(now=now)
    message.refresh_from_db()

    assert (message.due_at, message.attempts, message.dead_at) == (now + timedelta(hours=3), 1, None)
    assert message.reason == "The mailbox is full."


@pytest.mark.parametrize("topic", ["test.send", "test.count"])
def test_a_handler_may_give_up_at_once(topic: str) -> None:
    message = file(topic=topic)
    RAISES[:] = [GiveUp("There is no such mailbox.")]

    outbox.drain()
    message.refresh_from_db()

    assert message.dead_at is not None
    assert message.reason == "There is no such mailbox."


@pytest.mark.parametrize(
    ("error", "reason", "final"),
    [
        (
            smtplib.SMTPRecipientsRefused({"fay@demo.test": (550, b"no such user fay@demo.test")}),
            "The mail server refuses the recipient for good (550).",
            True,
        ),
        (
            smtplib.SMTPRecipientsRefused({"fay@demo.test": (451, b"later")}),
            "The mail server refuses the recipient for now (451).",
            False,
        ),
        (smtplib.SMTPDataError(554, b"spam"), "The mail server refused the mail (554).", True),
        (smtplib.SMTPDataError(452, b"full"), "The mail server refused the mail (452).", False),
        (
            smtplib.SMTPAuthenticationError(535, b"wrong password hunter2"),
            "The mail server does not accept our name and password.",
            False,
        ),
        (smtplib.SMTPServerDisconnected("gone"), "The mail server ended the connection.", False),
        (ConnectionRefusedError("10.1.2.3"), "Nothing answers at the other side.", False),
        (TimeoutError("10.1.2.3"), "The other side did not answer in time.", False),
        (KeyError("fay@demo.test"), "Something unexpected happened (KeyError). The log says more.", False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_the_reason_is_a_sentence_without_what_the_error_says(error: Exception, reason: str, final: bool) -> None:
    message = file()
    RAISES[:] = [error]

    outbox.drain()
    message.refresh_from_db()

    assert message.reason == reason
    assert (message.dead_at is not None) is final


def test_a_topic_nobody_handles_is_tried_again_for_a_newer_version_may_know_it() -> None:
    message = file(topic="nobody.listens")

    outbox.drain()
    message.refresh_from_db()

    assert message.reason == "This version of Soundcheck does not know what to do with it."
    assert message.dead_at is None


def test_filing_wakes_the_lanes_of_what_was_filed(
    woken: list[Lane], django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        file_messages([Follows("test.send", "a"), Follows("test.send", "b")])
    assert woken == [Lane.MAIL]


@pytest.mark.django_db(transaction=True)
def test_a_drain_in_which_much_is_filed_wakes_another_lane_twice_and_its_own_never(
    woken: list[Lane], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(10):
        file(f"w{number}", "test.count")
    woken.clear()

    def fan_out(payload: Mapping[str, Any]) -> None:
        file_messages([Follows("test.send", f"mail {payload['key']}"), Follows("nobody.listens", payload["key"] + "x")])

    monkeypatch.setitem(handlers._handlings, "test.count", handlers.Handling(fan_out, Lane.WORK, False, handlers.LEASE))
    assert outbox.drain(lane=Lane.WORK) == 20

    assert woken == [Lane.MAIL, Lane.MAIL]


@pytest.mark.django_db(transaction=True)
def test_threads_send_everything_once_and_leave_no_connection() -> None:
    file_messages([Follows("test.send", f"{number}", {"key": f"{number}"}) for number in range(200)])
    before = connections_open()

    assert outbox.drain_alone(Lane.MAIL, seconds=20, threads=4) == 200

    assert sorted(SENT, key=int) == [f"{number}" for number in range(200)]
    assert not Message.objects.waiting().exists()
    until(lambda: connections_open() <= before)


def connections_open() -> set[int]:
    """Those of clients: a database is also visited by PostgreSQL's own workers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        return {pid for (pid,) in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
def test_a_lane_that_another_process_drains_is_left_to_it() -> None:
    file()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [outbox._LOCKS, list(Lane).index(Lane.MAIL)])
        assert outbox.drain_alone(Lane.MAIL, seconds=20, threads=4) == 0
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        other.close()
    assert outbox.drain_alone(Lane.MAIL, seconds=20, threads=4) == 1


@pytest.mark.django_db(transaction=True)
def test_a_lane_with_more_than_a_turn_holds_goes_to_the_end_of_the_queue(woken: list[Lane]) -> None:
    file_messages([Follows("test.send", f"{number}", {"key": ""}) for number in range(1000)])
    woken.clear()

    assert 0 < outbox.drain_alone(Lane.MAIL, seconds=0, threads=1) < 1000
    assert woken == [Lane.MAIL]


@pytest.mark.django_db(transaction=True)
def test_where_much_waits_another_worker_is_called_first(woken: list[Lane]) -> None:
    file_messages([Follows("test.count", f"{number}") for number in range(60)])
    woken.clear()

    assert outbox.drain_together(Lane.WORK, seconds=20) == 60
    assert woken == [Lane.WORK]
