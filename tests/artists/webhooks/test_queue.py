"""Who calls whom, when it is tried again, and when an endpoint is given up."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from artists.journal.models import Entry
from artists.teams.models import Team
from artists.webhooks import events, queue, schedule
from artists.webhooks.actions import pause_endpoint, resume_endpoint
from artists.webhooks.forgetting import KEPT, forget_old
from artists.webhooks.models import Attempt, Endpoint, Event
from artists.webhooks.queue import Outcome
from tests.artists.webhooks.scenes import endpoint
from tests.cast import Cast, acting

DAY = timedelta(days=1)


@pytest.fixture
def hers(cast: Cast) -> Endpoint:
    return endpoint(cast.ayla, cast.artist, "choice.changed").endpoint


def file(to: Endpoint, count: int = 1) -> list[Event]:
    """Events for an endpoint, as if something happened."""
    rows = [
        events.row(to, "choice.changed", {"n": n}, key=f"k{Event.objects.count() + n}", at=timezone.now())
        for n in range(count)
    ]
    events.file(rows)
    return rows


def outcome(at: datetime, *, status: int | None = 200, problem: str = "") -> Outcome:
    return Outcome(at, timedelta(milliseconds=20), status=status, problem=problem)


def fail_at(at: datetime, *, status: int | None = 500) -> bool:
    """Claim whatever is due at this moment and have it fail; whether there was something."""
    turn = queue.claim(now=at)
    if turn is None:
        return False
    event = queue.next_event(turn, now=at)
    assert event is not None
    queue.record(turn, event.pk, outcome(at, status=status, problem="It answered 500."), now=at)
    queue.release(turn)
    return True


def test_the_schedule_is_that_of_the_standard(hers: Endpoint) -> None:
    [event] = file(hers)
    at = timezone.now()
    for minimum in [*schedule.DELAYS[1:], None]:
        assert fail_at(at)
        event.refresh_from_db()
        if minimum is None:
            break
        assert minimum <= event.due_at - at <= minimum * 1.1 + timedelta(milliseconds=1)
        assert queue.claim(now=event.due_at - timedelta(milliseconds=1)) is None
        at = event.due_at
    assert event.state == Event.State.FAILED
    assert Attempt.objects.filter(event=event).count() == schedule.MOST_TRIES == 10


def test_after_three_days_of_nothing_but_failures_it_is_switched_off_and_the_journal_says_so(hers: Endpoint) -> None:
    [event] = file(hers)
    while event.state == Event.State.WAITING:
        assert fail_at(event.due_at + timedelta(milliseconds=1))
        event.refresh_from_db()
    hers.refresh_from_db()
    assert hers.disabled_because == "unreachable"
    entry = Entry.objects.get(type="webhook.disabled")
    assert (entry.team_id, entry.person_id, entry.concerns) == (hers.team_id, None, [hers.team_id])
    assert entry.data == {"name": "Studio", "host": "hooks.example.com", "because": "unreachable"}


def test_gone_switches_it_off_at_once(hers: Endpoint) -> None:
    event, other = file(hers, 2)
    assert fail_at(timezone.now(), status=410)
    hers.refresh_from_db()
    event.refresh_from_db()
    other.refresh_from_db()
    assert (hers.disabled_because, event.state, other.state) == ("gone", "failed", "waiting")
    assert queue.claim() is None
    assert Entry.objects.filter(type="webhook.disabled").count() == 1


def test_one_success_wipes_the_failures_out(hers: Endpoint) -> None:
    [event] = file(hers)
    assert fail_at(timezone.now())
    event.refresh_from_db()
    turn = queue.claim(now=event.due_at)
    assert turn
    assert queue.record(turn, event.pk, outcome(event.due_at), now=event.due_at)
    hers.refresh_from_db()
    event.refresh_from_db()
    assert (hers.failures, hers.first_failed_at, event.state) == (0, None, "delivered")


def test_an_endpoint_that_fails_rests_so_that_not_everything_runs_into_it(hers: Endpoint) -> None:
    file(hers, 50)
    at = timezone.now()
    calls = 0
    while at < timezone.now() + timedelta(hours=1):
        calls += fail_at(at)
        at += timedelta(seconds=5)
    assert calls <= 20


def test_one_endpoint_has_one_sender(hers: Endpoint) -> None:
    file(hers, 3)
    turn = queue.claim()
    assert turn
    assert queue.claim() is None
    queue.release(turn)
    assert queue.claim()


def test_a_sender_that_died_gives_its_endpoint_back_when_the_lease_ends(hers: Endpoint) -> None:
    [event] = file(hers)
    now = timezone.now()
    dead = queue.claim(now=now)
    assert dead
    assert queue.claim(now=now + queue.LEASE - timedelta(seconds=1)) is None
    second = queue.claim(now=now + queue.LEASE)
    assert second
    assert queue.next_event(dead, now=now + queue.LEASE) is None, "the first has lost it"
    assert queue.next_event(second, now=now + queue.LEASE) == event


def test_events_leave_in_the_order_they_were_filed(hers: Endpoint) -> None:
    rows = file(hers, 5)
    turn = queue.claim()
    assert turn
    left = []
    while event := queue.next_event(turn):
        left.append(event.pk)
        queue.record(turn, event.pk, outcome(timezone.now()))
    assert left == [row.pk for row in rows]


def test_who_waited_longest_comes_first(cast: Cast, hers: Endpoint) -> None:
    theirs = endpoint(cast.dana, cast.label, "choice.changed").endpoint
    file(hers, 5)
    file(theirs, 5)
    order = []
    for _ in range(4):
        turn = queue.claim()
        assert turn
        order.append(turn.endpoint_id)
        queue.release(turn)
    assert order == [hers.pk, theirs.pk, hers.pk, theirs.pk]


def many(team: Team, count: int, *, failures: int = 0) -> None:
    """Endpoints of a team, each with something due."""
    now = timezone.now()
    for n in range(count):
        made = Endpoint.objects.create(
            team=team, name=str(n), url=f"https://{n}.example.com/", made_at=now, free_at=now, failures=failures
        )
        events.file([events.row(made, "choice.changed", {}, key="k", at=now)])


def claimed() -> list[queue.Turn]:
    """Every turn that can be had at once."""
    turns = []
    while turn := queue.claim():
        turns.append(turn)
    return turns


def test_a_team_holds_no_more_than_its_share_of_the_senders(cast: Cast) -> None:
    many(cast.artist, 10)
    assert len(claimed()) == queue.PER_TEAM
    many(cast.label, 1)
    assert len(claimed()) == 1


def test_those_that_keep_failing_leave_senders_for_those_that_answer(cast: Cast) -> None:
    for team in (cast.artist, cast.label, cast.publisher, cast.other_artist):
        many(team, 2, failures=5)
    assert len(claimed()) == queue.FAILING
    many(cast.partner, 2)
    assert len(claimed()) == 2


def test_all_in_all_there_are_so_many_calls_and_no_more(cast: Cast) -> None:
    for team in (cast.artist, cast.label, cast.publisher, cast.other_artist, cast.partner):
        many(team, 2)
    assert len(claimed()) == queue.SENDERS


def test_while_paused_everything_is_kept_and_sent_when_resumed(cast: Cast, hers: Endpoint) -> None:
    actor = acting(cast.ayla, cast.artist)
    turn = queue.claim() if file(hers, 2) else None
    assert turn
    pause_endpoint(hers.pk, actor=actor)
    assert queue.next_event(turn) is None, "paused in the midst of a turn"
    queue.release(turn)
    file(hers)
    assert queue.claim() is None
    resume_endpoint(hers.pk, actor=actor)
    assert queue.claim()
    assert hers.events.filter(state=Event.State.WAITING).count() == 3


def test_what_comes_of_a_call_after_the_endpoint_was_deleted_is_forgotten(hers: Endpoint) -> None:
    [event] = file(hers)
    turn = queue.claim()
    assert turn
    hers.delete()
    assert not queue.record(turn, event.pk, outcome(timezone.now()))
    queue.release(turn)


def test_an_answer_with_a_nul_can_be_kept(hers: Endpoint) -> None:
    [event] = file(hers)
    turn = queue.claim()
    assert turn
    now = timezone.now()
    queue.record(turn, event.pk, Outcome(now, timedelta(0), status=200, answer="a\x00b" + "c" * 9000))
    assert Attempt.objects.get().answer.startswith("a\N{SYMBOL FOR NULL}bccc")


def test_a_log_is_kept_for_thirty_days(cast: Cast, hers: Endpoint) -> None:
    old, new, waiting = file(hers, 3)
    now = timezone.now()
    Event.objects.filter(pk=old.pk).update(state="delivered", ended_at=now - KEPT - DAY)
    Event.objects.filter(pk=new.pk).update(state="failed", ended_at=now - KEPT + DAY)
    Event.objects.filter(pk=waiting.pk).update(filed_at=now - KEPT - DAY)
    Attempt.objects.create(event=old, at=now, duration_ms=1)
    assert forget_old(now=now) == 1
    pause_endpoint(hers.pk, actor=acting(cast.ayla, cast.artist))
    assert forget_old(now=now) == 1
    assert list(hers.events.all()) == [new]
