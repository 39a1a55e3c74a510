"""One answer for many: what is selected, what it would do, and that it is one batch."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from artists.catalog.models import Asset
from artists.journal.models import Entry
from consent.choices import many
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.models import Choice
from consent.choices.state import State
from consent.uses import text_of
from portal.site.participation.forms import texts_seen
from tests.cast import Cast, acting, track


@pytest.fixture
def tracks(cast: Cast) -> list[Asset]:
    """Three of the artist's own, one shared with the publisher, one whose song is the publisher's alone."""
    own = [track(f"Own {one}", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,)) for one in range(3)]
    shared = track("Shared", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist, cast.publisher))
    theirs = track("Theirs", cast.ayla_marsh, performer=cast.artist, publishing=(cast.publisher,))
    return [*own, shared, theirs]


@pytest.fixture
def ayla(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.ayla)
    return client


def address(cast: Cast) -> str:
    return reverse("site:answer_many", args=[cast.artist.slug])


def figures(page: str) -> list[str]:
    return re.findall(r"<dd>([\d,]+)</dd>", page)


def confirm_form(page: str) -> dict[str, list[str]]:
    [form] = [part for part in page.split("<form") if 'name="expected"' in part]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form):
        if name not in ("csrfmiddlewaretoken", "agreed"):
            found.setdefault(name, []).append(value)
    return found


def test_the_preview_says_what_would_change_and_changes_nothing(cast: Cast, tracks: list[Asset], ayla: Client) -> None:
    consent = Consent(text_of("cover").sha256)
    choose_for_tracks([tracks[0].pk], "cover", State(Answer.ON), actor=acting(cast.ayla, cast.artist), consent=consent)
    page = ayla.get(address(cast), {"everything": "1", "use": "cover", "answer": "on"}).content.decode()
    assert figures(page) == ["3", "1", "1"]
    assert "<b>2</b> open for the next check" in page
    assert "<b>1</b> waits for <b>Harbour Songs</b>" in page
    assert Choice.objects.filter(team=cast.artist).count() == 1


def test_confirming_is_one_batch_and_one_undo(cast: Cast, tracks: list[Asset], ayla: Client) -> None:
    page = ayla.get(address(cast), {"everything": "1", "use": "remix", "answer": "ask"}).content.decode()
    response = ayla.post(address(cast), confirm_form(page))
    assert response.status_code == 302
    assert len(set(Entry.objects.filter(type="choice.set").values_list("batch", flat=True))) == 1
    assert set(Choice.objects.filter(use="remix").values_list("answer", flat=True)) == {Answer.ASK}
    [undo] = re.findall(r'action="(/t/[^"]+/undo/[^"]+)"', ayla.get(response["Location"]).content.decode())
    ayla.post(undo)
    assert not Choice.objects.filter(answer__isnull=False).exists()


def test_everything_but_what_was_unticked(cast: Cast, tracks: list[Asset], ayla: Client) -> None:
    shown = [str(one.pk) for one in tracks]
    data = {"everything": "1", "use": "discover", "answer": "on", "shown": shown, "tracks": shown[1:]}
    ayla.post(address(cast), confirm_form(ayla.get(address(cast), data).content.decode()))
    assert set(Choice.objects.values_list("asset_id", flat=True)) == {one.pk for one in tracks[1:]}


def test_a_search_is_kept_as_a_query(cast: Cast, tracks: list[Asset], ayla: Client) -> None:
    page = ayla.get(address(cast), {"everything": "1", "q": "Own", "use": "discover", "answer": "on"}).content.decode()
    assert confirm_form(page)["q"] == ["Own"]
    ayla.post(address(cast), confirm_form(page))
    assert set(Choice.objects.values_list("asset_id", flat=True)) == {one.pk for one in tracks[:3]}


def test_a_selection_that_changed_since_is_refused(cast: Cast, tracks: list[Asset], ayla: Client) -> None:
    page = ayla.get(address(cast), {"everything": "1", "use": "discover", "answer": "on"}).content.decode()
    track("New", cast.ayla_marsh, performer=cast.artist)
    response = ayla.post(address(cast), confirm_form(page))
    assert response.status_code == 409
    assert "is 6 now" in response.content.decode()
    assert not Choice.objects.exists()


def test_training_many_takes_the_oath(cast: Cast, tracks: list[Asset], ayla: Client) -> None:
    page = ayla.get(address(cast), {"everything": "1", "use": "train", "answer": "on"}).content.decode()
    assert "This cannot be undone" in page
    assert ayla.post(address(cast), confirm_form(page)).status_code == 409
    assert not Choice.objects.exists()
    assert ayla.post(address(cast), confirm_form(page) | {"agreed": "yes"}).status_code == 302
    assert Choice.objects.filter(use="train", answer=Answer.ON).exists()


def test_nothing_selected_and_too_much_are_said(
    cast: Cast, tracks: list[Asset], ayla: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = ayla.get(address(cast), {"use": "cover", "answer": "on"})
    assert nothing.status_code == 422
    assert "Nothing is selected" in nothing.content.decode()
    monkeypatch.setattr(many, "MOST", 4)
    much = ayla.get(address(cast), {"everything": "1", "use": "cover", "answer": "on"})
    assert much.status_code == 422
    assert "more than 4 at once" in much.content.decode()


def test_other_teams_tracks_are_left_out(cast: Cast, tracks: list[Asset]) -> None:
    client = Client()
    client.force_login(cast.stranger)
    theirs = reverse("site:answer_many", args=[cast.other_artist.slug])
    data = {"tracks": [str(one.pk) for one in tracks], "use": "cover", "answer": "on", "texts": texts_seen()}
    assert client.get(theirs, data).status_code == 422
    assert client.post(theirs, data).status_code == 422
    assert client.post(address(cast), data).status_code == 404
    assert not Choice.objects.exists()


def test_a_publisher_answers_for_many_songs(cast: Cast, tracks: list[Asset]) -> None:
    client = Client()
    client.force_login(cast.theo)
    songs = reverse("site:answer_many", args=[cast.publisher.slug])
    page = client.get(songs, {"everything": "1", "use": "cover", "answer": "on"}).content.decode()
    assert figures(page) == ["2", "0", "0"]
    client.post(songs, confirm_form(page))
    assert Choice.objects.filter(team=cast.publisher, answer=Answer.ON).count() == 2
