"""Random histories of choices, pauses, suspensions, presses and time: open only where every check says allow."""

import contextlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from artists.access import Refusal
from artists.journal import outbox
from artists.teams.models import Team
from consent.choices.answers import Answer
from consent.choices.pauses import pause_all, resume_all
from consent.decisions.checks import Question, check
from consent.experiences import asking, holding, keeping, steering
from consent.experiences.models import Experience
from consent.experiences.states import State
from consent.licences import actions as licences
from consent.licences.models import Signature
from consent.requests.votes import vote
from tests import cast as cast_module
from tests.cast import Cast, acting, track
from tests.consent.requests.test_requests import answer
from tests.support.offering import offered, sent

HOLDERS = st.sampled_from(["artist", "label", "publisher"])
SIDES = st.sampled_from(["artist", "label", "publisher", "partner"])
OWNERS = {"artist": "ayla", "label": "dana", "publisher": "theo", "partner": "rin"}


class Life(RuleBasedStateMachine):
    """One experience on one track that three teams hold, and everything that can happen to it."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.cast: Cast = cast_module.cast()
        self.track = track(
            "Night Ferry", self.cast.ayla_marsh, performer=self.cast.artist, master=self.cast.label,
            publishing=(self.cast.publisher,),
        )  # fmt: skip
        answer(self.cast, self.track, Answer.ASK)
        self.pk = sent(self.cast.partner, [self.track]).pk

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @property
    def one(self) -> Experience:
        linked = Experience.objects.select_related("partner", "paused_for", "licence", "request__version")
        return linked.get(pk=self.pk)

    def who(self, name: str) -> Any:
        team: Team = getattr(self.cast, name)
        return acting(getattr(self.cast, OWNERS[name]), team)

    def tried(self, act: Any, *args: Any, **more: Any) -> None:
        """What is refused changes nothing."""
        with contextlib.suppress(Refusal), transaction.atomic():
            act(*args, **more)

    @rule(name=SIDES, yes=st.sampled_from([True, True, True, False]))
    def votes(self, name: str, yes: bool) -> None:
        request = self.one.request
        assert request is not None
        self.tried(vote, request, yes=yes, seen_sha256=request.version.sha256, actor=self.who(name))

    @rule(name=HOLDERS, given=st.sampled_from([Answer.ASK, Answer.ON, Answer.OFF]))
    def chooses(self, name: str, given: Answer) -> None:
        self.tried(answer, self.cast, self.track, given, by=name)

    @rule(name=HOLDERS, paused=st.booleans())
    def pauses_everything(self, name: str, paused: bool) -> None:
        self.tried(pause_all if paused else resume_all, actor=self.who(name))

    @rule(name=SIDES, goes_on=st.booleans())
    def stops_the_licence(self, name: str, goes_on: bool) -> None:
        if (licence := self.one.licence) is not None:
            self.tried(licences.resume if goes_on else licences.suspend, licence, actor=self.who(name))

    @rule(name=SIDES, act=st.sampled_from([steering.pause, steering.resume, steering.resume]))
    def presses(self, name: str, act: Any) -> None:
        self.tried(act, self.one, actor=self.who(name))

    @rule(name=HOLDERS, most=st.integers(1, 5), paused=st.booleans())
    def narrows(self, name: str, most: int, paused: bool) -> None:
        terms = offered([self.track], limits={"outputs_a_day": most})
        self.tried(steering.narrow, self.one, terms, actor=self.who(name), meanwhile_paused=paused)

    @rule()
    def what_follows(self) -> None:
        while outbox.drain():
            pass

    @rule(days=st.integers(0, 2))
    def time_is_looked_at(self, days: int) -> None:
        later = timezone.now() + timedelta(days=days)
        asking.begin_due(now=later)
        keeping.end_due(now=later)
        keeping.look(now=later)

    @invariant()
    def open_only_where_a_check_says_allow(self) -> None:
        now, one = timezone.now(), self.one
        held = holding.open_now([one], now=now)[one.pk]
        question = Question("remix", self.track.pk, experience=one.pk)
        [verdict] = check([question], partner_team_id=self.cast.partner.pk, at=now)
        assert held.open == (verdict.answer == "allow"), (held, verdict)
        assert held.open or held.sentence

    @invariant()
    def live_only_with_everybodys_yes_to_that_version(self) -> None:
        one = self.one
        if one.state != State.LIVE:
            return
        signed = set(Signature.objects.filter(version=one.version_id).values_list("team_id", flat=True))
        assert {getattr(self.cast, name).pk for name in OWNERS} <= signed


@pytest.mark.django_db
def test_open_only_where_every_check_says_allow() -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=8, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
