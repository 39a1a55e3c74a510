"""A fresh proof of who one is, for each kind of person; and what was being done is done afterwards."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from artists.access import TeamKind
from artists.accounts.models import User
from artists.teams.models import Mandate, Team
from consent.choices.models import Choice
from portal.site.participation.forms import texts_seen
from tests.cast import Cast, person, team
from tests.portal.site.account.test_ways_in import mailed_code, totp, with_app
from tests.support.signing_in import signed_in, stale

HTMX = {"HX-Request": "true", "HX-Target": "main#main"}


@pytest.fixture
def mira(cast: Cast) -> User:
    """An artist who has no password and signs in by mailed code."""
    made = person("mira@demo.test", "Mira Lund")
    made.set_unusable_password()
    made.save()
    team(TeamKind.ARTIST, "Mira Lund", "mira-lund", made)
    return made


def signed_in_by_code(user: User) -> Client:
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": user.email})
    client.post(reverse("account_confirm_login_code"), {"code": mailed_code()})
    return client


def open_the_voice(client: Client, slug: str, headers: dict[str, str] | None = None) -> str:
    """Press what opens a voice; where the answer leads."""
    until = (timezone.now() + timedelta(days=60)).date().isoformat()
    form = {"holder": "northlight-records", "personal": ["sing"], "until": until, "confirmed": "yes"}
    response = client.post(reverse("site:mandate_new", args=[slug]), form, headers=headers or {})
    return response.headers.get("HX-Redirect") or response["Location"]


def proved(client: Client, to: str, **proof: str) -> HttpResponse:
    """Prove it, and go on to where the proof leads; what answers there."""
    return client.get(client.post(to, proof)["Location"])


def page_of(slug: str) -> str:
    return reverse("site:team", args=[slug])


def test_signing_in_by_code_is_fresh_enough(mira: User) -> None:
    assert open_the_voice(signed_in_by_code(mira), "mira-lund") == page_of("mira-lund")
    assert Mandate.objects.exists()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_without_a_password_a_mailed_code_is_the_proof(mira: User, headers: dict[str, str]) -> None:
    client = stale(signed_in_by_code(mira))
    mail.outbox.clear()
    to = open_the_voice(client, "mira-lund", headers)
    assert to.startswith(reverse("site:confirm_by_code"))
    assert not Mandate.objects.exists()
    assert len(mail.outbox) == 1, "the code is on its way already"
    page = client.get(to).content.decode()
    assert "m•••@demo.test" in page
    assert client.post(to, {"code": "XXXX-XXXX"}).status_code == 422
    done = proved(client, to, code=mailed_code().lower())
    assert (done.status_code, done["Location"]) == (302, page_of("mira-lund"))
    assert Mandate.objects.get().covers_voice


def test_three_wrong_codes_end_it_and_another_can_be_asked_for(mira: User) -> None:
    client = stale(signed_in_by_code(mira))
    to = open_the_voice(client, "mira-lund")
    first = mailed_code()
    for _ in range(3):
        response = client.post(to, {"code": "XXXX-XXXX"})
    assert "Ask for a new one" in response.content.decode()
    mail.outbox.clear()
    assert client.post(to, {"code": first}).status_code == 302
    assert mailed_code() != first
    assert not Mandate.objects.exists()
    proved(client, to, code=mailed_code())
    assert Mandate.objects.exists()


def test_asking_for_codes_over_and_over_is_stopped(mira: User) -> None:
    client = stale(signed_in_by_code(mira))
    to = open_the_voice(client, "mira-lund")
    statuses = [client.post(to, {"again": "yes"}).status_code for _ in range(5)]
    assert statuses[0] == 302
    assert statuses[-1] == 429


def test_a_mailed_code_does_not_stand_in_for_a_password_or_a_second_factor(cast: Cast) -> None:
    ayla = stale(signed_in(cast.ayla))
    mail.outbox.clear()
    response = ayla.get(reverse("site:confirm_by_code"))
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert not mail.outbox


def test_where_a_second_factor_is_set_up_a_password_is_not_enough(cast: Cast) -> None:
    ayla = signed_in(cast.ayla)
    secret = with_app(ayla)
    stale(ayla)
    to = open_the_voice(ayla, "ayla-marsh")
    assert to.startswith(reverse("mfa_reauthenticate"))
    by_password = to.replace(reverse("mfa_reauthenticate"), reverse("account_reauthenticate"))
    again = proved(ayla, by_password, password="soundcheck-demo")
    assert again["Location"].startswith(reverse("mfa_reauthenticate"))
    assert not Mandate.objects.exists()
    done = proved(ayla, again["Location"], code=totp(secret))
    assert done["Location"] == page_of("ayla-marsh")
    assert Mandate.objects.get().covers_voice


def test_a_get_that_asks_for_proof_forgets_an_older_post(cast: Cast) -> None:
    ayla = stale(signed_in(cast.ayla))
    to = open_the_voice(ayla, "ayla-marsh")
    elsewhere = to.split("?")[0] + "?next=" + page_of("ayla-marsh")
    assert ayla.post(elsewhere, {"password": "soundcheck-demo"})["Location"] == page_of("ayla-marsh")
    ayla.post(to, {"password": "soundcheck-demo"})
    assert not Mandate.objects.exists(), "proving who one is for something else carries nothing out"


def test_two_presses_that_wait_have_each_their_own_address_and_are_named_where_they_are_proved(cast: Cast) -> None:
    ayla = stale(signed_in(cast.ayla))
    first = open_the_voice(ayla, "ayla-marsh")
    pressed = {"asset": str(cast.voice.pk), "use": "speak", "answer": "on", "seen": "0", "texts": texts_seen()}
    second = ayla.post(reverse("site:voice_answer", args=["ayla-marsh"]), pressed | {"agreed": "on"})["Location"]
    assert first != second
    assert "Give a mandate that covers a voice" in ayla.get(first).content.decode()
    assert "Speak in this voice: on (Ayla Marsh&#x27;s voice)" in ayla.get(second).content.decode()
    assert proved(ayla, first, password="soundcheck-demo")["Location"] == page_of("ayla-marsh")
    assert Mandate.objects.get().covers_voice
    assert not Choice.objects.exists(), "the other press still waits"
    assert proved(ayla, second, password="soundcheck-demo").status_code == 302
    assert Choice.objects.get().use == "speak"
    # Each is carried out once: its address leads home afterwards.
    assert ayla.get(unquote(second.partition("next=")[2]))["Location"] == reverse("site:home")


def test_what_is_kept_of_a_post_has_neither_cookies_nor_what_htmx_added(cast: Cast) -> None:
    ayla = stale(signed_in(cast.ayla))
    open_the_voice(ayla, "ayla-marsh", HTMX)
    [kept] = ayla.session["waiting_presses"].values()
    assert "HTTP_COOKIE" not in kept
    assert "HTTP_HX_" not in kept
    assert Team.objects.filter(slug="ayla-marsh").exists()
