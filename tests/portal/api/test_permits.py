"""Permits over HTTP: asked for with a check, verified with what we publish, redeemed, called back."""

import base64
import zlib
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from joserfc import jwk, jwt

from consent.choices.answers import Answer
from consent.decisions import status, stops
from consent.decisions.models import Permit
from tests.cast import Cast
from tests.consent.decisions.scenes import answer, own_track
from tests.portal.api.asking import asker
from tests.portal.api.conftest import Program, problem_of


def wanted(program: Program, asset: object, use: str = "remix", permit: Any = None) -> dict[str, Any]:
    """The answer to one question for which a permit is wanted."""
    asked = {"use": use, "asset": str(asset), "territory": "DE", "permit": permit or {}}
    response = program.post({"questions": [asked]})
    assert response.status_code == 200, response.content
    [answered] = response.json()["answers"]
    assert isinstance(answered, dict)
    return answered


def redeem(program: Program, permit: object) -> HttpResponse:
    """Use it."""
    return program.http.post(f"/api/v1/permits/{permit}/redeem", headers={"Authorization": f"Bearer {program.token}"})


def test_whoever_holds_a_permit_needs_only_what_we_publish_to_trust_it_and_to_hear_that_it_is_over(
    cast: Cast, program: Program
) -> None:
    asset = own_track(cast)
    answer(cast, asset, "remix", Answer.ON)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        token = wanted(program, asset.pk, permit={"quantity": 3, "single_use": True})["permit"]["token"]
        stranger = Client()
        keys = jwk.KeySet.import_key_set(stranger.get("/.well-known/jwks.json").json())
        claims = jwt.decode(token, keys, algorithms=["Ed25519"]).claims
        assert (claims["use"], claims["quantity"], claims["single_use"]) == ("remix", 3, True)
        place = claims["status"]["status_list"]
        address = place["uri"].removeprefix("http://testserver")

        def over() -> bool:
            response = stranger.get(address)
            assert response["Content-Type"] == "application/statuslist+jwt"
            assert response["Access-Control-Allow-Origin"] == "*"
            told = jwt.decode(response.content.decode(), keys, algorithms=["Ed25519"]).claims
            jwt.JWTClaimsRegistry(sub={"essential": True, "value": place["uri"]}).validate(told)
            packed = told["status_list"]["lst"]
            raw = zlib.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
            return bool(raw[place["idx"] // 8] >> (place["idx"] % 8) & 1)

        assert not over()
        answer(cast, asset, "remix", Answer.OFF)
        clock.shift(status.FRESH)
        assert over()


def test_nothing_is_signed_where_nobody_wants_a_permit(cast: Cast, program: Program) -> None:
    asset = own_track(cast)
    answer(cast, asset, "remix", Answer.ON)
    body = program.post({"questions": [{"use": "remix", "asset": str(asset.pk)}]}).json()["answers"][0]
    assert body["answer"] == "allow"
    assert "permit" not in body
    assert not Permit.objects.exists()


def test_an_answer_without_a_permit_says_why(cast: Cast, program: Program) -> None:
    asset = own_track(cast)
    assert wanted(program, asset.pk)["no_permit"]["code"] == "not_allowed"
    answer(cast, asset, "remix", Answer.ON)
    stops.stop(cast.partner.pk, "A withdrawal was not acknowledged in time.", source="test")
    answered = wanted(program, asset.pk)
    assert answered["answer"] == "allow"
    assert answered["no_permit"]["code"] == "permits_stopped"
    assert "permit" not in answered


def test_a_permit_is_redeemed_once_and_then_refused_with_a_reason(cast: Cast, program: Program) -> None:
    asset = own_track(cast)
    answer(cast, asset, "remix", Answer.ON)
    made = wanted(program, asset.pk, permit={"single_use": True})["permit"]["id"]
    assert redeem(program, made).json()["state"] == "used"
    second = redeem(program, made)
    assert second.status_code == 409
    assert problem_of(second)["refusal"] == "permit_used"
    read = program.http.get(f"/api/v1/permits/{made}", headers={"Authorization": f"Bearer {program.token}"}).json()
    assert (read["state"], read["use"], read["territory"]) == ("used", "remix", "DE")


def test_an_unknown_permit_and_anothers_are_not_there(cast: Cast, program: Program) -> None:
    asset = own_track(cast)
    answer(cast, asset, "remix", Answer.ON)
    made = wanted(program, asset.pk)["permit"]["id"]
    other = Program(asker(scope="checks").token)
    for one in (made, uuid4()):
        assert redeem(other, one).status_code == 404
        read = other.http.get(f"/api/v1/permits/{one}", headers={"Authorization": f"Bearer {other.token}"})
        assert read.status_code == 404


@pytest.mark.parametrize(
    ("permit", "field"),
    [
        ({"quantity": 0}, "quantity"),
        ({"quantity": 1_000_001}, "quantity"),
        ({"quantity": "many"}, "quantity"),
        ({"single_use": "perhaps"}, "single_use"),
        ({"for": "ever"}, "for"),
        ("yes", "permit"),
    ],
)
def test_a_wish_that_cannot_be_meant_is_named(program: Program, permit: Any, field: str) -> None:
    asked = {"use": "remix", "asset": str(uuid4()), "permit": permit}
    body = problem_of(program.post({"questions": [asked]}))
    assert [(error["index"], error["field"]) for error in body["errors"]] == [(0, field)]


def test_a_list_that_does_not_exist_is_not_there(db: None) -> None:
    assert Client().get("/.well-known/permit-status/77").status_code == 404
