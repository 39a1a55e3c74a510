"""Two at once, on real transactions: nothing lost, nothing done twice, nothing left open."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from artists.access import Conflict
from artists.catalog.models import Asset, Holding
from artists.journal.models import Entry
from consent.choices import standing
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.models import Choice, Standing
from consent.choices.state import State
from consent.decisions.checks import Question, check
from consent.uses import text_of
from tests import cast as cast_module
from tests.cast import Cast, acting, track

pytestmark = pytest.mark.django_db(transaction=True)


def consent(use: str, seen: int | None = None) -> Consent:
    return Consent(text_of(use).sha256, seen)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads of their own, started together; return what each returned or raised."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait(timeout=10)
        try:
            return act()
        except Conflict as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def people() -> Cast:
    return cast_module.cast()


@pytest.fixture
def recording(people: Cast) -> Asset:
    return track("Saltglass", people.ayla_marsh, performer=people.artist, publishing=(people.artist,))


def test_two_managers_press_one_switch_and_the_page_of_one_is_old(people: Cast, recording: Asset) -> None:
    ayla, marco = acting(people.ayla, people.artist), acting(people.marco, people.artist)
    for round_ in range(5):
        seen = sum(Choice.objects.filter(use="discover").values_list("version", flat=True))
        results = at_once(
            lambda seen=seen: choose_for_tracks(
                [recording.pk], "discover", State(Answer.ON), actor=ayla, consent=consent("discover", seen)
            ),
            lambda seen=seen: choose_for_tracks(
                [recording.pk], "discover", State(Answer.ASK), actor=marco, consent=consent("discover", seen)
            ),
        )
        # One is done; the other had an old page, or wanted what was so already.
        refused = [r for r in results if isinstance(r, Conflict)]
        written = [r for r in results if not isinstance(r, Conflict) and r.batch]
        assert len(written) == 1
        assert len(refused) + len(written) == 2 or round_ > 0
        last = Entry.objects.filter(type="choice.set").latest("id")
        assert Choice.objects.get(use="discover").given == Answer.parse(last.data["to"]["answer"])


def test_two_holders_press_at_once_and_the_standing_counts_both(people: Cast, recording: Asset) -> None:
    Holding.objects.create(asset=recording, team=people.label, right="master", created_at=timezone.now())
    ayla, dana = acting(people.ayla, people.artist), acting(people.dana, people.label)
    for answer in (Answer.ON, Answer.OFF, Answer.ON):
        at_once(
            lambda answer=answer: choose_for_tracks(
                [recording.pk], "discover", State(answer), actor=ayla, consent=consent("discover")
            ),
            lambda: choose_for_tracks(
                [recording.pk], "discover", State(Answer.ON), actor=dana, consent=consent("discover")
            ),
        )
        assert Standing.objects.get(asset=recording, use="discover").answer == answer


def test_a_new_holder_who_comes_during_a_yes_keeps_it_shut(people: Cast, recording: Asset) -> None:
    """The yes is worked out while the new holding is not committed yet; it must wait, and then count it."""
    ayla = acting(people.ayla, people.artist)
    inserted, pressed = threading.Event(), threading.Event()

    def new_holder() -> None:
        with transaction.atomic():
            Holding.objects.create(asset=recording, team=people.label, right="master", created_at=timezone.now())
            inserted.set()
            # The press now runs into our lock; it can only finish after this transaction.
            assert not pressed.wait(timeout=0.5)

    def press() -> None:
        assert inserted.wait(timeout=10)
        choose_for_tracks([recording.pk], "discover", State(Answer.ON), actor=ayla, consent=consent("discover"))
        pressed.set()

    at_once(new_holder, press)
    [verdict] = check([Question("discover", asset=recording.pk)], partner_team_id=people.partner.pk)
    assert verdict.answer == "deny"


def test_a_withdrawal_during_a_batch_check_holds_for_the_next_one(people: Cast) -> None:
    ayla = acting(people.ayla, people.artist)
    recordings = [track(f"Track {n}", people.ayla_marsh, performer=people.artist) for n in range(20)]
    ids = [recording.pk for recording in recordings]
    choose_for_tracks(ids, "discover", State(Answer.ON), actor=ayla, consent=consent("discover"))
    questions = [Question("discover", asset=pk) for pk in ids] * 50
    seen: list[set[str]] = []
    withdrawn = threading.Event()

    def checks() -> None:
        while not withdrawn.is_set() or len(seen) < 3:
            seen.append({v.answer for v in check(questions, partner_team_id=people.partner.pk)})

    def withdraw() -> None:
        choose_for_tracks(ids, "discover", State(Answer.OFF), actor=ayla, consent=consent("discover"))
        # Committed: whoever asks from here on is told no.
        assert {v.answer for v in check(questions, partner_team_id=people.partner.pk)} == {"deny"}
        withdrawn.set()

    at_once(checks, withdraw)
    # A batch is one statement, so it sees the withdrawal wholly or not at all.
    assert all(len(answers) == 1 for answers in seen)
    assert {v.answer for v in check(questions, partner_team_id=people.partner.pk)} == {"deny"}


def test_the_standing_of_two_tracks_pressed_in_opposite_order_does_not_deadlock(people: Cast) -> None:
    one, two = (track(f"T{n}", people.ayla_marsh, performer=people.artist, publishing=(people.artist,)) for n in (1, 2))
    ayla, marco = acting(people.ayla, people.artist), acting(people.marco, people.artist)
    for answer in (Answer.ON, Answer.ASK, Answer.OFF) * 3:
        at_once(
            lambda answer=answer: choose_for_tracks(
                [one.pk, two.pk], "remix", State(answer), actor=ayla, consent=consent("remix")
            ),
            lambda answer=answer: choose_for_tracks(
                [two.pk, one.pk], "remix", State(answer), actor=marco, consent=consent("remix")
            ),
        )
    assert standing.refresh([one.pk, two.pk]) == 0
