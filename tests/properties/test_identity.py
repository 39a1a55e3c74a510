"""No link and no undoing of one ever opens anything: after any history, what is open was opened by who holds it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from artists.access import Actor, Refusal
from artists.catalog.identity.asking import identify, withdraw
from artists.catalog.identity.checking import link, refuse, take_artist, undo
from artists.catalog.models import Artist, Asset, Credit, Holding, Identification, Right
from artists.catalog.rights import give_up
from artists.journal import outbox
from artists.journal.models import Entry, Message
from consent.choices.actions import Consent, choose, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.defaults import set_default
from consent.choices.models import Choice, Standing
from consent.choices.state import State
from consent.uses import text_of
from tests.cast import acting, cast, hold, track

TEAMS = st.sampled_from(["artist", "stranger"])
ARTISTS = st.sampled_from(["delivered", "featured", "ayla", "sol"])
OPEN = st.sampled_from(["discover", "translate"])


class Identities(RuleBasedStateMachine):
    """Two artist teams, a label, an operator, and artists whom nobody speaks for."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.people = people = cast()
        now = timezone.now()
        sol = Artist.objects.create(name="Sol", slug="sol", team=people.other_artist, created_at=now)
        self.artists = {
            "delivered": Artist.objects.create(name="Marsh, A.", slug="marsh-a", created_at=now),
            "featured": Artist.objects.create(name="Fen", slug="fen", created_at=now),
            "ayla": people.ayla_marsh,
            "sol": sol,
        }
        theirs = Asset.objects.create(
            kind="recording", title="Theirs", artist=self.artists["delivered"], created_at=now
        )
        Credit.objects.create(recording=theirs, artist=self.artists["delivered"], role="main")
        Credit.objects.create(recording=theirs, artist=self.artists["featured"], role="featured", position=2)
        hold(theirs, people.label, "master")
        shared = track("Shared", people.ayla_marsh, performer=people.artist, master=people.label)
        Credit.objects.create(recording=shared, artist=self.artists["featured"], role="featured", position=2)
        self.tracks = {"theirs": theirs, "shared": shared}
        self.actors: dict[str, Actor] = {
            "artist": acting(people.ayla, people.artist),
            "stranger": acting(people.stranger, people.other_artist),
            "label": acting(people.dana, people.label),
            "operator": acting(people.olu, people.operator),
        }

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def attempt(self, act: Any, *args: Any, who: str, **kwargs: Any) -> None:
        """Do it and let the worker follow; a refusal changes nothing."""
        try:
            with transaction.atomic():
                act(*args, actor=self.actors[who], **kwargs)
        except Refusal:
            return

    def as_operator(self, act: Any, *args: Any) -> None:
        """An operator's act opens nothing by itself, neither at once nor when the worker has followed."""
        self.work_off()
        before = self.open()
        self.attempt(act, *args, who="operator")
        assert self.open() <= before
        self.work_off()
        assert self.open() <= before

    def open(self) -> set[tuple[Any, str]]:
        return set(Standing.objects.filter(answer__gt=0).values_list("asset_id", "use"))

    @rule()
    def work_off(self) -> None:
        while outbox.drain():
            pass
        assert not Message.objects.exclude(last_error="").exists()

    @rule(who=TEAMS, which=ARTISTS, same=st.sampled_from([None, "ayla", "sol"]))
    def say(self, who: str, which: str, same: str | None) -> None:
        same_as = self.artists[same] if same else None
        self.attempt(identify, self.artists[which], who=who, evidence="That is us.", same_as=same_as)

    @rule(which=st.integers(min_value=0), what=st.sampled_from(["link", "link", "link", "refuse", "withdraw"]))
    def decide(self, which: int, what: str) -> None:
        waiting = list(Identification.objects.filter(state="waiting"))
        if not waiting:
            return
        said = waiting[which % len(waiting)]
        if what == "withdraw":
            self.attempt(withdraw, said.pk, who="artist")
        elif what == "refuse":
            self.as_operator(refuse, said.pk, "No.")
        else:
            self.as_operator(link, said.pk)

    @rule(which=st.integers(min_value=0))
    def undo_link(self, which: int) -> None:
        linked = list(Identification.objects.filter(state="linked"))
        if linked:
            self.as_operator(undo, linked[which % len(linked)].pk, "Wrong.")

    @rule(which=ARTISTS)
    def take(self, which: str) -> None:
        self.as_operator(take_artist, self.artists[which], "Wrong.")

    @rule(who=st.sampled_from(["artist", "stranger", "label"]), name=st.sampled_from(["theirs", "shared"]), use=OPEN,
          answer=st.sampled_from(Answer))  # fmt: skip
    def answer(self, who: str, name: str, use: str, answer: Answer) -> None:
        consent = Consent(text_of(use).sha256, reviewed=True)
        self.attempt(choose_for_tracks, [self.tracks[name].pk], use, State(answer), who=who, consent=consent)

    @rule(who=TEAMS, which=ARTISTS)
    def open_voice(self, who: str, which: str) -> None:
        voice = Asset.objects.filter(kind="voice", artist=self.artists[which]).first()
        if voice:
            for use in ("speak", "translate"):
                consent = Consent(text_of(use).sha256, reviewed=True)
                self.attempt(choose, voice.pk, use, State(Answer.ON), who=who, consent=consent)

    @rule(who=TEAMS)
    def default(self, who: str) -> None:
        self.attempt(set_default, "discover", State(Answer.ON), who=who, consent=Consent(text_of("discover").sha256))

    @rule(who=TEAMS, name=st.sampled_from(["theirs", "shared"]))
    def leave(self, who: str, name: str) -> None:
        self.attempt(give_up, self.tracks[name], Right.PERFORMER, who=who)

    @invariant()
    def every_yes_was_given_by_its_holder_since_it_holds(self) -> None:
        given = {
            (entry.team_id, entry.subject_id, entry.data["use"]): entry.at
            for entry in Entry.objects.filter(person_id__isnull=False, type="choice.set").order_by("pk")
        }
        since: dict[tuple[int, str], Any] = {}
        for holding in Holding.objects.all():
            key = (holding.team_id, str(holding.asset_id))
            since[key] = min(since.get(key, holding.created_at), holding.created_at)
        for choice in Choice.objects.filter(answer__gt=Answer.OFF):
            asset = str(choice.asset_id)
            assert (choice.team_id, asset) in since, "an answer outlived its right"
            said = given[choice.team_id, asset, choice.use]
            assert said + timedelta(microseconds=1) > since[choice.team_id, asset]

    @invariant()
    def nothing_is_open_of_an_artist_whom_nobody_speaks_for(self) -> None:
        open_tracks = Standing.objects.filter(answer__gt=0, asset__kind="recording").values("asset_id")
        assert not Credit.objects.filter(recording_id__in=open_tracks, role="main", artist__team=None).exists()
        assert not Standing.objects.filter(answer__gt=0, asset__kind="voice", asset__artist__team=None).exists()

    @invariant()
    def a_voice_is_held_by_who_speaks_for_its_artist(self) -> None:
        for holding in Holding.objects.filter(right=Right.SELF).select_related("asset__artist"):
            assert holding.asset.artist is not None
            assert holding.team_id == holding.asset.artist.team_id

    @invariant()
    def another_name_has_nothing_of_its_own(self) -> None:
        assert not Credit.objects.filter(artist__merged_into__isnull=False).exists()
        assert not Asset.objects.filter(kind="recording", artist__merged_into__isnull=False).exists()


@pytest.mark.django_db
def test_no_link_and_no_undoing_of_one_opens_anything() -> None:
    run_state_machine_as_test(
        Identities,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
