"""After any history: while a team wants two people, nothing heavy opens but by two different members of it."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from artists.access import Actor, Refusal, Role
from artists.journal.models import Entry
from consent.choices import seconding
from consent.choices.actions import Consent, choose, choose_for_songs, choose_for_tracks, undo
from consent.choices.answers import Answer, Limits
from consent.choices.defaults import apply_defaults, set_default
from consent.choices.models import Choice, PendingYes
from consent.choices.pauses import pause_all, resume_all
from consent.choices.state import State
from consent.choices.two_people import Policy, policy_set
from consent.uses import USES, text_of
from tests.cast import acting, cast, join, person, song_of, track

WHO = st.sampled_from(["ayla", "nia", "marco"])
ANSWERS = st.sampled_from(
    [State(Answer.ON), State(Answer.ASK), State(Answer.OFF), State(Answer.ON, Limits(territories=("DE",)))]
)
ALL = Policy(voice=True, training=True, bulk=True)


class TwoOfThree(RuleBasedStateMachine):
    """Two owners and a manager press, confirm, refuse, undo, pause and set defaults, and want two people for all."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.people = people = cast()
        nia = person("nia@demo.test", "Nia Marsh")
        join(nia, people.artist, Role.OWNER)
        users = {"ayla": people.ayla, "nia": nia, "marco": people.marco}
        self.actors: dict[str, Actor] = {who: acting(user, people.artist) for who, user in users.items()}
        policy_set(ALL, actor=self.actors["ayla"])
        self.tracks = [
            track(f"Song {n}", people.ayla_marsh, performer=people.artist, publishing=(people.artist,))
            for n in range(12)
        ]
        self.batches: list[Any] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def attempt(self, act: Any, *args: Any, who: str, **more: Any) -> None:
        """Do it; a refusal changes nothing, which the invariants then see."""
        try:
            with transaction.atomic():
                outcome = act(*args, actor=self.actors[who], **more)
        except Refusal:
            return
        if getattr(outcome, "batch", None):
            self.batches.append(outcome.batch)

    def read(self, use: str) -> Consent:
        return Consent(text_of(use).sha256, reviewed=True)

    @rule(who=WHO, count=st.sampled_from([1, 2, 11, 12]), use=st.sampled_from(["train", "remix"]), state=ANSWERS)
    def press_tracks(self, who: str, count: int, use: str, state: State) -> None:
        pks = [one.pk for one in self.tracks[:count]]
        self.attempt(choose_for_tracks, pks, use, state, who=who, consent=self.read(use))

    @rule(who=WHO, count=st.sampled_from([1, 11]), use=st.sampled_from(["train", "cover"]), state=ANSWERS)
    def press_songs(self, who: str, count: int, use: str, state: State) -> None:
        pks = [song_of(one).pk for one in self.tracks[:count]]
        self.attempt(choose_for_songs, pks, use, state, who=who, consent=self.read(use))

    @rule(who=WHO, use=st.sampled_from(["sing", "translate"]), state=ANSWERS)
    def press_voice(self, who: str, use: str, state: State) -> None:
        self.attempt(choose, self.people.voice.pk, use, state, who=who, consent=self.read(use))

    @rule(who=WHO, use=st.sampled_from(["train", "remix"]), state=ANSWERS)
    def press_default(self, who: str, use: str, state: State) -> None:
        self.attempt(set_default, use, state, who=who, consent=self.read(use))

    @precondition(lambda self: self.batches)
    @rule(who=WHO, which=st.integers(min_value=0))
    def undo_something(self, who: str, which: int) -> None:
        self.attempt(undo, self.batches[which % len(self.batches)], who=who)

    @rule(who=WHO, on=st.booleans())
    def pause(self, who: str, on: bool) -> None:
        self.attempt(pause_all if on else resume_all, who=who)

    @rule(who=WHO, which=st.integers(min_value=0), yes=st.sampled_from([True, True, True, False]))
    def decide(self, who: str, which: int, yes: bool) -> None:
        held = list(PendingYes.objects.filter(outcome="").order_by("pk"))
        if not held:
            return
        one = held[which % len(held)]
        if yes:
            self.attempt(seconding.confirm, one, who=who, reviewed=True)
        else:
            self.attempt(seconding.refuse, one, who=who)

    @rule(who=WHO, voice=st.booleans(), training=st.booleans())
    def want_less(self, who: str, voice: bool, training: bool) -> None:
        self.attempt(policy_set, Policy(voice, training, bulk=True), who=who)

    @rule()
    def something_new_comes(self) -> None:
        new = track("New", self.people.ayla_marsh, performer=self.people.artist, publishing=(self.people.artist,))
        apply_defaults([new.pk, song_of(new).pk])

    @invariant()
    def whatever_heavy_is_open_was_opened_by_two(self) -> None:
        """Each open heavy answer rests on an entry of its very version that names two people."""
        last = {
            (entry.subject_id, entry.data["use"], entry.data["version"]): entry
            for entry in Entry.objects.filter(subject_kind="asset")
        }
        two_wanted_less = Entry.objects.filter(type="team.two_people", data__has_key="pressed_by").exists()
        for choice in Choice.objects.filter(answer__gt=0):
            entry = last[str(choice.asset_id), choice.use, choice.version]
            heavy = choice.use == "train" or USES[choice.use].answered_on != "track"
            opened = State.from_data(entry.data["to"]).loosens(State.from_data(entry.data["from"]))
            if heavy and opened and entry.type != "choice.defaulted" and not two_wanted_less:
                assert entry.person_id
                assert entry.data.get("pressed_by") not in (None, entry.person_id)

    @invariant()
    def only_a_default_that_two_set_answers_for_what_is_new(self) -> None:
        """Many at once stays heavy in every history here, and a default is that."""
        for entry in Entry.objects.filter(type="choice.defaulted"):
            set_ = Entry.objects.get(
                type="default.set", data__use=entry.data["use"], data__version=entry.data["default_version"]
            )
            assert set_.data.get("pressed_by") not in (None, set_.person_id)

    @invariant()
    def a_press_that_opens_many_names_two(self) -> None:
        """No single batch of one person opens more than ten tracks or songs."""
        opened: dict[Any, set[str]] = {}
        for entry in Entry.objects.filter(type__in=["choice.set", "choice.undone"]):
            state, before = State.from_data(entry.data["to"]), State.from_data(entry.data["from"])
            if state.loosens(before) and not entry.data.get("pressed_by"):
                opened.setdefault(entry.batch, set()).add(entry.subject_id)
        recordings = {str(one.pk) for one in self.tracks}
        for assets in opened.values():
            assert len(assets & recordings) <= 10
            assert len(assets - recordings) <= 10


@pytest.mark.django_db
def test_nothing_heavy_opens_but_by_two() -> None:
    run_state_machine_as_test(
        TwoOfThree,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        ),
    )
