"""The switch and the answer are one truth, over HTTP."""

import json
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from artists.teams.models import Team
from consent.choices.actions import choose_for_tracks, undo
from consent.choices.answers import Answer, Limits
from consent.choices.pauses import pause_all, resume_all
from consent.choices.state import State
from consent.licences.models import Licence
from consent.uses import LIKENESS_USES, TRACK_USES, VOCABULARY, VOICE_USES
from tests.cast import Cast, acting, song_of, track
from tests.consent.decisions.scenes import SCENES, answer, consent, own_track
from tests.portal.api.asking import asker, says, song
from tests.portal.api.conftest import Program, problem_of, token_response
from tests.support.licences import MODEL


@pytest.mark.parametrize("use", [use.code for use in TRACK_USES])
def test_a_choice_is_in_the_next_check_both_ways(cast: Cast, program: Program, use: str) -> None:
    asset = own_track(cast)
    model = {"model": MODEL.label} if use == "train" else {}
    assert program.ask(asset=asset.pk, use=use, **model) == ("deny", ["not_answered"])
    for given, expected in [
        (Answer.ON, ("allow", ["licensed"])),
        (Answer.OFF, ("deny", ["choice_off"])),
        (Answer.ASK, ("ask", ["choice_ask"])),
        (Answer.ON, ("allow", ["licensed"])),
    ]:
        answer(cast, asset, use, given)
        assert program.ask(asset=asset.pk, use=use, **model) == expected


@pytest.mark.parametrize("use", [use.code for use in (*VOICE_USES, *LIKENESS_USES) if use.code != "translate"])
def test_a_voice_and_a_likeness_are_asked_by_their_own_ids(cast: Cast, program: Program, use: str) -> None:
    asset, other = (cast.likeness, cast.voice) if use == "portray" else (cast.voice, cast.likeness)
    assert program.ask(asset=asset.pk, use=use) == ("deny", ["not_answered"])
    answer(cast, asset, use, Answer.ON)
    assert program.ask(asset=asset.pk, use=use) == ("allow", ["licensed"])
    assert program.ask(asset=other.pk, use=use) == ("deny", ["use_not_for_asset"])


def test_an_undo_and_a_pause_are_in_the_next_check(cast: Cast, program: Program) -> None:
    asset, ayla = own_track(cast), acting(cast.ayla, cast.artist)
    outcome = choose_for_tracks([asset.pk], "remix", State(Answer.ON), actor=ayla, consent=consent("remix"))
    pause_all(actor=ayla)
    assert program.ask(asset=asset.pk, use="remix") == ("deny", ["paused"])
    resume_all(actor=ayla)
    assert program.ask(asset=asset.pk, use="remix") == ("allow", ["licensed"])
    assert outcome.batch
    undo(outcome.batch, actor=ayla)
    assert program.ask(asset=asset.pk, use="remix") == ("deny", ["not_answered"])


@pytest.mark.parametrize("code", SCENES)
def test_each_reason_reaches_the_partner_and_names_nobody(cast: Cast, program: Program, code: str) -> None:
    scene = SCENES[code](cast)
    with time_machine.travel(timezone.now() + scene.later, tick=False):
        program = Program(token_response("halcyon").json()["access_token"])
        response = program.get(asset=scene.asset, use=scene.use, territory=scene.territory, experience=scene.experience)
    body = response.json()
    assert response.status_code == 200
    assert (body["answer"], tuple(reason["code"] for reason in body["reasons"])) == (scene.answer, scene.reasons)
    assert all(reason["sentence"].endswith(".") for reason in body["reasons"])
    # The credit line names the artist, as it should; nothing else does.
    said = json.dumps({**body, "credit": None}).casefold()
    people = [cast.ayla, cast.marco, cast.dana, cast.theo, cast.rin]
    for name in [*(one.name for one in people), *(one.email for one in people)]:
        assert name.casefold() not in said
    for one in Team.objects.exclude(kind="operator"):
        assert one.name.casefold() not in said
        assert one.slug not in said


def test_the_answer_repeats_the_question_as_it_was_understood(cast: Cast, program: Program) -> None:
    asset = own_track(cast)
    asset.isrc = "QZS7T2500012"
    asset.save()
    before = timezone.now()
    response = program.get(isrc="isrc qz-s7t-25-00012", use="remix", territory="br")
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    body = response.json()
    assert set(body) == {
        "at", "vocabulary", "answer", "reasons", "asset", "question", "keep_until", "licences", "credit",
    }  # fmt: skip
    nothing = dict.fromkeys(["asset", "model", "iswc", "artist", "experience", "time"])
    assert body["question"] == {"use": "remix", "isrc": "QZS7T2500012", "territory": "BR"} | nothing
    assert body["asset"] == str(asset.pk)
    assert body["vocabulary"] == VOCABULARY
    assert body["at"].endswith("Z")
    assert before.isoformat() <= body["at"] <= timezone.now().isoformat()


@pytest.mark.parametrize("written", ["IS-RC1-25-00012", "isrc: is-rc1-25-00012", "ISRC12500012", "is rc1 25 00012"])
def test_an_isrc_is_read_as_people_write_it(program: Program, written: str) -> None:
    assert program.get(isrc=written, use="remix").json()["question"]["isrc"] == "ISRC12500012"


def test_a_yes_narrowed_to_a_partner_and_a_territory_is_for_them_alone(cast: Cast, program: Program) -> None:
    asset = own_track(cast)
    answer(cast, asset, "cover", Answer.ON, Limits(partners=(cast.partner.pk,), territories=("DE",)))
    assert program.ask(asset=asset.pk, use="cover", territory="DE") == ("allow", ["licensed"])
    assert program.ask(asset=asset.pk, use="cover", territory="FR") == ("deny", ["territory_not_named"])
    assert program.ask(asset=asset.pk, use="cover") == ("deny", ["territory_not_named"])


def test_a_batch_answers_each_question_in_order_as_of_one_moment(cast: Cast, program: Program) -> None:
    tracks = [track(f"Track {number}", cast.ayla_marsh, performer=cast.artist) for number in range(3)]
    answer(cast, tracks[1], "discover", Answer.ON)
    asked = [{"asset": str(one.pk), "use": "discover", "territory": "DE"} for one in tracks]
    asked.append({"isrc": "QZS7T2599999", "use": "discover"})
    body = program.post({"questions": asked}).json()
    assert set(body) == {"at", "vocabulary", "answers"}
    assert [one["answer"] for one in body["answers"]] == ["deny", "allow", "deny", "deny"]
    assert body["answers"][1]["question"] == {
        **dict.fromkeys(["isrc", "model", "iswc", "artist", "experience", "time"]), **asked[1],
    }  # fmt: skip
    assert [one["code"] for one in body["answers"][3]["reasons"]] == ["unknown_asset"]


def test_a_batch_of_one_and_of_a_thousand_are_fine_and_one_more_is_not(cast: Cast, program: Program) -> None:
    question = {"asset": str(uuid4()), "use": "remix"}
    assert len(program.post({"questions": [question]}).json()["answers"]) == 1
    assert len(program.post({"questions": [question] * 1000}).json()["answers"]) == 1000
    response = program.post({"questions": [question] * 1001})
    assert response.status_code == 422
    assert problem_of(response)["reason_code"] == "too_many_questions"


def test_head_answers_like_get_without_a_body(program: Program) -> None:
    asked = f"/api/v1/checks?asset={uuid4()}&use=remix"
    response = Client().head(asked, headers={"Authorization": f"Bearer {program.token}"})
    assert response.status_code == 200
    assert response.content == b""


def test_an_allow_says_what_it_rests_on_what_it_costs_and_whom_to_credit(cast: Cast, program: Program) -> None:
    asset = own_track(cast)
    answer(cast, asset, "remix", Answer.ON)
    body = program.get(asset=asset.pk, use="remix").json()
    licence = Licence.objects.get(partner=cast.partner, covers__use="remix", covers__team=cast.artist)
    [ground] = body["licences"]
    assert (ground["licence"], ground["version"]) == (licence.reference, 1)
    assert ground["sha256"] == licence.versions.get().sha256
    assert ground["rates"] == [
        {"use": "", "basis": "per_output", "amount": "0.045000", "basis_points": None, "currency": "EUR"}
    ]
    assert body["credit"] == "Saltglass by Ayla Marsh"
    assert body["at"] < body["keep_until"]


def test_a_refusal_says_nothing_of_licences(cast: Cast, program: Program) -> None:
    body = program.get(asset=own_track(cast).pk, use="remix").json()
    assert (body["licences"], body["credit"]) == ([], None)


def test_a_song_is_asked_for_by_iswc_and_a_voice_by_its_artist(cast: Cast, program: Program) -> None:
    song = song_of(own_track(cast))
    song.iswc = "T0345246801"
    song.save()
    assert program.get(iswc="T-034.524.680-1", use="cover").json()["asset"] == str(song.pk)
    assert program.get(artist=cast.ayla_marsh.pk, use="sing").json()["asset"] == str(cast.voice.pk)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"iswc": "T-034.524.680-2"}, "iswc"),
        ({"iswc": "034"}, "iswc"),
        ({"artist": "Ayla"}, "artist"),
        ({"asset": uuid4(), "iswc": "T-034.524.680-1"}, "asset"),
        ({"asset": uuid4(), "artist": uuid4()}, "asset"),
        ({"asset": uuid4(), "experience": "soon"}, "experience"),
        ({"asset": uuid4(), "time": "2020-01-01T00:00:00Z"}, "time"),
        ({"asset": uuid4(), "time": "2999-01-01T00:00:00Z"}, "time"),
        ({"asset": uuid4(), "time": "2027-01-01T00:00:00"}, "time"),
        ({"asset": uuid4(), "time": "tomorrow"}, "time"),
    ],
)
def test_what_cannot_be_meant_is_named_with_how_to_mend_it(program: Program, asked: dict[str, Any], field: str) -> None:
    body = problem_of(program.get(use="cover", **asked))
    assert body["reason_code"] == "invalid_question"
    assert [error["field"] for error in body["errors"]] == [field]


def test_an_ask_names_the_open_request_to_the_partner_who_sent_it_and_to_nobody_else(
    cast: Cast, program: Program
) -> None:
    requested = song(cast)
    versao = asker(scope="requests checks")
    sent = versao.ask(requested)
    own = Program(versao.token).get(asset=requested.pk, use="remix").json()
    assert (own["answer"], own["request"]) == ("ask", sent["id"])
    assert "request" not in Program(versao.token).get(asset=requested.pk, use="cover").json()
    assert "request" not in program.get(asset=requested.pk, use="remix").json()
    says(cast, sent["id"], artist=False, label=False, publisher=False)
    assert "request" not in Program(versao.token).get(asset=requested.pk, use="remix").json()
