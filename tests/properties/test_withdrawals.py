"""A withdrawal reaches exactly those whom it concerns, after any history, in whatever order presses are followed up.

Random people of random teams answer, narrow, undo, pause, resume; licences are suspended and go on. What follows each
press is carried out at some later time, in any order. Whoever was answered `allow` just before a press and is not just
after was told of it once, of exactly what was lost, and asked at least to stop; nobody else heard.
"""

from collections import defaultdict
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from artists.access import Actor, Refusal, TeamKind
from artists.catalog.models import Asset
from artists.journal.models import Message
from artists.teams.models import Team
from consent.choices.actions import Consent, choose, choose_for_tracks, undo
from consent.choices.answers import Answer, Limits
from consent.choices.pauses import pause_all, resume_all
from consent.choices.state import State
from consent.decisions.checks import Question, check
from consent.licences import actions as licences
from consent.licences.models import Licence
from consent.uses import USES, text_of
from consent.withdrawals import tasks
from consent.withdrawals.models import Concern, Item, Withdrawal
from tests.cast import acting, cast, person, song_of, team, track
from tests.support.licences import MODEL, in_force, terms

TEAMS = st.sampled_from(["artist", "label", "publisher"])
TRACKS = st.sampled_from(["studio", "live"])
TRACK_USES = st.sampled_from(["discover", "cover", "remix", "train"])
PLACES = (None, "ZZ", "DE", "FR")
Lost = dict[int, set[tuple[UUID, str]]]


class Presses(RuleBasedStateMachine):
    """Everything that can take a yes back, or give it again."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.people = people = cast()
        self.holders = {"artist": people.artist, "label": people.label, "publisher": people.publisher}
        owners = {"artist": people.ayla, "label": people.dana, "publisher": people.theo}
        self.actors: dict[str, Actor] = {who: acting(owners[who], of) for who, of in self.holders.items()}
        studio = track(
            "Song", people.ayla_marsh, performer=people.artist, master=people.label, publishing=(people.publisher,)
        )
        live = track("Song (live)", people.ayla_marsh, performer=people.artist)
        live.compositions.set([song_of(studio)])
        self.tracks = {"studio": studio, "live": live}
        self.assets: list[Asset] = [studio, live, song_of(studio), people.voice]
        self.partners = [people.partner, *(self.partner(name) for name in ("Karaokit", "Night Bus FM", "Versão Labs"))]
        karaokit, night_bus, versao = self.partners[1:]
        every = list(self.holders.values())
        in_force(karaokit, every, terms(["remix", "cover"], territories=("DE",)))
        in_force(night_bus, [people.label], terms(["discover", "remix"]))  # nobody else signed: often not enough
        in_force(versao, every, terms(["train", "remix"], assets=[studio]))
        self.licences = list(Licence.objects.order_by("pk"))
        self.everybody_says_yes()
        Message.objects.all().update(done_at=timezone.now())
        self.expected: dict[UUID, Lost] = {}
        self.batches: list[tuple[str, UUID]] = []

    def everybody_says_yes(self) -> None:
        """To everything: so that there is something to lose."""
        for use in ("discover", "cover", "remix", "train"):
            for actor in self.actors.values():
                for one in self.tracks.values():
                    try:
                        choose_for_tracks([one.pk], use, State(Answer.ON), actor=actor, consent=consent(use))
                    except Refusal:
                        continue
        for use in ("speak", "sing"):
            actor = self.actors["artist"]
            choose(self.people.voice.pk, use, State(Answer.ON), actor=actor, consent=consent(use))

    def partner(self, name: str) -> Team:
        """Another partner."""
        slug = name.lower().replace(" ", "-").replace("ã", "a")
        return team(TeamKind.PARTNER, name, slug, person(f"{slug}@demo.test", name))

    def teardown(self) -> None:
        try:
            self.follow_all()
            self.each_was_told_of_what_it_lost()
            self.everybody_opens_everything()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def allowed(self) -> dict[int, dict[tuple[UUID, str], set[str | None]]]:
        """Where each partner is answered `allow` now."""
        found: dict[int, dict[tuple[UUID, str], set[str | None]]] = {}
        for partner in self.partners:
            asked = [
                Question(use, asset.pk, None, place, MODEL.label)
                for asset in self.assets
                for use in USES
                for place in PLACES
            ]
            mine: dict[tuple[UUID, str], set[str | None]] = defaultdict(set)
            for question, verdict in zip(asked, check(asked, partner_team_id=partner.pk), strict=True):
                if verdict.answer == "allow" and question.asset:
                    mine[question.asset, question.use].add(question.territory)
            found[partner.pk] = mine
        return found

    def attempt(self, act: Any, *args: Any, who: str, **kwargs: Any) -> None:
        """Do it, and note who lost what by it."""
        before = self.allowed()
        try:
            with transaction.atomic():
                outcome = act(*args, actor=self.actors[who], **kwargs)
        except Refusal:
            return
        after = self.allowed()
        lost: Lost = {}
        for partner, places in before.items():
            gone = {key for key, some in places.items() if some - after[partner].get(key, set())}
            if gone:
                lost[partner] = gone
        for message in self.unfollowed():
            self.expected.setdefault(UUID(message.payload["batch"]), lost)
        if getattr(outcome, "batch", None):
            self.batches.append((who, outcome.batch))

    def unfollowed(self) -> list[Message]:
        """What waits to be followed up."""
        return list(Message.objects.filter(topic=tasks.PRESSED, done_at__isnull=True).order_by("pk"))

    def follow(self, message: Message) -> None:
        """Carry it out, twice, as a worker may."""
        for _ in range(2):
            tasks.follow_up(message.payload)
        Message.objects.filter(pk=message.pk).update(done_at=timezone.now())

    def follow_all(self) -> None:
        """Until nothing waits."""
        for message in self.unfollowed():
            self.follow(message)

    @rule(who=TEAMS, name=TRACKS, use=TRACK_USES, answer=st.sampled_from([2, 2, 1, 0]).map(Answer),
          narrowed=st.sampled_from(["none", "none", "partner", "germany", "tomorrow"]))  # fmt: skip
    def answer_track(self, who: str, name: str, use: str, answer: Answer, narrowed: str) -> None:
        limits = {
            "partner": Limits(partners=(self.partners[0].pk,)),
            "germany": Limits(territories=("DE",)),
            "tomorrow": Limits(until=timezone.now() + timedelta(days=1)),
        }.get(narrowed, Limits())
        state = State(answer, limits if answer is not Answer.OFF else Limits())
        self.attempt(choose_for_tracks, [self.tracks[name].pk], use, state, who=who, consent=consent(use))

    @rule(use=TRACK_USES)
    def all_say_yes(self, use: str) -> None:
        for who in self.holders:
            for name in self.tracks:
                tracks = [self.tracks[name].pk]
                self.attempt(choose_for_tracks, tracks, use, State(Answer.ON), who=who, consent=consent(use))

    @rule(use=st.sampled_from(["speak", "sing"]), answer=st.sampled_from(Answer))
    def answer_voice(self, use: str, answer: Answer) -> None:
        self.attempt(choose, self.people.voice.pk, use, State(answer), who="artist", consent=consent(use))

    @precondition(lambda self: self.batches)
    @rule(which=st.integers(min_value=0), who=TEAMS)
    def undo_something(self, which: int, who: str) -> None:
        _, batch = self.batches[which % len(self.batches)]
        self.attempt(undo, batch, who=who)

    @rule(who=TEAMS)
    def pause(self, who: str) -> None:
        self.attempt(pause_all, who=who)

    @rule(who=TEAMS)
    def resume(self, who: str) -> None:
        self.attempt(resume_all, who=who)

    @rule(who=TEAMS, which=st.integers(min_value=0))
    def suspend(self, who: str, which: int) -> None:
        self.attempt(licences.suspend, self.licences[which % len(self.licences)], who=who)

    @rule(who=TEAMS, which=st.integers(min_value=0))
    def let_go_on(self, who: str, which: int) -> None:
        self.attempt(licences.resume, self.licences[which % len(self.licences)], who=who)

    @rule(which=st.integers(min_value=0))
    def follow_up_one(self, which: int) -> None:
        waiting = self.unfollowed()
        if waiting:
            self.follow(waiting[which % len(waiting)])

    def each_was_told_of_what_it_lost(self) -> None:
        """Once each, of exactly that, asked at least to stop; and nobody else."""
        told: dict[UUID, Lost] = defaultdict(dict)
        for concern in Concern.objects.select_related("withdrawal").prefetch_related("items", "demands"):
            batch = concern.withdrawal.batch
            assert batch is not None
            assert concern.partner_id not in told[batch], "told twice of one press"
            told[batch][concern.partner_id] = {(item.asset_id, item.use) for item in concern.items.all()}
            assert "stop_new" in {demand.what for demand in concern.demands.all()}
        assert dict(told) == {batch: lost for batch, lost in self.expected.items() if lost}
        self.what_is_allowed_again_is_lifted()

    def what_is_allowed_again_is_lifted(self) -> None:
        """Nothing is asked of a partner that may do all of it again; and it may do none of the rest."""
        allowed = self.allowed()
        for item in Item.objects.filter(lifted_at__isnull=True).select_related("concern"):
            now = allowed[item.concern.partner_id].get((item.asset_id, item.use), set())
            lost = {{"": None, "*": "ZZ"}.get(place, place) for place, _ in item.lost}
            assert lost - now, "allowed again, and not lifted"

    def everybody_opens_everything(self) -> None:
        """Then nothing is open."""
        for actor in self.actors.values():
            resume_all(actor=actor)
            for licence in self.licences:
                if licence.suspensions.filter(team_id=actor.team_id, resumed_at__isnull=True).exists():
                    licences.resume(licence, actor=actor)
        self.everybody_says_yes()
        self.follow_all()
        assert not Concern.objects.exclude(standing="lifted").exists()
        assert not Item.objects.filter(lifted_at__isnull=True).exists()
        assert Withdrawal.objects.filter(test=True).count() == 0


def consent(use: str) -> Consent:
    """The current text, read."""
    return Consent(text_of(use).sha256, reviewed=True)


@pytest.mark.django_db
def test_each_partner_concerned_is_told_once_and_nobody_else() -> None:
    run_state_machine_as_test(
        Presses,
        settings=settings(
            max_examples=12, stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
