"""The homes: what needs somebody comes first, for each kind of team and for a person who has none."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from artists.access import Role
from artists.accounts.models import User
from artists.catalog.models import Asset, Delivery
from artists.journal.models import Message
from artists.teams.models import ApiClient, Invitation, Mandate, Team
from consent.choices.actions import Consent, choose, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.defaults import set_default
from consent.choices.pauses import pause_all
from consent.choices.state import State
from consent.uses import TRACK_USES, text_of
from tests.cast import Cast, acting, join, song_of, track

ON, OFF = State(Answer.ON), State(Answer.OFF)


def read(use: str) -> Consent:
    return Consent(text_of(use).sha256, None, reviewed=True)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, team: Team) -> str:
    response = signed_in(user).get(reverse("site:team_home", args=[team.slug]))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def answer_all(asset: Asset, cast: Cast) -> None:
    for use in TRACK_USES:
        actor = acting(cast.ayla, cast.artist)
        choose_for_tracks([asset.pk], use.code, ON, actor=actor, consent=read(use.code))


@pytest.fixture
def own(cast: Cast) -> Asset:
    return track("Saltglass", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))


@pytest.fixture
def shared(cast: Cast) -> Asset:
    return track(
        "Ferry Song",
        cast.ayla_marsh,
        performer=cast.artist,
        master=cast.label,
        publishing=(cast.artist, cast.publisher),
    )


def test_an_artist_without_music_is_welcomed_and_told_that_nothing_is_open(cast: Cast) -> None:
    html = page(cast.ayla, cast.artist)
    assert "Welcome, Ayla." in html
    assert "It stays that way until you say otherwise." in html
    assert "Getting set up" in html
    assert "Nothing has happened yet" in html


def test_never_answered_is_the_headline_until_it_is(cast: Cast, own: Asset) -> None:
    assert "One track has no answer yet." in page(cast.ayla, cast.artist)
    answer_all(own, cast)
    html = page(cast.ayla, cast.artist)
    assert "Nothing needs you, Ayla." in html
    assert "Discover: on for 1, ask for 0" in html


def test_where_only_ours_is_missing_it_comes_first_with_the_uses(cast: Cast, own: Asset, shared: Asset) -> None:
    dana, theo = acting(cast.dana, cast.label), acting(cast.theo, cast.publisher)
    choose_for_tracks([shared.pk], "remix", ON, actor=dana, consent=read("remix"))
    choose(song_of(shared).pk, "remix", ON, actor=theo, consent=read("remix"))
    html = page(cast.ayla, cast.artist)
    assert "One track waits for you, Ayla." in html
    assert "<b>Ferry Song</b>" in html
    assert reverse("site:participation_track", args=[cast.artist.slug, shared.pk]) in html


def test_waiting_for_others_is_said(cast: Cast, shared: Asset) -> None:
    answer_all(shared, cast)
    html = page(cast.ayla, cast.artist)
    assert "You have answered. Others have not." in html
    assert "?tab=waiting" in html


def test_a_pause_is_shown_with_who_and_the_way_back(cast: Cast, own: Asset) -> None:
    assert reverse("site:pause", args=[cast.artist.slug]) in page(cast.ayla, cast.artist)
    pause_all(actor=acting(cast.marco, cast.artist))
    html = page(cast.ayla, cast.artist)
    assert "Everything is paused since" in html
    assert "by Marco Reyes" in html
    assert reverse("site:resume", args=[cast.artist.slug]) in html
    assert reverse("site:pause", args=[cast.artist.slug]) not in html


def test_the_steps_are_ticked_off_by_what_was_done_and_go_once_all_is(cast: Cast, own: Asset) -> None:
    def done() -> str:
        html = page(cast.ayla, cast.artist)
        return html.partition('Getting set up</h2><span class="hint">')[2].partition("<")[0]

    assert done() == "2 of 5"  # music, and Marco helps
    actor = acting(cast.ayla, cast.artist)
    choose_for_tracks([own.pk], "cover", OFF, actor=actor, consent=read("cover"))
    assert done() == "3 of 5"
    set_default("cover", OFF, actor=actor, consent=read("cover"))
    assert done() == "4 of 5"
    Authenticator.objects.create(user=cast.ayla, type=Authenticator.Type.TOTP, data={})
    assert done() == ""


def test_the_steps_can_be_put_away(cast: Cast) -> None:
    client = signed_in(cast.ayla)
    url = reverse("site:team_home", args=[cast.artist.slug])
    assert b"Getting set up" in client.get(url).content
    assert client.get(reverse("site:hide_steps", args=[cast.artist.slug])).status_code == 405
    assert client.post(reverse("site:hide_steps", args=[cast.artist.slug])).status_code == 302
    assert b"Getting set up" not in client.get(url).content


def test_a_viewer_and_somebody_under_a_mandate_have_no_steps_and_no_pause(cast: Cast, own: Asset) -> None:
    join(cast.fay, cast.artist, Role.VIEWER)
    now = timezone.now()
    Mandate.objects.create(
        artist_team=cast.artist, holder_team=cast.label, uses=["remix"], given_at=now, until=now + timedelta(days=9)
    )
    assert "Getting set up" not in page(cast.fay, cast.artist)
    html = page(cast.dana, cast.artist)
    assert "Getting set up" not in html
    assert "Pause all" not in html
    assert "Ayla Marsh</a>" in page(cast.dana, cast.label)


def test_lately_shows_the_latest_presses_by_name(cast: Cast, own: Asset) -> None:
    choose_for_tracks([own.pk], "cover", ON, actor=acting(cast.marco, cast.artist), consent=read("cover"))
    assert "<b>Marco Reyes</b> answered <b>AI covers of the song</b>" in page(cast.ayla, cast.artist)


def test_a_label_sees_its_roster_in_numbers_and_its_files(cast: Cast, shared: Asset) -> None:
    Delivery.objects.create(
        team=cast.label, file_name="spring.xml", sha256="0" * 64, content=b"x", state="running", total=10, done=4,
        uploaded_at=timezone.now(),
    )  # fmt: skip
    html = page(cast.dana, cast.label)
    assert "Our yes is missing on 1 track." in html
    assert "spring.xml" in html
    assert "spring.xml" not in page(cast.theo, cast.publisher)


def test_a_label_without_tracks_is_welcomed(cast: Cast) -> None:
    assert "holds no tracks here yet" in page(cast.dana, cast.label)


def test_a_partner_sees_its_clients_and_how_to_ask(cast: Cast) -> None:
    ApiClient.objects.create(team=cast.partner, client_id="c1", name="Mixer", created_at=timezone.now())
    html = page(cast.rin, cast.partner)
    assert "Mixer" in html
    assert "/api/v1/checks?" in html
    assert "Pause all" not in html


def test_the_operator_sees_what_could_not_be_carried_out(cast: Cast) -> None:
    assert "The outbox is empty." in page(cast.olu, cast.operator)
    now = timezone.now()
    Message.objects.create(topic="t.one", key="a", filed_at=now, due_at=now)
    assert "<b>1 message</b> waits in the outbox" in page(cast.olu, cast.operator)
    Message.objects.update(due_at=now + timedelta(days=2))
    assert "Nothing in the outbox is due: <b>1 message</b> is for later." in page(cast.olu, cast.operator)
    Message.objects.create(topic="t.two", key="b", filed_at=now, due_at=now, dead_at=now, attempts=8)
    html = page(cast.olu, cast.operator)
    assert "1 message could not be carried out." in html
    assert "t.two" in html


def test_home_leads_to_the_team_last_visited(cast: Cast) -> None:
    join(cast.ayla, cast.label, Role.VIEWER)
    client = signed_in(cast.ayla)
    assert client.get(reverse("site:home"))["Location"] == "/t/ayla-marsh/"
    client.get("/t/northlight-records/")
    assert client.get(reverse("site:home"))["Location"] == "/t/northlight-records/"


def test_without_a_team_one_sees_ones_own_invitations_and_the_ways_on(cast: Cast) -> None:
    now = timezone.now()

    def invite(email: str, n: int, **more: object) -> None:
        Invitation.objects.create(
            team=cast.label, email=email, role="editor", token_sha256=f"{n}" * 64, invited_at=now,
            invited_by=cast.dana, **{"expires_at": now + timedelta(days=7), **more},
        )  # fmt: skip

    client = signed_in(cast.fay)
    assert client.get(reverse("site:home"))["Location"] == reverse("fans:mine")
    invite("stranger@demo.test", 1)
    invite("fay@demo.test", 2, revoked_at=now)
    assert client.get(reverse("site:home"))["Location"] == reverse("fans:mine")
    invite("Fay@demo.test", 3)
    html = client.get(reverse("site:home")).content.decode()
    assert "Northlight Records" in html
    assert "stranger@" not in html
    assert reverse("fans:artists") in html
    cast.fay.emailaddress_set.update(verified=False)
    assert client.get(reverse("site:home"))["Location"] == reverse("fans:mine")


def test_the_homes_ask_the_same_number_of_times_for_one_track_and_for_ten(cast: Cast, shared: Asset) -> None:
    theo, dana = acting(cast.theo, cast.publisher), acting(cast.dana, cast.label)

    def wait_for_ayla(one: Asset) -> None:
        choose_for_tracks([one.pk], "remix", ON, actor=dana, consent=read("remix"))
        choose(song_of(one).pk, "remix", ON, actor=theo, consent=read("remix"))

    def queries(client: Client, team: Team) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("site:team_home", args=[team.slug]))
        return len(captured)

    wait_for_ayla(shared)
    clients = [(signed_in(cast.ayla), cast.artist), (signed_in(cast.dana), cast.label)]
    for one in clients:
        queries(*one)
    before = [queries(*one) for one in clients]
    for n in range(9):
        wait_for_ayla(
            track(
                f"Track {n}", cast.ayla_marsh, performer=cast.artist, master=cast.label,
                publishing=(cast.artist, cast.publisher),
            )
        )  # fmt: skip
    assert [queries(*one) for one in clients] == before
