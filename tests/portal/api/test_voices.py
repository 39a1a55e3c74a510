"""Is this voice licensed? Over HTTP: by a platform's program, and by a person who pastes a permit."""

from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from artists.catalog.models import Artist
from consent.choices.answers import Answer
from tests.cast import Cast
from tests.consent.decisions.scenes import answer
from tests.consent.decisions.test_voices import sung
from tests.portal.api.asking import asker
from tests.portal.api.conftest import Program, problem_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform(cast: Cast) -> Program:
    """Another partner, without any licence: it only publishes."""
    return Program(asker("Tidewave", "tidewave", "checks").token)


def asked(program: Program, **question: Any) -> HttpResponse:
    """Put the question."""
    headers = {"Authorization": f"Bearer {program.token}"}
    return program.http.post("/api/v1/voice-questions", question, content_type="application/json", headers=headers)


def test_a_platform_reads_all_there_is_to_a_genuine_permit(cast: Cast, platform: Program) -> None:
    said = asked(platform, artist=str(cast.ayla_marsh.pk), permit=sung(cast).token).json()
    assert said["licensed"] == "yes"
    assert said["reasons"][0]["code"] == "licensed"
    assert said["artist"] == {"id": str(cast.ayla_marsh.pk), "name": "Ayla Marsh", "isni": None}
    assert (said["use"], said["maker"], said["territory"]) == ("sing", "Halcyon Audio", "DE")
    assert "Ayla Marsh" in said["credit"]
    assert said["made_from"] < said["made_until"]


def test_without_a_permit_nobody_is_told_who_has_one(cast: Cast, platform: Program) -> None:
    sung(cast)
    response = asked(platform, voice=str(cast.voice.pk))
    said = response.json()
    assert (said["licensed"], said["reasons"][0]["code"]) == ("unknown", "no_evidence")
    assert {said[name] for name in ("use", "maker", "territory", "made_from", "made_until", "credit")} == {None}
    assert "Halcyon" not in response.content.decode()


def test_a_withdrawal_is_heard_at_once(cast: Cast, platform: Program) -> None:
    token = sung(cast).token
    answer(cast, cast.voice, "sing", Answer.OFF)
    said = asked(platform, artist=str(cast.ayla_marsh.pk), permit=token).json()
    assert (said["licensed"], said["reasons"][0]["code"], said["credit"]) == ("no", "taken_back", None)


def test_by_isni_and_when_it_was_made(cast: Cast, platform: Program) -> None:
    Artist.objects.filter(pk=cast.ayla_marsh.pk).update(isni="0000000121455467")
    made, now = sung(cast), timezone.now()
    with time_machine.travel(now + timedelta(minutes=45), tick=False):
        said = asked(platform, isni="0000 0001 2145 5467", permit=made.token, made_at=now.isoformat()).json()
    assert said["licensed"] == "yes"
    assert said["artist"]["isni"] == "0000000121455467"


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({}, "artist"),
        ({"isni": "0000000121455467", "voice": str(uuid4())}, "artist"),
        ({"isni": "12"}, "isni"),
        ({"artist": "x"}, "artist"),
        ({"artist": str(uuid4()), "evidence": "x"}, "evidence"),
        ({"artist": str(uuid4()), "permit": "x" * 8001}, "permit"),
        ({"artist": str(uuid4()), "made_at": "2026-11-23T00:00:00"}, "made_at"),
        ({"artist": str(uuid4()), "permit": "x", "output": str(uuid4())}, "output"),
        ({"artist": str(uuid4()), "made_at": "2999-01-01T00:00:00Z"}, "made_at"),
    ],
)
def test_what_cannot_be_meant_is_named(platform: Program, question: dict[str, str], field: str) -> None:
    problem = problem_of(asked(platform, **question))
    assert problem["status"] == 422
    assert [error["field"] for error in problem["errors"]] == [field]


def test_an_artist_nobody_knows_is_no_error(platform: Program) -> None:
    said = asked(platform, artist=str(uuid4())).json()
    assert (said["licensed"], said["artist"]) == ("unknown", None)


def test_it_takes_a_token_with_the_scope(cast: Cast) -> None:
    assert problem_of(asked(Program("rubbish"), artist=str(uuid4())))["status"] == 401
    without = Program(asker("Tidewave", "tidewave", "requests").token)
    assert problem_of(asked(without, artist=str(uuid4())))["reason_code"] == "scope_missing"


def page(**data: str) -> HttpResponse:
    """What a person who pastes something sees."""
    return Client().post("/voices/check/", data)


def test_a_person_reads_the_same_answer(cast: Cast) -> None:
    token = sung(cast).token
    shown = page(artist="ayla marsh", permit=f"  {token[:80]}\n{token[80:]} ").content.decode()
    assert "Yes, this voice is licensed" in shown
    assert "Halcyon Audio" in shown
    answer(cast, cast.voice, "sing", Answer.OFF)
    assert "No, this voice is not licensed" in page(artist="ayla-marsh", permit=token).content.decode()
    assert "Halcyon" not in page(artist="ayla-marsh").content.decode()


@pytest.mark.parametrize("words", ["Ayla Marsh", "http://testserver/artists/ayla-marsh/", "AYLA-MARSH", "id"])
def test_the_artist_is_found_by_what_a_person_types(cast: Cast, words: str) -> None:
    words = str(cast.ayla_marsh.pk) if words == "id" else words
    assert page(artist=words).status_code == 200


def test_two_of_one_name_are_asked_apart_and_nobody_is_not_found(cast: Cast) -> None:
    Artist.objects.create(name="Ayla Marsh", slug="ayla-marsh-2", created_at=timezone.now())
    both = page(artist="Ayla Marsh")
    assert both.status_code == 422
    assert "Several artists have this name" in both.content.decode()
    assert "We know no artist by this" in page(artist="Nobody").content.decode()
    assert page(artist="Ayla\0").status_code in (400, 422)


def test_an_outputs_id_is_told_from_a_permit(cast: Cast) -> None:
    sung(cast)
    assert "No output with this id" in page(artist="ayla-marsh", permit=str(uuid4())).content.decode()


def test_somebody_who_tries_too_often_waits(cast: Cast) -> None:
    statuses = {page(artist="ayla-marsh").status_code for _ in range(21)}
    assert statuses == {200, 429}


@pytest.mark.parametrize("header", ["[" * 3000, '{"typ":"permit+jwt","alg":"Ed25519","kid":"\\ud800"}'])
def test_a_permit_made_to_break_us_is_no_permit(cast: Cast, platform: Program, header: str) -> None:
    token = f"{urlsafe_b64encode(header.encode()).decode().rstrip('=')}.e30.AA"
    response = asked(platform, artist=str(cast.ayla_marsh.pk), permit=token)
    assert response.status_code == 200, response.content
    assert response.json()["licensed"] == "no"
    page = Client().post("/voices/check/", {"artist": "Ayla Marsh", "permit": token})
    assert page.status_code == 200
