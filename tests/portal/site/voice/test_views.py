"""The voice page: to open takes a review and a fresh sign-in, to close takes one press."""

import re
import time
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from artists.accounts.models import User
from artists.catalog.models import Artist, Asset
from artists.teams.models import Mandate
from consent.choices.actions import Consent, choose
from consent.choices.answers import Answer
from consent.choices.state import State
from consent.decisions.checks import Question, check
from consent.uses import text_of
from portal.site.participation.forms import texts_seen
from tests.cast import Cast, acting, track


def signed_in(user: User, *, fresh: bool = False) -> Client:
    client = Client()
    client.force_login(user)
    if fresh:
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client


def address(cast: Cast, name: str = "voice") -> str:
    return reverse(f"site:{name}", args=[cast.artist.slug])


def say(asset: Asset, use: str, answer: str, **more: Any) -> dict[str, Any]:
    return {"asset": str(asset.pk), "use": use, "answer": answer, "seen": "0", "texts": texts_seen(), **more}


def verdict(asset: Asset, use: str, cast: Cast) -> str:
    [found] = check([Question(use, asset=asset.pk)], partner_team_id=cast.partner.pk)
    return found.answer


def test_the_page_shows_the_uses_of_voice_and_likeness(cast: Cast) -> None:
    page = signed_in(cast.ayla).get(address(cast)).content.decode()
    for label in ("Speak in this voice", "Sing in this voice", "Use the name or image"):
        assert label in page
    assert page.count(text_of("sing").sha256[:16]) == 1


def test_a_yes_is_reviewed_first(cast: Cast) -> None:
    client = signed_in(cast.ayla, fresh=True)
    response = client.post(address(cast, "voice_answer"), say(cast.voice, "sing", "on"))
    assert "/sing/review/" in response["Location"]
    review = client.get(response["Location"]).content.decode()
    assert "Let them sing" in review
    assert "A voice asks for a fresh sign-in" in review
    assert "it is mine to give" in review
    client.post(address(cast, "voice_answer"), say(cast.voice, "sing", "on", agreed="yes"))
    assert verdict(cast.voice, "sing", cast) == "allow"


def test_a_sign_in_that_is_not_fresh_is_asked_for_and_the_yes_carried_out_after_it(cast: Cast) -> None:
    client = signed_in(cast.ayla)
    response = client.post(address(cast, "voice_answer"), say(cast.voice, "sing", "on", agreed="yes"))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert verdict(cast.voice, "sing", cast) == "deny"
    proved = client.post(response["Location"], {"password": "soundcheck-demo"})
    done = client.get(proved["Location"])
    assert done["Location"] == address(cast)
    assert verdict(cast.voice, "sing", cast) == "allow"


def test_with_htmx_the_browser_is_sent_to_sign_in(cast: Cast) -> None:
    headers = {"HX-Request": "true"}
    response = signed_in(cast.ayla).post(address(cast, "voice_answer"), say(cast.voice, "sing", "ask"), headers=headers)
    assert response["HX-Redirect"].startswith("/accounts/reauthenticate/")


def test_the_manager_may_close_a_voice_and_not_open_it(cast: Cast) -> None:
    marco = signed_in(cast.marco, fresh=True)
    assert "You cannot open a voice or a likeness here" in marco.get(address(cast)).content.decode()
    refused = marco.post(address(cast, "voice_answer"), say(cast.voice, "speak", "ask"))
    assert refused.status_code == 403
    assert "takes the role owner" in refused.content.decode()
    consent = Consent(text_of("speak").sha256, reviewed=True)
    choose(cast.voice.pk, "speak", State(Answer.ON), actor=acting(cast.ayla, cast.artist), consent=consent)
    marco.post(address(cast, "voice_answer"), say(cast.voice, "speak", "off", seen="1"))
    assert verdict(cast.voice, "speak", cast) == "deny"


def test_a_voice_that_is_not_on_file_can_be_put_there_and_starts_closed(cast: Cast) -> None:
    Artist.objects.create(name="Sol", slug="sol", team=cast.other_artist, created_at=timezone.now())
    sol, page = signed_in(cast.stranger), reverse("site:voice", args=[cast.other_artist.slug])
    assert "A recording never stands for a voice" in sol.get(page).content.decode()
    [where] = set(re.findall(r'action="([^"]+/personal/)"', sol.get(page).content.decode()))
    sol.post(where, {"kind": "voice"})
    assert "Sing in this voice" in sol.get(page).content.decode()
    assert verdict(Asset.objects.get(artist__slug="sol", kind="voice"), "sing", cast) == "deny"


def test_a_voice_that_is_not_on_file_is_said_to_be_so(cast: Cast) -> None:
    page = signed_in(cast.stranger).get(reverse("site:voice", args=[cast.other_artist.slug])).content.decode()
    assert "No artist yet" in page
    cast.ayla_marsh.assets.filter(kind="likeness").first().holdings.all().delete()  # type: ignore[union-attr]
    page = signed_in(cast.ayla).get(address(cast)).content.decode()
    assert "Not on file" in page


def test_only_an_artists_team_has_this_page(cast: Cast) -> None:
    assert signed_in(cast.dana).get(reverse("site:voice", args=[cast.label.slug])).status_code == 404
    assert signed_in(cast.stranger).get(address(cast)).status_code == 404
    theirs = reverse("site:voice_answer", args=[cast.other_artist.slug])
    assert signed_in(cast.stranger).post(theirs, say(cast.voice, "sing", "on")).status_code == 404


def test_translating_is_answered_on_the_track_and_waits_for_the_voice(cast: Cast) -> None:
    made = track("Saltglass", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))
    client, answer = signed_in(cast.ayla, fresh=True), address(cast, "answer")
    for press, seen in (("ask", 0), ("off", 1), ("ask", 2)):
        data = {"asset": str(made.pk), "press": f"translate.{seen}.{press}", "texts": texts_seen()}
        assert client.post(answer, data, headers={"HX-Request": "true"}).status_code == 200
    page = client.get(address(cast, "participation"), {"view": "translate"}).content.decode()
    assert "Waiting for Your own voice: Translate" in page
    assert re.findall(r'data-use="(\w+)"', page) == ["translate"]
    client.post(address(cast, "voice_answer"), say(cast.voice, "translate", "ask"))
    assert verdict(made, "translate", cast) == "ask"


def test_a_mandate_covers_the_uses_it_names_and_says_why_not_for_the_rest(cast: Cast) -> None:
    made = track("Saltglass", cast.ayla_marsh, performer=cast.artist, publishing=(cast.artist,))
    Mandate.objects.create(
        artist_team=cast.artist, holder_team=cast.label, uses=["remix"], given_at=timezone.now(),
        until=timezone.now() + timedelta(days=9),
    )  # fmt: skip
    dana = signed_in(cast.dana, fresh=True)
    page = dana.get(address(cast, "participation")).content.decode()
    assert "Your mandate does not cover “AI covers of the song”" in page
    assert "Only the team itself pauses" in page

    def press(use: str) -> int:
        data = {"asset": str(made.pk), "press": f"{use}.0.on", "texts": texts_seen()}
        return dana.post(address(cast, "answer"), data, headers={"HX-Request": "true"}).status_code

    assert press("remix") == 200
    assert press("cover") == 403
    assert dana.post(address(cast, "pause")).status_code == 403
    assert dana.post(address(cast, "voice_answer"), say(cast.voice, "sing", "on", agreed="yes")).status_code == 403
    assert verdict(made, "remix", cast) == "allow"
