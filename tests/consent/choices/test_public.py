"""What the public reads of an artist: the standing as a check would find it, and never who said what."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from artists.catalog.models import Artist, Asset
from consent.choices.actions import Consent, choose, choose_for_tracks
from consent.choices.answers import Answer, Limits
from consent.choices.pauses import pause_all, resume_all
from consent.choices.public import ArtistInPublic, UseInPublic, artist_in_public, artists_in_public
from consent.choices.state import State
from consent.uses import USES, text_of
from tests.cast import Cast, acting, song_of, track

ON, ASK, OFF = State(Answer.ON), State(Answer.ASK), State(Answer.OFF)


def page(cast: Cast) -> ArtistInPublic:
    found = artist_in_public(cast.ayla_marsh.slug)
    assert found is not None
    return found


def said(cast: Cast, use: str) -> UseInPublic:
    return next(one for one in page(cast).uses if one.use.code == use)


def answer(cast: Cast, tracks: list[Asset], use: str, state: State) -> None:
    consent = Consent(text_of(use).sha256, reviewed=True)
    choose_for_tracks([one.pk for one in tracks], use, state, actor=acting(cast.ayla, cast.artist), consent=consent)


@pytest.fixture
def tracks(cast: Cast) -> list[Asset]:
    return [
        track(title, cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))
        for title in ("Saltglass", "Ferry Song", "Telephone Weather")
    ]


def test_silence_is_shown_as_off_and_as_not_answered(cast: Cast, tracks: list[Asset]) -> None:
    found = page(cast)
    assert found.unanswered
    assert not found.anything_open
    assert [one.answer for one in found.uses] == ["off"] * len(USES)
    assert found.tracks == 3


def test_an_off_is_an_answer(cast: Cast, tracks: list[Asset]) -> None:
    answer(cast, tracks[:1], "cover", OFF)
    assert not page(cast).unanswered


def test_counts_follow_the_answers(cast: Cast, tracks: list[Asset]) -> None:
    answer(cast, tracks[:2], "cover", ON)
    answer(cast, tracks[2:], "cover", ASK)
    cover = said(cast, "cover")
    assert (cover.answer, cover.on, cover.ask, cover.total) == ("on", 2, 1, 3)
    answers = {column.name: column.answers["cover"] for column in page(cast).columns}
    assert answers == {"Saltglass": "on", "Ferry Song": "on", "Telephone Weather": "ask"}


def test_a_yes_of_one_holder_alone_is_not_shown(cast: Cast) -> None:
    shared = track("Ferry Song", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist, cast.publisher))
    answer(cast, [shared], "remix", ON)
    assert said(cast, "remix").answer == "off"
    theo = acting(cast.theo, cast.publisher)
    choose(song_of(shared).pk, "remix", ON, actor=theo, consent=Consent(text_of("remix").sha256))
    assert said(cast, "remix").answer == "on"


def test_a_pause_closes_everything_at_once_and_resuming_opens_it(cast: Cast, tracks: list[Asset]) -> None:
    answer(cast, tracks, "discover", ON)
    pause_all(actor=acting(cast.ayla, cast.artist))
    assert page(cast).all_paused
    assert said(cast, "discover").answer == "off"
    assert {column.answers["discover"] for column in page(cast).columns} == {"off"}
    resume_all(actor=acting(cast.ayla, cast.artist))
    assert not page(cast).all_paused
    assert said(cast, "discover").on == 3


def test_a_pause_of_another_holder_closes_only_what_it_holds(cast: Cast, tracks: list[Asset]) -> None:
    shared = track("Small Hours", cast.ayla_marsh, performer=cast.artist, master=cast.label)
    answer(cast, [*tracks, shared], "discover", ON)
    dana = acting(cast.dana, cast.label)
    choose_for_tracks([shared.pk], "discover", ON, actor=dana, consent=Consent(text_of("discover").sha256))
    assert said(cast, "discover").on == 4
    pause_all(actor=dana)
    assert said(cast, "discover").on == 3
    assert not page(cast).all_paused


def test_a_narrowed_yes_is_marked_and_ends_when_it_says(cast: Cast, tracks: list[Asset]) -> None:
    end = timezone.now() + timedelta(days=7)
    answer(cast, tracks[:1], "remix", State(Answer.ON, Limits((cast.partner.pk,), ("DE",), end)))
    remix = said(cast, "remix")
    assert (remix.on, remix.narrowed) == (1, 1)
    late = artist_in_public(cast.ayla_marsh.slug, at=end)
    assert late is not None
    assert [(one.on, one.narrowed) for one in late.uses if one.use.code == "remix"] == [(0, 0)]


def test_a_voice_is_its_own(cast: Cast, tracks: list[Asset]) -> None:
    answer(cast, tracks, "remix", ON)
    assert said(cast, "sing").answer == "off"
    consent = Consent(text_of("speak").sha256, reviewed=True)
    choose(cast.voice.pk, "speak", ASK, actor=acting(cast.ayla, cast.artist), consent=consent)
    speak = said(cast, "speak")
    assert (speak.answer, speak.total, speak.on_file) == ("ask", 1, True)


def test_an_artist_without_team_or_voice_says_so(cast: Cast) -> None:
    Artist.objects.create(name="The Lanternmen", slug="the-lanternmen", created_at=timezone.now())
    found = artist_in_public("the-lanternmen")
    assert found is not None
    assert not found.claimed
    assert not any(one.on_file for one in found.uses)
    assert artist_in_public("nobody") is None


def test_the_list_has_artists_somebody_speaks_for(cast: Cast, tracks: list[Asset]) -> None:
    Artist.objects.create(name="The Lanternmen", slug="the-lanternmen", created_at=timezone.now())
    assert [(artist.name, artist.tracks) for artist in artists_in_public()] == [("Ayla Marsh", 3)]
    assert [artist.name for artist in artists_in_public("MARSH")] == ["Ayla Marsh"]
    assert not artists_in_public("lantern").exists()


def test_ten_tracks_cost_as_many_queries_as_one(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for count in (1, 9):
        for place in range(count):
            track(f"Track {count}-{place}", cast.ayla_marsh, performer=cast.artist)
        with django_assert_num_queries(6):
            page(cast)
