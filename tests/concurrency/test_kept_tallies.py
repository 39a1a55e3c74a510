"""The kept tallies of a roster always say what counting anew would, on real transactions, whatever came in between."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.utils import timezone

from artists.access import Refusal
from artists.catalog.models import Artist, Asset, Embodiment, Holding
from consent.choices import kept_tallies, standing, tallies
from consent.choices.actions import Consent, choose, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.state import State
from consent.uses import text_of
from tests.cast import Cast, acting, hold, song_of, track
from tests.cast import cast as everybody

USES = ("discover", "cover", "remix")


def by_artist(kept: bool, team_id: int) -> dict[UUID, tallies.Tally]:
    found = kept_tallies.by_artist(team_id) if kept else tallies.by_artist(team_id)
    return {tally.artist_id: tally for tally in found}


class Roster:
    """Three artists on one label, a song shared by two tracks, and everything that can happen to them."""

    def __init__(self) -> None:
        self.cast: Cast = everybody()
        other = Artist.objects.create(name="Sol", slug="sol", team=self.cast.other_artist, created_at=timezone.now())
        lone = Artist.objects.create(name="Lone", slug="lone", created_at=timezone.now())
        cast = self.cast
        self.artists = [cast.ayla_marsh, other, lone]
        self.tracks = [
            track("One", cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,)),
            track("Two", cast.ayla_marsh, performer=cast.artist, master=cast.label),
            track("Three", other, performer=cast.other_artist, master=cast.label, publishing=(cast.label,)),
            track("Four", lone, performer=cast.other_artist, master=cast.label),
        ]
        self.songs = [song_of(one) for one in self.tracks]
        self.actors = [
            acting(cast.dana, cast.label), acting(cast.ayla, cast.artist), acting(cast.theo, cast.publisher),
            acting(cast.stranger, cast.other_artist),
        ]  # fmt: skip

    def acts(self, dice: random.Random) -> list[Callable[[], object]]:
        use, actor, one = dice.choice(USES), dice.choice(self.actors), dice.choice(self.tracks)
        state = State(dice.choice(list(Answer)))
        read = Consent(text_of(use).sha256, reviewed=True)
        song, team = dice.choice(self.songs), dice.choice([self.cast.label, self.cast.publisher])
        return [
            lambda: choose_for_tracks([one.pk], use, state, actor=actor, consent=read),
            lambda: choose(song.pk, use, state, actor=actor, consent=read),
            lambda: Holding.objects.filter(asset=dice.choice([one, song]), team=team).delete(),
            lambda: (
                Holding.objects.filter(asset=one, right="master", team=team).exists() or hold(one, team, "master", 1)
            ),
            lambda: Holding.objects.filter(asset=song, team=team).exists() or hold(song, team, "publishing", 1),
            lambda: Embodiment.objects.filter(recording=one).delete(),
            lambda: Embodiment.objects.get_or_create(recording=one, composition=song),
            lambda: Asset.objects.filter(pk=one.pk).update(artist=dice.choice(self.artists)),
            lambda: standing.refresh(standing.subjects_of([one.pk, song.pk])),
        ]

    def check(self) -> None:
        for team in (self.cast.label, self.cast.publisher):
            assert by_artist(True, team.pk) == by_artist(False, team.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_is_what_counting_anew_says_after_any_acts(seed: int) -> None:
    dice = random.Random(seed)
    roster = Roster()
    roster.check()
    for _ in range(40):
        try:
            with transaction.atomic():
                dice.choice(roster.acts(dice))()
                if dice.random() < 0.2:
                    roster.check()
                if dice.random() < 0.1:
                    raise RollBackError
        except (Refusal, RollBackError):
            pass
        roster.check()


class RollBackError(Exception):
    """What was done is not."""


@pytest.mark.django_db(transaction=True)
def test_a_change_that_commits_after_a_look_is_seen_by_the_next() -> None:
    roster = Roster()
    read = Consent(text_of("discover").sha256)
    done, looked = Event(), Event()

    def press() -> None:
        try:
            with transaction.atomic():
                every = [one.pk for one in roster.tracks[:2]]
                choose_for_tracks(every, "discover", State(Answer.ON), actor=roster.actors[0], consent=read)
                done.set()
                assert looked.wait(timeout=20)
        finally:
            connection.close()

    roster.check()
    with ThreadPoolExecutor(1) as pool:
        pressing = pool.submit(press)
        assert done.wait(timeout=20)
        before = by_artist(True, roster.cast.label.pk)[roster.cast.ayla_marsh.pk]
        looked.set()
        pressing.result(timeout=20)
    after = by_artist(True, roster.cast.label.pk)[roster.cast.ayla_marsh.pk]
    assert (before.missing_by["discover"], after.missing_by["discover"]) == (2, 0)
    roster.check()


@pytest.mark.django_db(transaction=True)
def test_only_what_changed_is_counted_again() -> None:
    roster = Roster()
    roster.check()

    def kept() -> dict[UUID, object]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT artist_id, kept_at FROM choices_tally WHERE team_id = %s", [roster.cast.label.pk])
            return dict(cursor.fetchall())

    before = kept()
    read = Consent(text_of("discover").sha256)
    sol = acting(roster.cast.stranger, roster.cast.other_artist)
    choose_for_tracks([roster.tracks[2].pk], "discover", State(Answer.ON), actor=sol, consent=read)
    roster.check()
    after = kept()
    assert {artist for artist in before if before[artist] != after[artist]} == {roster.artists[1].pk}
