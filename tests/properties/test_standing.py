"""Rules 1 and 2 of the language, after any history: silence is no, and a no cannot be outvoted.

Random people of random teams answer, undo, pause, resume; holders come and go; songs are linked and unlinked. After
every step every check must equal the reference worked out from scratch, and an `allow` must rest on a yes that each
holder's own people gave.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from artists.access import Actor, Refusal
from artists.catalog.models import Artist, Asset, Credit, Embodiment, Holding
from artists.journal.models import Entry
from artists.teams.models import Team
from consent.choices import standing
from consent.choices.actions import Consent, choose, choose_for_tracks, undo
from consent.choices.answers import Answer, Asked, Held, Limits, least
from consent.choices.models import Choice, Pause, Standing
from consent.choices.pauses import pause_all, resume_all
from consent.choices.state import State
from consent.decisions.checks import Question, check
from consent.uses import USES, Need, Use, text_of
from tests.cast import acting, cast, song_of, track, work_out
from tests.support.licences import MODEL, in_force, licensed_for_everything, terms

VERDICTS = {Answer.ON: "allow", Answer.ASK: "ask", Answer.OFF: "deny"}

TRACKS = st.sampled_from(["studio", "live", "other"])
TEAMS = st.sampled_from(["artist", "label", "publisher", "stranger"])
TRACK_USES = st.sampled_from(["discover", "cover", "remix", "train", "translate"])


class Reference:
    """The least of all choices, worked out from the tables with `answers.least` alone; nothing shared with the SQL."""

    def __init__(self) -> None:
        self.choices = {(c.asset_id, c.team_id, c.use): c for c in Choice.objects.all()}
        self.paused = set(Pause.objects.filter(resumed_at__isnull=True).values_list("team_id", flat=True))
        self.holders = defaultdict[UUID, set[int]](set)
        performers = defaultdict[UUID, set[int]](set)
        for asset, team, right in Holding.objects.values_list("asset_id", "team_id", "right"):
            self.holders[asset].add(team)
            if right == "performer":
                performers[asset].add(team)
        self.songs = list(Embodiment.objects.values_list("recording_id", "composition_id"))
        voices = dict(Asset.objects.filter(kind="voice").values_list("artist_id", "id"))
        speaks = dict(Artist.objects.values_list("id", "team_id"))
        main = Credit.objects.filter(Q(role="main") | Q(artist__parted_at__isnull=False)).values_list(
            "recording_id", "artist_id"
        )
        silent = {recording for recording, artist in main if speaks[artist] not in performers[recording]}
        self.performed = {recording for recording, teams in performers.items() if teams} - silent
        credits = Credit.objects.values_list("recording_id", "artist_id")
        self.voices = [(recording, voices.get(artist)) for recording, artist in credits]

    def parts(self, asset: Asset, use: Use) -> Iterable[UUID | None]:
        """The assets whose holders must all say yes; None for one that is not known."""
        if asset.kind != Need.RECORDING:
            yield asset.pk
            return
        if Need.RECORDING in use.needs:
            yield asset.pk
            if asset.pk not in self.performed:
                yield None
        if Need.COMPOSITION in use.needs:
            yield from [song for recording, song in self.songs if recording == asset.pk] or [None]
        if Need.VOICE in use.needs:
            yield from [voice for recording, voice in self.voices if recording == asset.pk] or [None]

    def held(self, part: UUID, use: Use) -> Iterable[Held]:
        """What each holder of a part says."""
        for team in self.holders[part]:
            choice = self.choices.get((part, team, use.code))
            limits = choice.limits if choice else Limits()
            yield Held(choice.given if choice else None, limits, paused=team in self.paused)

    def answer(self, asset: Asset, use: Use, asked: Asked) -> Answer:
        """What the check must say."""
        parts = list(self.parts(asset, use))
        if None in parts or not parts:
            return Answer.OFF
        return min(least(self.held(part, use), asked)[0] for part in parts if part)

    def stored(self, asset: Asset, use: Use) -> Answer:
        """What the standing's row must say, which leaves out limits and pauses."""
        parts = list(self.parts(asset, use))
        if None in parts or any(not self.holders[part] for part in parts if part):
            return Answer.OFF
        return min(one.answer or Answer.OFF for part in parts if part for one in self.held(part, use))


class Histories(RuleBasedStateMachine):
    """Everything people can do to a small catalogue."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.people = people = cast()
        self.teams: dict[str, Team] = {
            "artist": people.artist,
            "label": people.label,
            "publisher": people.publisher,
            "stranger": people.other_artist,
        }
        owners = {"artist": people.ayla, "label": people.dana, "publisher": people.theo, "stranger": people.stranger}
        self.actors: dict[str, Actor] = {who: acting(owners[who], team) for who, team in self.teams.items()}
        studio = track(
            "Song", people.ayla_marsh, performer=people.artist, master=people.label, publishing=(people.artist,)
        )
        live = track("Song (live)", people.ayla_marsh, performer=people.artist)
        live.compositions.set([song_of(studio)])
        other = track("Other", people.ayla_marsh, performer=people.artist, publishing=(people.publisher,))
        self.tracks = {"studio": studio, "live": live, "other": other}
        self.song = song_of(studio)
        work_out(self.song.pk)
        licensors = list(self.teams.values())
        for partner in (people.partner, people.operator):
            in_force(partner, licensors, terms(["translate"], assets=list(self.tracks.values())))
        licensed_for_everything(people.operator, licensors, [people.voice, people.likeness])
        self.batches: list[tuple[str, UUID]] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def limits(self, kind: str) -> Limits:
        """One of a few ways to narrow a yes."""
        return {
            "none": Limits(),
            "partner": Limits(partners=(self.people.partner.pk,)),
            "germany": Limits(territories=("DE",)),
            "tomorrow": Limits(until=timezone.now() + timedelta(days=1)),
        }[kind]

    def attempt(self, act: Any, *args: Any, who: str, **kwargs: Any) -> None:
        """Do it; a refusal changes nothing, which the invariants then see."""
        try:
            with transaction.atomic():
                outcome = act(*args, actor=self.actors[who], **kwargs)
        except Refusal:
            return
        if getattr(outcome, "batch", None):
            self.batches.append((who, outcome.batch))

    @rule(who=TEAMS, name=TRACKS, use=TRACK_USES, answer=st.sampled_from(Answer),
          narrowed=st.sampled_from(["none", "none", "partner", "germany", "tomorrow"]))  # fmt: skip
    def answer_track(self, who: str, name: str, use: str, answer: Answer, narrowed: str) -> None:
        limits = self.limits(narrowed) if answer is not Answer.OFF else Limits()
        consent = Consent(text_of(use).sha256, reviewed=True)
        self.attempt(choose_for_tracks, [self.tracks[name].pk], use, State(answer, limits), who=who, consent=consent)

    @rule(who=TEAMS, use=st.sampled_from(["cover", "remix", "train"]), answer=st.sampled_from(Answer))
    def answer_song(self, who: str, use: str, answer: Answer) -> None:
        consent = Consent(text_of(use).sha256, reviewed=True)
        self.attempt(choose, self.song.pk, use, State(answer), who=who, consent=consent)

    @rule(who=TEAMS, use=st.sampled_from(["speak", "sing", "translate"]), answer=st.sampled_from(Answer))
    def answer_voice(self, who: str, use: str, answer: Answer) -> None:
        consent = Consent(text_of(use).sha256, reviewed=True)
        self.attempt(choose, self.people.voice.pk, use, State(answer), who=who, consent=consent)

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

    @rule(who=TEAMS, name=TRACKS, song=st.booleans(), worked_out=st.booleans())
    def gain_holder(self, who: str, name: str, song: bool, worked_out: bool) -> None:
        asset = self.tracks[name].compositions.first() if song else self.tracks[name]
        if asset is not None:
            right = "publishing" if song else "master"
            Holding.objects.get_or_create(
                asset=asset, team=self.teams[who], right=right, defaults={"created_at": timezone.now()}
            )
            self.after_catalogue(asset, worked_out)

    @rule(who=TEAMS, name=TRACKS, worked_out=st.booleans())
    def lose_holder(self, who: str, name: str, worked_out: bool) -> None:
        Holding.objects.filter(asset=self.tracks[name], team=self.teams[who]).delete()
        self.after_catalogue(self.tracks[name], worked_out)

    @rule(name=TRACKS, worked_out=st.booleans())
    def unlink_song(self, name: str, worked_out: bool) -> None:
        Embodiment.objects.filter(recording=self.tracks[name]).delete()
        self.after_catalogue(self.tracks[name], worked_out)

    @rule(name=TRACKS, worked_out=st.booleans())
    def link_song(self, name: str, worked_out: bool) -> None:
        Embodiment.objects.get_or_create(recording=self.tracks[name], composition=self.song)
        self.after_catalogue(self.tracks[name], worked_out)

    def after_catalogue(self, asset: Asset, worked_out: bool) -> None:
        """The outbox works standings out some time later, or has not come to it yet."""
        if worked_out:
            standing.refresh(standing.subjects_of([asset.pk]))

    @invariant()
    def every_check_equals_the_least_of_all_choices(self) -> None:
        now, reference = timezone.now(), Reference()
        known = set(Standing.objects.values_list("asset_id", "use"))
        assets = [*self.tracks.values(), self.song, self.people.voice, self.people.likeness]
        for partner, territory, at in (
            (self.people.partner.pk, "DE", now),
            (self.people.partner.pk, None, now),
            (self.people.operator.pk, "DE", now + timedelta(days=2)),
        ):
            asked = [(asset, use) for asset in assets for use in USES.values() if Need(asset.kind) in use.subjects]
            questions = [Question(use.code, asset.pk, None, territory, MODEL.label) for asset, use in asked]
            for (asset, use), verdict in zip(asked, check(questions, partner_team_id=partner, at=at), strict=True):
                expected = reference.answer(asset, use, Asked(partner, territory, at))
                if (asset.pk, use.code) not in known:
                    expected = Answer.OFF  # not worked out yet: off, never open
                assert verdict.answer == VERDICTS[expected], (asset, use.code, territory)
                assert verdict.reasons

    @invariant()
    def every_stored_standing_is_the_least_answer(self) -> None:
        reference = Reference()
        for row in Standing.objects.select_related("asset"):
            assert row.answer == reference.stored(row.asset, USES[row.use]), (row.asset, row.use)

    @invariant()
    def every_yes_was_given_by_the_holders_own_people(self) -> None:
        acts = set(Entry.objects.filter(person_id__isnull=False).values_list("team_id", "subject_id", "data__use"))
        for choice in Choice.objects.filter(answer__gt=Answer.OFF):
            assert (choice.team_id, str(choice.asset_id), choice.use) in acts
        # The stranger holds nothing of the voice, and never may answer for it.
        assert set(Choice.objects.filter(asset=self.people.voice).values_list("team_id", flat=True)) <= {
            self.people.artist.pk
        }


@pytest.mark.django_db
def test_standing_is_the_least_of_all_choices_after_any_history() -> None:
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
