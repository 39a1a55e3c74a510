"""A test client asks the sandbox and nothing else; a live client never meets it."""

import pytest

from artists.teams.models import ApiClient
from consent.choices.answers import Answer
from consent.decisions import signing
from consent.decisions.models import Permit
from consent.decisions.permits import TYP
from consent.sandbox.actions import say
from consent.sandbox.assets import ARTISTS, AYLA, DRILL, MODEL, named
from consent.uses import Need
from tests.cast import Cast, acting
from tests.consent.decisions.scenes import answer, own_track
from tests.portal.api.conftest import Program, oauth_client, problem_of, token_response


@pytest.fixture
def tester(cast: Cast) -> Program:
    """Halcyon Audio's test client."""
    oauth_client(cast.partner, "halcyon-test")
    ApiClient.objects.filter(client_id="halcyon-test").update(mode=ApiClient.Mode.TEST)
    return Program(token_response("halcyon-test").json()["access_token"])


def test_a_test_client_gets_the_sandboxs_answers_with_licence_rate_and_credit(tester: Program) -> None:
    body = tester.get(isrc="ZZ-S0T-26-00001", use="remix", territory="FR").json()
    assert (body["answer"], body["asset"]) == ("allow", str(named("yes").id))
    [ground] = body["licences"]
    assert (ground["licence"], ground["version"]) == ("L-TEST-1", 1)
    assert ground["rates"][0]["amount"] == "0.045000"
    assert body["credit"] == "Everyone says yes by Ayla (test artist)"


def test_songs_voices_and_likenesses_are_asked_as_real_ones(tester: Program) -> None:
    song = named("yes", Need.COMPOSITION)
    assert tester.ask(iswc=song.iswc, use="cover") == ("allow", ["licensed"])
    assert tester.ask(artist=ARTISTS[AYLA].id, use="speak") == ("allow", ["licensed"])
    assert tester.ask(artist=ARTISTS["bo"].id, use="portray") == ("deny", ["choice_off"])
    assert tester.ask(isrc="ZZS0T2600001", use="train", model=MODEL) == ("allow", ["licensed"])


def test_a_test_client_knows_no_real_asset_and_a_live_client_no_test_asset(
    cast: Cast, tester: Program, program: Program
) -> None:
    real = own_track(cast)
    answer(cast, real, "remix", Answer.ON)
    assert program.ask(asset=real.pk, use="remix") == ("allow", ["licensed"])
    assert tester.ask(asset=real.pk, use="remix") == ("deny", ["unknown_asset"])
    assert program.ask(asset=named("yes").id, use="remix") == ("deny", ["unknown_asset"])
    assert program.ask(isrc="ZZS0T2600001", use="remix") == ("deny", ["unknown_asset"])


def test_what_an_artist_was_made_to_say_is_in_the_next_answer(cast: Cast, tester: Program) -> None:
    say(AYLA, Answer.OFF, actor=acting(cast.rin, cast.partner))
    assert tester.ask(asset=named("yes").id, use="remix") == ("deny", ["choice_off"])
    say(AYLA, Answer.ASK, actor=acting(cast.rin, cast.partner))
    assert tester.ask(asset=named("yes").id, use="remix") == ("ask", ["choice_ask"])


def test_a_test_permit_is_marked_and_is_no_permit_to_a_live_client(tester: Program, program: Program) -> None:
    batch = {"questions": [{"isrc": DRILL.isrc, "use": "remix", "permit": {"quantity": 3}}]}
    [said] = tester.post(batch).json()["answers"]
    claims = signing.verify(said["permit"]["token"], typ=TYP)
    assert (claims["test"], claims["sub"]) == (True, str(DRILL.id))
    assert claims["licences"][0]["licence"] == "L-TEST-1"
    permit = Permit.objects.get()
    assert permit.test
    path = f"/api/v1/permits/{permit.pk}"
    mine, others = ({"Authorization": f"Bearer {one.token}"} for one in (tester, program))
    assert tester.http.get(path, headers=mine).json()["state"] == "counts"
    assert tester.http.get(path, headers=others).status_code == 404
    assert problem_of(tester.http.post(f"{path}/redeem", headers=others))["reason_code"] == "not_found"
    assert tester.http.post(f"{path}/redeem", headers=mine).status_code == 200
