"""Two people for a yes, on real transactions: pressed, confirmed and closed at once, it opens once or not at all."""

import pytest

from artists.access import Conflict, Role
from artists.catalog.models import Asset
from artists.journal.models import Entry
from consent.choices import seconding
from consent.choices.actions import Consent, Outcome, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.models import Choice, PendingYes
from consent.choices.state import State
from consent.choices.two_people import Policy, policy_set
from consent.uses import text_of
from tests import cast as cast_module
from tests.cast import Cast, acting, join, person, track
from tests.concurrency.test_choices import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> Cast:
    """The cast; the artist's team wants two people for training."""
    made = cast_module.cast()
    join(person("nia@demo.test", "Nia Marsh"), made.artist, Role.OWNER)
    policy_set(Policy(training=True), actor=acting(made.ayla, made.artist))
    return made


@pytest.fixture
def recording(people: Cast) -> Asset:
    return track("Saltglass", people.ayla_marsh, performer=people.artist, publishing=(people.artist,))


def press(people: Cast, recording: Asset, answer: Answer = Answer.ON) -> Outcome:
    consent = Consent(text_of("train").sha256, reviewed=True)
    actor = acting(people.ayla, people.artist)
    return choose_for_tracks([recording.pk], "train", State(answer), actor=actor, consent=consent)


def test_pressed_twice_at_once_it_waits_once(people: Cast, recording: Asset) -> None:
    results = at_once(*[lambda: press(people, recording)] * 4)
    assert len({one.waiting for one in results}) == 1
    assert PendingYes.objects.count() == 1


def test_confirmed_by_two_at_once_it_is_written_once(people: Cast, recording: Asset) -> None:
    press(people, recording)
    held = PendingYes.objects.get()
    nia = people.artist.memberships.get(person__email="nia@demo.test").person
    actors = [acting(people.marco, people.artist), acting(nia, people.artist)]
    results = at_once(*[lambda actor=actor: seconding.confirm(held, actor=actor, reviewed=True) for actor in actors])
    assert sum(isinstance(one, Conflict) for one in results) == 1
    assert Entry.objects.filter(type="choice.set").count() == 2, "the track and its song"
    assert Entry.objects.filter(type="second.confirmed").count() == 1


def test_closed_while_it_is_confirmed_it_is_closed_in_the_end_or_the_confirmation_is_refused(
    people: Cast, recording: Asset
) -> None:
    for _ in range(4):
        press(people, recording)
        held = PendingYes.objects.get(outcome="")
        marco = acting(people.marco, people.artist)
        confirmed, closed = at_once(
            lambda held=held, marco=marco: seconding.confirm(held, actor=marco, reviewed=True),
            lambda: press(people, recording, Answer.OFF),
        )
        if isinstance(confirmed, Conflict):
            assert not Choice.objects.filter(answer__gt=0).exists()
            seconding.refuse(held, actor=marco)
        elif closed.batch is None:  # it came first, when there was nothing to close
            press(people, recording, Answer.OFF)
        assert not Choice.objects.filter(answer__gt=0).exists()
