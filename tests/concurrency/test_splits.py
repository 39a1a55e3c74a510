"""Two who press at once about a split: one of them is first, and the other meets what the first did."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

import pytest

from artists.access import Refusal
from artists.journal.models import Entry
from consent.splits import actions, disputes
from consent.splits.models import Dispute, Split
from consent.splits.states import Side, State
from tests import cast as cast_module
from tests.cast import Cast, hold
from tests.concurrency.test_reports import at_once
from tests.support.splitting import agreed, ayla, dana, olu, shared_track, wanted

pytestmark = pytest.mark.django_db(transaction=True)


def tried(act: Callable[[], object]) -> Callable[[], str]:
    """The code of the refusal, or nothing where it was done."""

    def trying() -> str:
        try:
            act()
        except Refusal as refusal:
            return refusal.code
        return ""

    return trying


def three(people: Cast) -> tuple[Split, UUID]:
    """A split that the label proposed, and two others must agree to."""
    night = shared_track(people)
    hold(night, people.other_artist, "performer", None)
    shares = {people.artist: 5_000, people.label: 3_000, people.other_artist: 2_000}
    return actions.propose(night, wanted(shares), actor=dana(people)), night.pk


def test_two_last_yeses_agree_it_once() -> None:
    people = cast_module.cast()
    for _ in range(4):
        split, _asset = three(people)
        sol = cast_module.acting(people.stranger, people.other_artist)
        said = at_once([tried(partial(actions.answer, split, True, actor=by)) for by in (ayla(people), sol)])
        split.refresh_from_db()
        assert said == ["", ""]
        assert split.state == State.AGREED
        assert Entry.objects.filter(type="split.agreed", subject_id=str(split.pk)).count() == 1


def test_a_yes_and_a_taking_back_do_not_both_count() -> None:
    people = cast_module.cast()
    for _ in range(4):
        night = shared_track(people)
        split = actions.propose(night, wanted({people.artist: 6_000, people.label: 4_000}), actor=dana(people))
        said = at_once(
            [
                tried(partial(actions.answer, split, True, actor=ayla(people))),
                tried(partial(actions.withdraw, split, actor=dana(people))),
            ]
        )
        split.refresh_from_db()
        assert sorted(said) == ["", "closed"]
        assert split.state == (State.AGREED if said[0] == "" else State.WITHDRAWN)


def test_two_proposals_at_once_are_one_on_the_table_and_many_meet_many() -> None:
    people = cast_module.cast()
    works = [shared_track(people, f"Song {number}") for number in range(12)]
    division = wanted({people.artist: 6_000, people.label: 4_000})
    said = at_once(
        [tried(partial(actions.propose, works[0], division, actor=by)) for by in (ayla(people), dana(people))]
    )
    assert sorted(said) == ["", "on_the_table"]
    forth, back = [one.pk for one in works], [one.pk for one in reversed(works)]
    found = at_once(
        [
            lambda: actions.propose_many(forth, division, actor=ayla(people)),
            lambda: actions.propose_many(back, division, actor=dana(people)),
        ]
    )
    assert sum(len(one.fitting) for one in found) == 11
    assert Split.objects.filter(state=State.PROPOSED).count() == 12
    numbers = list(Split.objects.values_list("pk", flat=True))
    at_once(
        [
            lambda: actions.answer_many(numbers, True, actor=ayla(people)),
            lambda: actions.answer_many(numbers[::-1], True, actor=dana(people)),
        ]
    )
    assert Split.objects.filter(state=State.AGREED).count() == 12


def test_disputes_at_once_never_hold_more_than_the_share() -> None:
    people = cast_module.cast()
    night = shared_track(people)
    agreed(night, {people.artist: 6_000, people.label: 4_000}, dana(people), ayla(people))

    def raising(by: object, **more: object) -> Callable[[], str]:
        return tried(
            lambda: disputes.dispute(night, Side.RECORDING, people.label, 3_000, "Ours.", actor=by, **more)  # type: ignore[arg-type]
        )

    said = at_once(
        [
            raising(ayla(people)),
            raising(olu(people), behalf=people.publisher),
            raising(olu(people), behalf=people.other_artist),
        ]
    )
    assert sorted(said) == ["", "too_much", "too_much"]
    assert sum(Dispute.objects.values_list("basis_points", flat=True)) == 3_000
