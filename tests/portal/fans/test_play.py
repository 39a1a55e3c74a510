"""What fans can do: finding it, its page, making something, keeping it, following."""

import struct
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import brotli
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from artists.journal import outbox
from artists.notices.models import Notice
from consent.choices.answers import Answer, Limits
from consent.experiences import steering
from consent.experiences.models import Experience, Follow
from consent.licences.offer import Offer, Tool
from consent.making import notices_own
from consent.making.models import Making
from consent.making.states import State
from portal.fans.play import progress
from portal.fans.play.finding import folded, likeness
from tests.cast import Cast, acting, track
from tests.consent.decisions.scenes import answer, own_track
from tests.portal.fans.test_views import words
from tests.support.experiencing import OFFER, live
from tests.support.signing_in import signed_in

PLAY, MINE = "/play/", "/mine/"
HELLO = Offer(
    tool=Tool.GREETING, title="Hello from Ayla", promise="A few seconds, with your name in it.", vocals="All",
    sentences=("Happy birthday, {name}. Be loud today.", "Thank you for coming."), voice="lessac", least_age=13,
)  # fmt: skip


def remixing(cast: Cast, title: str = "Saltglass", **changed: object) -> Experience:
    """An experience on a track of Ayla's own, which she allows."""
    mine = track(title, cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))
    answer(cast, mine, "remix", Answer.ON)
    offer = replace(OFFER, title=f"{title}, your weather")
    return live(cast.partner, [cast.artist], [mine], offer=offer, **changed)


def page_of(one: Experience) -> str:
    return reverse("fans:experience", args=[one.slug])


def press(client: Client, one: Experience, **data: object) -> str:
    """Press “Make it”; where it leads."""
    form = {"key": str(uuid4()), "preset": "slowed", "strength": "60", **data}
    response = client.post(page_of(one), form)
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


def test_what_fans_can_do_is_found_by_artist_and_song_with_slips_and_by_kind(client: Client, cast: Cast) -> None:
    assert "Nothing to play with yet" in words(client, PLAY)
    remixing(cast, "Frère Øresund")
    remixing(cast, "Low Tide")
    everything = words(client, PLAY)
    assert "Ayla Marsh 2 things to do." in everything
    assert "Low Tide, your weather Slow it down" in everything
    assert "Ayla Marsh approved, " in everything
    assert "Low Tide" not in words(client, f"{PLAY}?q=frère")
    for slip in ("frere", "oresund frere", "Ayla Marsch", "lwo tide"):
        assert "Did you mean" in words(client, f"{PLAY}?q={slip}"), slip
    assert "Nobody here has said yes to anything called “zzyzx”" in words(client, f"{PLAY}?q=zzyzx")
    assert "Low Tide" in words(client, f"{PLAY}?kind=remix_lab")
    assert "Nothing of this kind is open yet." in words(client, f"{PLAY}?kind=karaoke")


def test_names_are_alike_without_accents_signs_and_capitals() -> None:
    assert folded("Odile Frères!") == "odile freres"
    assert likeness("marsch", "ayla marsh") > 0.8
    assert likeness("ferry", "saltglass") < 0.6
    assert likeness("", "saltglass") == 0


def test_paused_over_and_elsewhere_are_said_kindly(client: Client, cast: Cast) -> None:
    now = timezone.now()
    paused = remixing(
        cast, "One", state="paused", paused_at=now, paused_because="holder", paused_for=cast.artist
    )  # fmt: skip
    over = remixing(cast, "Two", state="ended", ended_at=now)
    here = remixing(cast, "Three")
    everything = words(client, PLAY)
    assert "Taking a break" in everything
    assert "Over" in everything
    assert "Ayla Marsh paused this for now." in words(client, page_of(paused))
    ended = words(client, page_of(over))
    assert "This is over." in ended
    assert "What you can do instead" in ended
    assert here.title in ended
    narrow = own_track(cast)
    answer(cast, narrow, "remix", Answer.ON, Limits(territories=("DE",)))
    german = live(cast.partner, [cast.artist], [narrow], territories=["DE"])
    assert "Choose a country" in words(client, page_of(german))
    assert client.post("/country/", {"country": "FR", "next": page_of(german)})["Location"] == page_of(german)
    assert "Not where you are" in words(client, page_of(german))
    client.post("/country/", {"country": "DE"})
    assert "Make yours" in words(client, page_of(german))
    client.post("/country/", {"country": "nowhere"})
    assert "Choose a country" in words(client, page_of(german))


def test_the_page_says_who_approved_what_is_ai_and_where_the_money_goes(client: Client, cast: Cast) -> None:
    shared = track(
        "Ferry Song", cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,)
    )
    offer = replace(OFFER, post_production="Partly", what_ai_does="A model took voice and band apart.")
    one = live(cast.partner, [cast.artist, cast.label, cast.publisher], [shared], offer=offer)
    html = words(client, page_of(one))
    assert "Ayla Marsh approved this on" in html
    assert "Who else?" in html
    assert "Harbour Songs" in html
    assert "Vocals No AI Instrumentation No AI Post-production Some AI" in html
    assert "ContainsAI): Partly." in html
    assert "You pay nothing here." in html
    assert "waits until then" in html or "100 %" in html or "Northlight Records" in html
    raw = client.get(page_of(one)).content.decode()
    assert f"/og/play/{one.slug}.png" in raw
    assert 'name="twitter:card"' in raw


def test_a_visitor_makes_something_once_and_takes_it_along_when_signing_in(client: Client, cast: Cast) -> None:
    one, key = remixing(cast), str(uuid4())
    assert "No account needed" in words(client, page_of(one))
    first = press(client, one, key=key)
    assert press(client, one, key=key) == first
    assert Making.objects.count() == 1
    assert "You are next" in words(client, first)
    assert "Yours is in the making" in words(client, page_of(one))
    assert Client().get(first).status_code == 404
    assert signed_in(cast.stranger).get(first).status_code == 404
    fragment = client.get(first, headers={"HX-Request": "true", "HX-Target": "div#making"}).content.decode()
    assert "hx-trigger" in fragment
    assert "<html" not in fragment
    assert client.get(MINE).status_code == 200
    assert "Sign in to keep what you made" in words(client, MINE)
    client.post(reverse("account_login"), {"login": cast.fay.email, "password": "soundcheck-demo"})
    assert Making.objects.get().person == cast.fay
    assert one.title in words(client, MINE)
    assert Client().get(MINE).content.decode().count("minelist-what") == 0


def test_what_is_wrong_with_a_form_is_said_beside_it_and_what_was_chosen_stays(client: Client, cast: Cast) -> None:
    answer(cast, cast.voice, "speak", Answer.ON)
    hello = live(cast.partner, [cast.artist], [cast.voice], offer=HELLO)
    form = {"key": str(uuid4()), "sentence": "0", "name": "Fay"}
    young = client.post(page_of(hello), form)
    assert (young.status_code, Making.objects.count()) == (422, 0)
    assert "I am 13 or older" in young.content.decode()
    assert 'value="Fay"' in young.content.decode()
    nameless = client.post(page_of(hello), form | {"old_enough": "1", "name": " "})
    assert nameless.status_code == 422
    assert 'aria-invalid="true"' in nameless.content.decode()
    # Said once, it is not asked again at this browser; the same form goes through now.
    made = client.post(page_of(hello), form)
    assert made.status_code == 302
    making = Making.objects.get()
    assert making.inputs["name"] == "Fay"
    again = client.get(f"{page_of(hello)}?again={making.pk}").content.decode()
    assert 'value="Fay"' in again
    assert client.post(page_of(hello), {**form, "key": "old"}).status_code == 422
    assert client.post(page_of(hello), {**form, "key": str(uuid4()), "asset": "x"}).status_code == 422


def test_after_a_no_the_next_try_is_refused_kindly_and_nothing_is_made(client: Client, cast: Cast) -> None:
    one = remixing(cast)
    asset = one.assets.get()
    answer(cast, asset, "remix", Answer.OFF)
    refused = client.post(page_of(one), {"key": str(uuid4()), "preset": "slowed"})
    assert refused.status_code == 409
    assert "That is theirs to decide" in refused.content.decode()
    assert Making.objects.count() == 0


def test_its_maker_cancels_shows_hides_and_deletes_it(client: Client, cast: Cast) -> None:
    one = remixing(cast)
    at = press(client, one)
    pk = at.split("/")[2]
    assert client.post(reverse("fans:making_remove", args=[pk])).status_code == 409
    client.post(reverse("fans:making_cancel", args=[pk]))
    assert "Nothing was made, and nothing was counted." in words(client, at)
    assert "Try again" in words(client, at)
    stranger = Client()
    for name in ("making_cancel", "making_show", "making_remove"):
        assert stranger.post(reverse(f"fans:{name}", args=[pk])).status_code == 404
    assert "deleted for good" in words(client, reverse("fans:making_remove", args=[pk]))
    client.post(reverse("fans:making_remove", args=[pk]))
    assert not Making.objects.exists()
    assert client.get(at).status_code == 404


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, ""), (3, "About 5 seconds"), (40, "About 40 seconds"), (55, "About a minute"), (61, "About 2 minutes")],
)
def test_times_are_rounded_up(seconds: int, said: str) -> None:
    assert progress.how_long(seconds) == said


def test_the_page_asks_again_ever_less_often(cast: Cast, client: Client) -> None:
    making = Making.objects.get(pk=press(client, remixing(cast)).split("/")[2])
    place = progress.line.position(making)
    soon = progress.delay_ms(making, place)
    making.asked_at -= timedelta(minutes=5)
    later = progress.delay_ms(making, place)
    assert 1000 <= soon < 2000 < later <= 8000
    assert [step.now for step in progress.steps(State.MAKING)] == [False, True, False, False]


def test_a_fan_follows_and_hears_of_what_is_new_and_what_is_over(cast: Cast) -> None:
    fay, one = signed_in(cast.fay), remixing(cast)
    fay.post(reverse("fans:follow_artist", args=[cast.ayla_marsh.slug]), {"follow": "1"})
    fay.post(reverse("fans:follow_experience", args=[one.slug]), {"follow": "1"})
    assert Follow.objects.filter(person=cast.fay).count() == 2
    assert "You follow Ayla Marsh" in words(fay, reverse("fans:artist", args=[cast.ayla_marsh.slug]))
    assert "Unfollow" in words(fay, MINE)
    steering.end(one, actor=acting(cast.ayla, cast.artist))
    outbox.drain()
    told = Notice.objects.get(person=cast.fay, kind="following.changed")
    assert told.title == f"“{one.title}” is over"
    assert signed_in(cast.fay).get(reverse("site:notices")).status_code == 200
    fay.post(reverse("fans:follow_artist", args=[cast.ayla_marsh.slug]))
    assert Follow.objects.filter(person=cast.fay, artist__isnull=False).count() == 0


def test_whoever_left_is_told_once_that_it_is_ready(cast: Cast) -> None:
    fay, one = signed_in(cast.fay), remixing(cast)
    making = Making.objects.get(pk=press(fay, one).split("/")[2])
    making.state, making.sentence = State.FAILED.value, "It broke."
    notices_own.ended(making)
    notices_own.ended(making)
    assert Notice.objects.get(person=cast.fay).title == f"“{one.title}” did not work"
    other = Making.objects.get(pk=press(fay, one).split("/")[2])
    fay.get(reverse("fans:making", args=[other.pk]))
    other.state = State.FAILED.value
    notices_own.ended(other)
    assert Notice.objects.filter(person=cast.fay).count() == 1


def test_pictures_for_sharing_are_1200_by_630_and_kept(client: Client, cast: Cast) -> None:
    one = remixing(cast)
    for address in (
        reverse("fans:picture_of_experience", args=[one.slug]),
        reverse("fans:picture_of_artist", args=[cast.ayla_marsh.slug]),
    ):
        first = client.get(address)
        assert first["Content-Type"] == "image/png"
        assert struct.unpack(">II", first.content[16:24]) == (1200, 630)
        assert "public" in first["Cache-Control"]
        assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
        assert client.get(address).content == first.content
    assert client.get(reverse("fans:picture_of_made", args=[uuid4()])).status_code == 404


def test_browsing_is_light_and_asks_the_same_for_one_experience_and_for_twelve(
    client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    remixing(cast, "Track 0")
    client.get(PLAY)
    with django_assert_max_num_queries(40) as few:
        client.get(PLAY)
    for number in range(1, 12):
        remixing(cast, f"Track {number}")
    with django_assert_max_num_queries(len(few)):
        page = client.get(PLAY, headers={"Accept-Encoding": "br"})
    assert "12 things to do" in brotli.decompress(page.content).decode()
    assert len(page.content) < 9_000
