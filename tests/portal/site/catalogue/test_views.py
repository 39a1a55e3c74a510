"""The catalogue's screens: lists, an asset's page, and adding by hand without a script."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from artists.catalog.models import Asset
from artists.teams.models import Team
from tests.cast import Cast, release, track


@pytest.fixture
def ayla(cast: Cast, client: Client) -> Client:
    client.force_login(cast.ayla)
    return client


def at(name: str, team: Team, *args: object) -> str:
    return reverse(f"site:{name}", args=[team.slug, *args])


def test_an_empty_catalogue_says_what_to_do(cast: Cast, ayla: Client) -> None:
    page = ayla.get(at("catalogue", cast.artist))
    assert "Nothing here yet" in page.text
    assert "Nothing matches" in ayla.get(at("catalogue", cast.artist) + "?q=zzz").text


@pytest.mark.parametrize("show", ["tracks", "releases", "songs", "artists", "rubbish"])
def test_a_list_takes_as_many_queries_for_ten_rows_as_for_one(cast: Cast, ayla: Client, show: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert ayla.get(at("catalogue", cast.artist) + f"?show={show}").status_code == 200
        return len(caught)

    first = track("Track 0", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))
    release("Release 0", cast.ayla_marsh, [first])
    queries()
    one = queries()
    for number in range(1, 10):
        new = track(f"Track {number}", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist, cast.publisher))
        release(f"Release {number}", cast.ayla_marsh, [new])
    assert queries() == one


def test_tracks_are_found_by_title_code_and_release(cast: Cast, ayla: Client) -> None:
    first = track("Saltglass", cast.ayla_marsh, performer=cast.artist)
    Asset.objects.filter(pk=first.pk).update(isrc="NOX4A2600118")
    second = track("Ferry Song", cast.ayla_marsh, performer=cast.artist)
    album = release("Low Tide", cast.ayla_marsh, [second])
    page = at("catalogue", cast.artist)
    for query, found, missed in (
        ("q=saltgl", "Saltglass", "Ferry Song"),
        ("q=NO-X4A-26-00118", "Saltglass", "Ferry Song"),
        (f"release={album.pk}", "Ferry Song", "Saltglass"),
    ):
        text = ayla.get(f"{page}?{query}").text
        assert found in text
        assert missed not in text
    assert ayla.get(f"{page}?release=rubbish&page=99").status_code == 200


def test_a_track_is_added_by_a_plain_form(cast: Cast, ayla: Client) -> None:
    data = {
        "artist": cast.ayla_marsh.pk,
        "title": "Saltglass",
        "duration": "3:41",
        "song_title": "Saltglass",
        "publishing": "50",
    }
    answer = ayla.post(at("new_track", cast.artist), data, follow=True)
    assert answer.redirect_chain
    for words in ("Saltglass", "3:41", "50 %", "Performer"):
        assert words in answer.text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"isrc": "rubbish"}, "is not an ISRC"),
        ({"duration": "soon"}, "such as 3:41"),
        ({"title": ""}, "required"),
        ({"publishing": "400"}, "100"),
    ],
)
def test_a_wrong_form_comes_back_with_what_was_typed_and_what_is_wrong(
    cast: Cast, ayla: Client, changed: dict[str, str], words: str
) -> None:
    data = {"artist": str(cast.ayla_marsh.pk), "title": "Saltglass", "featured": "Inês Caldeira"} | changed
    answer = ayla.post(at("new_track", cast.artist), data)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Inês Caldeira" in answer.text
    assert not Asset.objects.filter(kind="recording").exists()


def test_a_holder_is_named_and_a_right_given_up(cast: Cast, ayla: Client) -> None:
    mine = track("Mine", cast.ayla_marsh, performer=cast.artist, master=cast.artist)
    page = at("new_holder", cast.artist, mine.pk)
    assert "We know no team" in ayla.post(page, {"team": "halcyon-audio", "right": "performer"}).text
    assert "Only an artist" in ayla.post(page, {"team": "northlight-records", "right": "performer"}).text
    text = ayla.post(page, {"team": "sol-strange", "right": "performer"}, follow=True).text
    assert "Sol Strange" in text
    ayla.post(at("give_up", cast.artist, mine.pk), {"right": "master"})
    assert set(mine.holdings.values_list("team__slug", "right")) == {
        ("ayla-marsh", "performer"), ("sol-strange", "performer"),
    }  # fmt: skip


def test_another_teams_assets_are_not_there(cast: Cast, client: Client) -> None:
    mine = track("Mine", cast.ayla_marsh, performer=cast.artist)
    client.force_login(cast.stranger)
    for name in ("asset", "new_holder"):
        assert client.get(at(name, cast.other_artist, mine.pk)).status_code == 404
        assert client.get(at(name, cast.artist, mine.pk)).status_code == 404
    assert client.post(at("give_up", cast.other_artist, mine.pk), {"right": "performer"}).status_code == 404


def test_a_partner_cannot_add_and_is_told_why(cast: Cast, client: Client) -> None:
    client.force_login(cast.rin)
    answer = client.get(at("new_track", cast.partner))
    assert answer.status_code == 403
    assert "not something a team of the kind" in answer.text
