"""Public pages: anybody reads them, and they say what stands without saying who said it."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from artists.access import Role
from artists.catalog.models import Artist
from consent.choices.actions import Consent, choose, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.pauses import pause_all
from consent.choices.state import State
from consent.decisions.reasons import reason
from consent.uses import USES, text_of
from portal.fans import example
from tests.cast import PASSWORD, Cast, acting, hold, join, song_of, track

ON, ASK, OFF = State(Answer.ON), State(Answer.ASK), State(Answer.OFF)
PAGES = ("landing", "fans:artists", "fans:uses", "fans:rights", "fans:privacy", "fans:accessibility")


def words(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text)


def page(client: Client, artist: Artist) -> str:
    return words(client, reverse("fans:artist", args=[artist.slug]))


def answer(cast: Cast, assets: list, use: str, state: State) -> None:
    consent = Consent(text_of(use).sha256, reviewed=True)
    choose_for_tracks([one.pk for one in assets], use, state, actor=acting(cast.ayla, cast.artist), consent=consent)


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_anybody_reads_the_public_pages(client: Client, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert "style=" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_public_pages_are_only_read(client: Client, name: str) -> None:
    assert client.post(reverse(name)).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("code", list(USES))
def test_every_use_has_a_page_with_its_words_and_hash(client: Client, code: str) -> None:
    text = text_of(code)
    content = html.unescape(client.get(reverse("fans:use", args=[code])).content.decode())
    assert text.sha256 in content
    for sentence in (text.means, text.never, text.cannot_undo, *text.examples):
        assert sentence in content


@pytest.mark.django_db
def test_what_is_not_there_is_a_404(client: Client) -> None:
    assert client.get(reverse("fans:use", args=["whistle"])).status_code == 404
    assert client.get(reverse("fans:artist", args=["nobody"])).status_code == 404


@pytest.mark.django_db
def test_the_landing_page_shows_the_real_switches_and_our_own_reasons(client: Client) -> None:
    content = client.get("/").content.decode()
    assert content.count('class="answer ') == sum(not cell.locked for row in example.rows() for cell in row.cells)
    assert reason("licensed").sentence in content
    assert reason("choice_off").sentence in content
    assert reverse("account_signup") in content


def test_the_example_is_whole() -> None:
    columns = example.columns()
    assert len(columns) == example.TRACKS
    assert all(
        set(column.answers) == {"discover", "analyse", "cover", "remix", "reference", "train"} for column in columns
    )
    assert example.counts()["train"] == 0


def test_somebody_signed_in_is_led_to_their_team(client: Client, cast: Cast) -> None:
    client.login(email=cast.ayla.email, password=PASSWORD)
    content = words(client, "/")
    assert "Go to Ayla Marsh" in content
    assert "Start as an artist" not in content


def test_somebody_of_several_teams_goes_on_to_the_last_one(client: Client, cast: Cast) -> None:
    join(cast.ayla, cast.label, Role.VIEWER)
    client.login(email=cast.ayla.email, password=PASSWORD)
    client.get(reverse("site:team_home", args=[cast.label.slug]))
    assert "Go to Northlight Records" in words(client, "/")
    assert "Go to your page" not in words(client, "/")


def test_somebody_without_a_team_goes_on_all_the_same(client: Client, cast: Cast) -> None:
    client.login(email=cast.fay.email, password=PASSWORD)
    assert "Go to your page" in words(client, "/")


def test_the_page_of_an_artist_says_it_in_words(client: Client, cast: Cast) -> None:
    tracks = [track(f"Track {n}", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,)) for n in range(3)]
    answer(cast, tracks, "discover", ON)
    answer(cast, tracks[:1], "cover", ON)
    answer(cast, tracks[1:2], "cover", ASK)
    answer(cast, tracks, "remix", ASK)
    answer(cast, tracks, "train", OFF)
    content = page(client, cast.ayla_marsh)
    assert (
        "Yes to recommending. Yes to AI covers for some tracks. Ask first for fan remixes. No to analysing" in content
    )
    assert "All 3 tracks" in content
    assert "1 of 3 tracks, 1 more if you ask" in content


def test_nothing_answered_means_no(client: Client, cast: Cast) -> None:
    track("Saltglass", cast.ayla_marsh, performer=cast.artist)
    content = page(client, cast.ayla_marsh)
    assert "Not answered yet." in content
    assert "No AI use is allowed." in content


def test_a_pause_is_shown(client: Client, cast: Cast) -> None:
    own = track("Saltglass", cast.ayla_marsh, performer=cast.artist)
    answer(cast, [own], "discover", ON)
    pause_all(actor=acting(cast.ayla, cast.artist))
    content = page(client, cast.ayla_marsh)
    assert "Everything is paused for now." in content
    assert "Yes to recommending" not in content


def test_an_artist_nobody_speaks_for(client: Client, cast: Cast) -> None:
    lanternmen = Artist.objects.create(name="The Lanternmen", slug="the-lanternmen", created_at=timezone.now())
    content = page(client, lanternmen)
    assert "Nobody speaks for The Lanternmen here yet" in content
    assert "There is no voice on file for The Lanternmen" in content
    assert "No tracks yet" in content


def test_an_artist_whose_tracks_others_opened_is_not_said_to_allow_it(client: Client, cast: Cast) -> None:
    lanternmen = Artist.objects.create(name="The Lanternmen", slug="the-lanternmen", created_at=timezone.now())
    recording = track("Wick", lanternmen, performer=cast.label, publishing=(cast.publisher,))
    consent = Consent(text_of("cover").sha256)
    choose(song_of(recording).pk, "cover", ON, actor=acting(cast.theo, cast.publisher), consent=consent)
    assert "The Lanternmen has no team here yet. What is open was opened by those who do hold" in page(
        client, lanternmen
    )


def test_no_holder_and_no_single_answer_is_named(client: Client, cast: Cast) -> None:
    shared = track(
        "Ferry Song", cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,)
    )
    answer(cast, [shared], "remix", ON)
    consent = Consent(text_of("remix").sha256)
    choose_for_tracks([shared.pk], "remix", ON, actor=acting(cast.dana, cast.label), consent=consent)
    choose(song_of(shared).pk, "remix", OFF, actor=acting(cast.theo, cast.publisher), consent=consent)
    content = client.get(reverse("fans:artist", args=["ayla-marsh"])).content.decode()
    for secret in (cast.label.name, cast.publisher.name, *(one.email for one in (cast.ayla, cast.dana, cast.theo))):
        assert secret not in content
    assert "choice_off" not in content
    assert "Fan remixes" in content


def test_artists_are_found_by_name_and_only_those_somebody_speaks_for(client: Client, cast: Cast) -> None:
    Artist.objects.create(name="The Lanternmen", slug="the-lanternmen", created_at=timezone.now())
    address = reverse("fans:artists")
    assert "Ayla Marsh" in words(client, f"{address}?q=marsh")
    assert "No artist here is called that" in words(client, f"{address}?q=lantern")
    assert "The Lanternmen" not in words(client, address)


def test_the_list_of_artists_is_paged(client: Client, cast: Cast) -> None:
    now = timezone.now()
    Artist.objects.bulk_create(
        Artist(name=f"Artist {n:03}", slug=f"artist-{n}", team=cast.other_artist, created_at=now) for n in range(70)
    )
    address = reverse("fans:artists")
    assert "1–60 of 71 artists" in words(client, address)
    assert "61–71 of 71 artists" in words(client, f"{address}?page=2")


def test_pages_cost_the_same_for_one_row_and_for_ten(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = reverse("fans:artist", args=["ayla-marsh"])
    for count in (1, 9):
        for place in range(count):
            hold(track(f"Track {count}-{place}", cast.ayla_marsh, performer=cast.artist), cast.label, "master")
            Artist.objects.create(
                name=f"A {count}-{place}", slug=f"a-{count}-{place}", team=cast.other_artist, created_at=timezone.now()
            )
        with django_assert_num_queries(17):
            client.get(address)
        with django_assert_num_queries(2):
            client.get(reverse("fans:artists"))


@pytest.mark.django_db
def test_an_answer_is_never_kept_by_a_cache(client: Client, cast: Cast) -> None:
    kept = client.get(reverse("fans:artist", args=["ayla-marsh"])).headers["Cache-Control"]
    assert "no-cache" in kept
    assert "private" in kept


@pytest.mark.django_db
def test_favicon(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"].endswith(".svg")
