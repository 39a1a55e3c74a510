"""Sending, to real receivers: signed so that strangers can check it, once, and nobody waits for the slow ones."""

import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from artists.accounts.models import User
from artists.teams.models import Team
from artists.webhooks import events
from artists.webhooks.actions import (
    Wanted,
    WithKey,
    add_endpoint,
    end_older_keys,
    replay_event,
    replay_failed,
    rotate_key,
    send_test,
)
from artists.webhooks.models import Attempt, Endpoint, Event, Key
from portal.channels.webhooks import send_due, send_together
from portal.channels.webhooks_call import Network
from tests import cast as cast_module
from tests.architecture.tree import ROOT
from tests.cast import Cast, acting
from tests.support.receivers import answers, receiver, tarpit
from tests.support.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
QUICK = Network(0.6, loopback=True)


@pytest.fixture(autouse=True)
def _this_machine_may_be_called(settings: LazySettings) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = True


@pytest.fixture
def people() -> Cast:
    return cast_module.cast()


def documented() -> dict[str, Any]:
    """The functions of the examples in docs/webhooks.md, as a reader would copy them."""
    names: dict[str, Any] = {}
    for example in re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "webhooks.md").read_text(), re.DOTALL):
        exec(example, names)
    return names


def at(url: str, owner: User, team: Team, *, scheme: str = "v1a") -> WithKey:
    """An endpoint of a team there."""
    return add_endpoint(Wanted("Studio", url, ()), scheme=scheme, actor=acting(owner, team))


def file(to: Endpoint, count: int = 1) -> list[Event]:
    """Something to tell it."""
    rows = [
        events.row(to, events.TEST, {"n": n}, key=f"{time.monotonic_ns()}", at=timezone.now()) for n in range(count)
    ]
    events.file(rows)
    return rows


def later() -> None:
    """As if hours had gone by: whatever waits is due."""
    Event.objects.filter(state="waiting").update(due_at=timezone.now())
    Endpoint.objects.update(free_at=timezone.now())


def fits(check: Callable[..., Any], *arguments: Any) -> bool:
    """Whether a check passes."""
    try:
        check(*arguments)
    except (ValueError, WebhookVerificationError):
        return False
    return True


def test_a_stranger_checks_ed25519_with_the_example_of_our_docs(people: Cast) -> None:
    verify = documented()["verify"]
    with receiver() as good:
        made = at(good.url, people.rin, people.partner)
        [event] = file(made.endpoint)
        assert send_due(QUICK) == 1
    [request] = good.received
    assert made.for_receiver.startswith("whpk_")
    assert fits(verify, [made.for_receiver], request.headers, request.body)
    assert not fits(verify, [made.for_receiver], request.headers, request.body + b" ")
    assert not fits(verify, [made.for_receiver], {**request.headers, "webhook-id": "msg_2"}, request.body)
    assert request.headers["webhook-id"] == event.webhook_id
    assert request.body.decode() == event.body


def test_a_stranger_checks_the_shared_secret_with_standardwebhooks(people: Cast) -> None:
    receive = documented()["receive"]
    with receiver() as good:
        made = at(good.url, people.rin, people.partner, scheme="v1")
        file(made.endpoint)
        send_due(QUICK)
    [request] = good.received
    assert made.for_receiver.startswith("whsec_")
    assert receive(made.for_receiver, request.headers, request.body)["type"] == "webhook.test"
    assert not fits(Webhook(made.for_receiver).verify, request.body + b" ", request.headers)
    assert not fits(Webhook("whsec_" + "A" * 43 + "=").verify, request.body, request.headers)


def test_for_a_day_after_a_rotation_both_keys_sign_and_then_the_new_one_alone(people: Cast) -> None:
    verify = documented()["verify"]
    actor = acting(people.rin, people.partner)
    with receiver() as good:
        old = at(good.url, people.rin, people.partner)
        seen = old.endpoint.keys.get().pk
        new = rotate_key(old.endpoint.pk, scheme="v1a", seen=seen, at_once=False, actor=actor)
        file(old.endpoint)
        send_due(QUICK)
        Key.objects.filter(pk=seen).update(ends_at=timezone.now() - timedelta(seconds=1))
        file(old.endpoint)
        send_due(QUICK)
    both, after = good.received
    assert len(both.headers["webhook-signature"].split()) == 2
    assert fits(verify, [old.for_receiver], both.headers, both.body)
    assert fits(verify, [new.for_receiver], both.headers, both.body)
    assert not fits(verify, [old.for_receiver], after.headers, after.body)
    assert fits(verify, [new.for_receiver], after.headers, after.body)


def test_a_rotation_can_go_from_a_secret_to_a_public_key_without_a_gap(people: Cast) -> None:
    with receiver() as good:
        old = at(good.url, people.rin, people.partner, scheme="v1")
        actor = acting(people.rin, people.partner)
        seen = old.endpoint.keys.get().pk
        new = rotate_key(old.endpoint.pk, scheme="v1a", seen=seen, at_once=False, actor=actor)
        file(old.endpoint)
        send_due(QUICK)
        end_older_keys(old.endpoint.pk, actor=actor)
        file(old.endpoint)
        send_due(QUICK)
    both, after = good.received
    assert fits(Webhook(old.for_receiver).verify, both.body, both.headers)
    assert fits(documented()["verify"], [new.for_receiver], both.headers, both.body)
    assert not fits(Webhook(old.for_receiver).verify, after.body, after.headers)


def test_a_key_that_leaked_ends_at_once(people: Cast) -> None:
    with receiver() as good:
        old = at(good.url, people.rin, people.partner, scheme="v1")
        seen = old.endpoint.keys.get().pk
        actor = acting(people.rin, people.partner)
        rotate_key(old.endpoint.pk, scheme="v1", seen=seen, at_once=True, actor=actor)
        file(old.endpoint)
        send_due(QUICK)
    assert not fits(Webhook(old.for_receiver).verify, good.received[0].body, good.received[0].headers)


def test_keys_are_not_in_the_database_in_the_clear(people: Cast) -> None:
    made = at("https://hooks.example.com/", people.rin, people.partner, scheme="v1")
    row = Key.objects.get()
    assert made.for_receiver.removeprefix("whsec_") not in row.sealed
    assert row.public == ""


def test_after_a_change_of_the_secret_key_the_older_one_still_opens_and_without_it_the_log_says_why(
    people: Cast, settings: LazySettings
) -> None:
    with receiver() as good:
        made = at(good.url, people.rin, people.partner)
        older, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 9
        settings.SECRET_KEY_FALLBACKS = [older]
        file(made.endpoint)
        send_due(QUICK)
        settings.SECRET_KEY_FALLBACKS = []
        file(made.endpoint)
        send_due(QUICK)
    assert len(good.received) == 1
    assert "Give it a new key" in Attempt.objects.latest("id").problem


def test_five_hundred_and_then_two_hundred_is_delivered_under_the_same_id(people: Cast) -> None:
    with receiver(answers(500), answers(200)) as moody:
        made = at(moody.url, people.rin, people.partner)
        [event] = file(made.endpoint)
        send_due(QUICK)
        assert send_due(QUICK) == 0, "not before it is due"
        later()
        send_due(QUICK)
    event.refresh_from_db()
    assert event.state == Event.State.DELIVERED
    assert {request.headers["webhook-id"] for request in moody.received} == {event.webhook_id}
    assert [attempt.status for attempt in event.attempts.all()] == [500, 200]


def test_gone_is_the_last_call(people: Cast) -> None:
    with receiver(answers(410)) as gone:
        made = at(gone.url, people.rin, people.partner)
        file(made.endpoint, 3)
        send_due(QUICK)
        later()
        send_due(QUICK)
    made.endpoint.refresh_from_db()
    assert len(gone.received) == 1
    assert made.endpoint.disabled_because == "gone"


def test_what_failed_can_be_sent_again_one_or_all_since_a_day(people: Cast) -> None:
    actor = acting(people.rin, people.partner)
    with receiver() as good:
        made = at(good.url, people.rin, people.partner)
        rows = file(made.endpoint, 3)
        Event.objects.update(state="failed", tries=10, ended_at=timezone.now())
        replay_event(rows[1].pk, actor=actor)
        send_due(QUICK)
        assert replay_failed(made.endpoint.pk, timezone.now() - timedelta(days=1), actor=actor) == 2
        send_due(QUICK)
    ids = [request.headers["webhook-id"] for request in good.received]
    assert ids == [rows[1].webhook_id, rows[0].webhook_id, rows[2].webhook_id]


def test_a_test_event_goes_the_way_of_all_events(people: Cast) -> None:
    with receiver() as good:
        made = at(good.url, people.rin, people.partner)
        event = send_test(made.endpoint.pk, actor=acting(people.rin, people.partner))
        send_due(QUICK)
    assert good.received[0].headers["webhook-id"] == event.webhook_id


def in_threads(count: int, act: Callable[[], Any]) -> list[Any]:
    """The same act in threads of its own, begun together."""
    start = threading.Barrier(count)

    def run() -> Any:
        start.wait(10)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return [each.result() for each in [pool.submit(run) for _ in range(count)]]


def test_many_workers_send_each_event_once_and_call_one_endpoint_one_at_a_time(people: Cast) -> None:
    with receiver() as good, receiver() as other:
        hers = at(good.url, people.rin, people.partner).endpoint
        theirs = at(other.url, people.dana, people.label).endpoint
        file(hers, 40)
        file(theirs, 40)
        calls = in_threads(4, lambda: send_due(Network(5, loopback=True)))
    assert sum(calls) == 80
    for one in (good, other):
        ids = [request.headers["webhook-id"] for request in one.received]
        assert len(ids) == len(set(ids)) == 40
        assert one.most_at_once == 1
    assert not Event.objects.exclude(state="delivered").exists()


def test_two_processes_at_once_share_nothing_and_lose_nothing(people: Cast) -> None:
    with receiver() as good:
        file(at(good.url, people.rin, people.partner).endpoint, 20)
        in_threads(2, lambda: send_together(Network(5, loopback=True)))
    assert len(good.received) == 20


def test_a_tarpit_does_not_hold_up_whoever_answers(people: Cast) -> None:
    with receiver(tarpit) as slow, receiver() as good:
        file(at(slow.url, people.dana, people.label).endpoint, 5)
        quick = at(good.url, people.rin, people.partner).endpoint
        file(quick, 10)
        began = time.monotonic()
        arrived: list[float] = []

        def another() -> None:
            """Something happens while the slow one is being waited for."""
            until(lambda: len(good.received) == 10)
            file(quick)
            until(lambda: len(good.received) == 11)
            arrived.append(time.monotonic() - began)
            connection.close()

        beside = threading.Thread(target=another)
        beside.start()
        calls = send_together(Network(4, loopback=True), seconds=3)
        beside.join(10)
    assert calls == 12
    assert len(slow.received) == 1, "after a failure it rests"
    assert arrived
    assert arrived[0] < 3


def test_nothing_waits_in_a_transaction_while_a_receiver_takes_its_time(people: Cast) -> None:
    """The endpoint can be changed by its people, and its row is free, while it is being called."""
    with receiver(tarpit) as slow:
        made = at(slow.url, people.rin, people.partner).endpoint
        file(made)
        sending = threading.Thread(target=lambda: (send_due(Network(2, loopback=True)), connection.close()))
        sending.start()
        until(lambda: len(slow.received) == 1)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
            cursor.execute("SELECT 1 FROM webhooks_endpoint FOR UPDATE")
            cursor.execute("SELECT 1 FROM webhooks_event FOR UPDATE")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' "
                "AND datname = current_database()"
            )
            assert cursor.fetchone() == (0,)
            cursor.execute("RESET lock_timeout")
        sending.join(10)
    assert "no whole answer" in Attempt.objects.get().problem


def test_a_bug_of_ours_counts_as_an_attempt_and_does_not_stop_the_rest(people: Cast) -> None:
    def broken(host: str, port: int) -> list[tuple[Any, ...]]:
        raise KeyError(host)

    with receiver() as good:
        made = at(good.url, people.rin, people.partner).endpoint
        file(made)
        assert send_due(Network(1, loopback=True, resolve=broken)) == 1
        later()
        assert send_due(QUICK) == 1
    assert "our side" in Attempt.objects.earliest("id").problem
