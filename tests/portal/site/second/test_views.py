"""Two people on the pages: it waits, is seen to wait, and a second one confirms or refuses; without a script, too."""

import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from artists.access import Role
from artists.accounts.models import User
from artists.catalog.models import Asset
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.models import Choice, Default, PendingYes, TwoPeople
from consent.choices.state import State
from consent.uses import text_of
from portal.site.participation.forms import texts_seen
from tests.cast import Cast, acting, join, person, track


def signed_in(user: User, *, fresh: bool = False) -> Client:
    client = Client()
    client.force_login(user)
    if fresh:
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client


def address(cast: Cast, name: str, *args: Any) -> str:
    return reverse(f"site:{name}", args=[cast.artist.slug, *args])


@pytest.fixture
def nia(cast: Cast) -> User:
    """A second owner."""
    made = person("nia@demo.test", "Nia Marsh")
    join(made, cast.artist, Role.OWNER)
    return made


@pytest.fixture
def song(cast: Cast) -> Asset:
    return track("Saltglass", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))


def want_two(cast: Cast, **kinds: str) -> None:
    signed_in(cast.ayla).post(address(cast, "two_people"), kinds or {"voice": "1", "training": "1", "bulk": "1"})
    assert TwoPeople.objects.exists()


def press(asset: Asset, use: str, answer: str = "on") -> dict[str, Any]:
    return {"asset": str(asset.pk), "use": use, "answer": answer, "seen": "0", "texts": texts_seen(), "agreed": "1"}


def waits() -> PendingYes:
    return PendingYes.objects.get(outcome="")


@pytest.mark.usefixtures("nia")
def test_a_training_yes_waits_is_shown_and_confirmed_by_another(cast: Cast, song: Asset) -> None:
    want_two(cast)
    ayla, marco = signed_in(cast.ayla), signed_in(cast.marco)
    done = ayla.post(address(cast, "answer"), press(song, "train"), follow=True).content.decode()
    assert "This waits for a second person of your team" in done
    assert "1 waits for a second person" in done
    assert "Take it back" in done
    assert not Choice.objects.filter(answer__gt=0).exists()
    there = address(cast, "second", waits().pk)
    assert there in marco.get(address(cast, "participation")).content.decode()
    assert "You pressed this yourself" in ayla.get(there).content.decode()
    assert ayla.post(there, {"agreed": "1"}).status_code == 403
    page = marco.get(there).content.decode()
    assert "Ayla Marsh</b> said <b>yes</b>" in page
    assert text_of("train").sha256[:16] in page
    assert marco.post(there).status_code == 409, "the text was not read"
    assert marco.post(there, {"agreed": "1"})["Location"] == address(cast, "participation")
    assert Choice.objects.filter(answer=2, use="train").count() == 2
    assert marco.post(there, {"agreed": "1"}).status_code == 409
    assert "It was confirmed" in marco.get(there).content.decode()
    history = marco.get(address(cast, "history")).content.decode()
    assert "pressed by Ayla Marsh first" in history


def test_a_voice_confirmed_asks_for_a_fresh_sign_in_and_then_carries_it_out(cast: Cast, nia: User) -> None:
    want_two(cast)
    data = {"asset": str(cast.voice.pk), "use": "sing", "answer": "on", "texts": texts_seen(), "seen": "0"}
    opened = signed_in(cast.ayla, fresh=True).post(address(cast, "voice_answer"), data | {"agreed": "1"}, follow=True)
    assert "1 waits for a second person" in opened.content.decode()
    there, second = address(cast, "second", waits().pk), signed_in(nia)
    prove = second.post(there, {"agreed": "1"})
    assert prove["Location"].startswith("/accounts/reauthenticate/")
    assert not Choice.objects.filter(answer__gt=0).exists()
    proved = second.post(prove["Location"], {"password": "soundcheck-demo"})
    second.get(proved["Location"])
    assert Choice.objects.get(answer=2).use == "sing"


@pytest.mark.usefixtures("nia")
def test_a_press_with_htmx_shows_that_it_waits(cast: Cast, song: Asset) -> None:
    want_two(cast)
    data = press(song, "train") | {"next": address(cast, "participation")}
    answer = signed_in(cast.ayla).post(address(cast, "answer"), data, headers={"HX-Request": "true"})
    assert 'hx-target="#seconds"' in answer.content.decode()
    assert "1 waits for a second person" in answer.content.decode()


@pytest.mark.usefixtures("nia")
def test_refusing_and_taking_back_open_nothing(cast: Cast, song: Asset) -> None:
    want_two(cast)
    for user in (cast.marco, cast.ayla):
        signed_in(cast.ayla).post(address(cast, "answer"), press(song, "train"))
        there = address(cast, "second_refuse", waits().pk)
        assert signed_in(user).post(there).status_code == 302
        assert signed_in(user).post(there).status_code == 409
    assert not Choice.objects.exists()


@pytest.mark.usefixtures("nia")
def test_many_a_default_and_an_undo_say_that_they_wait(cast: Cast) -> None:
    tracks = [track(f"Song {n}", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,)) for n in range(11)]
    client, every = signed_in(cast.ayla), [str(one.pk) for one in tracks]
    choose_for_tracks(
        [one.pk for one in tracks], "remix", State(Answer.ON), actor=acting(cast.ayla, cast.artist),
        consent=Consent(text_of("remix").sha256),
    )  # fmt: skip
    want_two(cast)
    many = {"use": "cover", "answer": "on", "tracks": every, "expected": 11, "texts": texts_seen()}
    assert "waits for a second" in client.post(address(cast, "answer_many"), many, follow=True).content.decode()
    default = {"use": "train", "answer": "on", "texts": texts_seen(), "seen": "0", "agreed": "1"}
    assert "waits for a second" in client.post(address(cast, "set_default"), default, follow=True).content.decode()
    off = choose_for_tracks(
        [one.pk for one in tracks], "remix", State(Answer.OFF), actor=acting(cast.ayla, cast.artist),
        consent=Consent(text_of("remix").sha256),
    )  # fmt: skip
    undone = client.post(address(cast, "undo"), {"batch": str(off.batch)}, follow=True).content.decode()
    assert "3 wait for a second person" in undone
    assert not Choice.objects.filter(answer__gt=0).exists()
    assert not Default.objects.exists()
    marco = signed_in(cast.marco)
    for one in PendingYes.objects.filter(outcome=""):
        assert marco.get(address(cast, "second", one.pk)).status_code == 200
        assert marco.post(address(cast, "second", one.pk), {"agreed": "1"}).status_code == 302
    assert Default.objects.get().seconded_by == cast.marco
    assert Choice.objects.filter(answer__gt=0).values("use").distinct().count() == 2


@pytest.mark.usefixtures("nia")
def test_the_settings_are_the_owners_and_less_waits(cast: Cast) -> None:
    marco = signed_in(cast.marco)
    assert marco.post(address(cast, "two_people"), {"training": "1"}).status_code == 403
    assert not TwoPeople.objects.exists()
    want_two(cast, training="1")
    ayla = signed_in(cast.ayla)
    done = ayla.post(address(cast, "two_people"), {}, follow=True).content.decode()
    assert "somebody else must confirm it first" in done
    assert TwoPeople.objects.get().training
    there = address(cast, "second", waits().pk)
    assert "nothing any more" in marco.get(there).content.decode()
    marco.post(there)
    assert not TwoPeople.objects.get().training


def test_alone_one_cannot_want_two(cast: Cast) -> None:
    there = reverse("site:two_people", args=[cast.label.slug])
    page = signed_in(cast.dana).get(there).content.decode()
    assert "Only one member here may give it" in page
    assert "A voice or a likeness" not in page
    assert signed_in(cast.dana).post(there, {"bulk": "1"}).status_code == 409


@pytest.mark.usefixtures("nia")
def test_another_team_finds_nothing(cast: Cast, song: Asset) -> None:
    want_two(cast)
    signed_in(cast.ayla).post(address(cast, "answer"), press(song, "train"))
    there = reverse("site:second", args=[cast.label.slug, waits().pk])
    assert signed_in(cast.dana).get(there).status_code == 404
    assert signed_in(cast.dana).post(there, {"agreed": "1"}).status_code == 404


@pytest.mark.usefixtures("nia")
def test_the_page_asks_as_often_for_ten_as_for_one(cast: Cast) -> None:
    want_two(cast)
    client, tracks = signed_in(cast.ayla), [
        track(f"Song {n}", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,)) for n in range(10)
    ]  # fmt: skip
    client.post(address(cast, "answer"), press(tracks[0], "train"))

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address(cast, "team"))
        return len(queries)

    before = count()
    for one in tracks[1:]:
        client.post(address(cast, "answer"), press(one, "train"))
    assert PendingYes.objects.count() == 10
    assert count() == before
