"""The description we serve is the one we promised, is valid, and is true."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from openapi_schema_validator import OAS31Validator, oas31_format_checker
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import BaseModel

from artists.access import TeamKind
from artists.journal import outbox
from artists.teams.clients import make_client
from artists.webhooks.actions import Wanted, add_endpoint
from artists.webhooks.events import types_for
from artists.webhooks.models import Event
from consent.choices.answers import Answer
from consent.decisions import stops
from consent.licences.actions import suspend
from consent.licences.models import Licence
from portal.api import (
    deal_schemas,
    invoice_schemas,
    report_schemas,
    schemas,
    snapshot_schemas,
    voice_schemas,
    withdrawal_schemas,
)
from portal.api.oauth import SCOPES
from portal.api.partner_events import DESCRIBED, schema_of
from portal.api.problems import PROBLEM_TYPES
from tests.cast import Cast, acting
from tests.portal.api.conftest import Program
from tests.support.withdrawals import open_track, press

SNAPSHOT = Path(__file__).parents[3] / "portal" / "api" / "openapi.json"


@pytest.fixture
def document(db: None) -> dict[str, Any]:
    response = Client().get("/api/v1/openapi.json")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    return response.json()


def test_the_document_is_the_promised_one(document: dict[str, Any]) -> None:
    """If the change is meant: `manage.py openapi > portal/api/openapi.json`."""
    assert document == json.loads(SNAPSHOT.read_text())


def test_the_document_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def test_every_operation_documents_its_problems(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            statuses = {int(status) for status in operation["responses"]}
            assert {406, 500} <= statuses, (method, path)
            assert statuses & {200, 201}, (method, path)
            if operation.get("security"):
                assert {401, 403, 422} <= statuses, (method, path)
                [[scope]] = [one["PartnerToken"] for one in operation["security"]]
                assert scope in SCOPES
            for status, response in operation["responses"].items():
                kinds = {"application/problem+json"} if int(status) >= 400 else {"application/json", "application/gzip"}
                assert status == "304" or set(response["content"]) <= kinds
    documented = {
        int(status) for path in document["paths"].values() for one in path.values() for status in one["responses"]
    }
    assert {one.status for one in PROBLEM_TYPES.values()} - documented == {405}  # of addresses that are not in it


def test_what_is_answered_has_the_documented_shape(cast: Cast, program: Program, document: dict[str, Any]) -> None:
    question = {"asset": str(cast.voice.pk), "use": "speak"}
    unknown = {"isrc": "QZS7T2500012", "use": "remix", "territory": "DE"}
    wrong = {"use": "remix", "territory": "XX"}
    for response in (
        program.get(**question),
        program.get(**unknown),
        program.get(**wrong),
        program.post({"questions": [question, unknown]}),
        program.post({"questions": [question, wrong]}),
        program.post(b"{"),
        program.post({"questions": [{"asset": str(uuid4()), "use": "train"}] * 1001}),
        Client().get("/api/v1/checks"),
        Client().get("/api/v1/uses"),
        Client().get("/api/v1/reasons"),
    ):
        request = response.wsgi_request
        operation = document["paths"][request.path][request.method.lower()]
        content = operation["responses"][str(response.status_code)]["content"]
        schema = content[response["Content-Type"].partition(";")[0]]["schema"]
        validator = OAS31Validator({**schema, "components": document["components"]})
        assert list(validator.iter_errors(response.json())) == []


def test_every_example_has_the_shape_that_is_documented(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            bodies = [operation["requestBody"]["content"]] if "requestBody" in operation else []
            bodies += [one["content"] for one in operation["responses"].values() if "content" in one]
            shown = [one["application/json"] for one in bodies if "application/json" in one]
            for one in shown:
                assert "example" in one, (method, path)
                validator = OAS31Validator({**one["schema"], "components": document["components"]})
                assert [error.message for error in validator.iter_errors(one["example"])] == [], (method, path)


def test_every_event_a_partner_can_be_told_is_described(document: dict[str, Any]) -> None:
    assert set(document["webhooks"]) == {one.name for one in types_for(TeamKind.PARTNER)} == set(DESCRIBED)
    for name, operations in document["webhooks"].items():
        body = operations["post"]["requestBody"]["content"]["application/json"]
        validator = OAS31Validator(body["schema"], format_checker=oas31_format_checker)
        assert list(validator.iter_errors(body["example"])) == []
        assert body["example"]["type"] == name


def test_what_is_sent_is_what_is_described(cast: Cast) -> None:
    names = [one.name for one in types_for(TeamKind.PARTNER)]
    rin = acting(cast.rin, cast.partner)
    add_endpoint(Wanted("Studio", "https://hooks.example.com/", names), scheme="v1a", actor=rin)
    made = open_track(cast)
    press(cast, [made], Answer.OFF)
    press(cast, [made], Answer.ON)
    stops.stop(cast.partner.pk, "An acknowledgement is overdue.", source="test")
    stops.lift(cast.partner.pk, source="test")
    make_client("Studio", "live_2", actor=rin)
    licence = Licence.objects.filter(partner=cast.partner).latest("pk")
    suspend(licence, actor=acting(cast.ayla, cast.artist))
    outbox.drain()
    sent = [json.loads(event.body) for event in Event.objects.all()]
    assert {one["type"] for one in sent} >= {
        "withdrawal.created", "withdrawal.lifted", "permits.stopped", "client.changed", "licence.suspended",
    }  # fmt: skip
    for one in sent:
        described = schema_of(one["type"])
        described["properties"]["data"]["additionalProperties"] = False
        assert [error.message for error in OAS31Validator(described).iter_errors(one)] == [], one


def test_no_two_shapes_have_one_name() -> None:
    """ninja keeps one of them, and says nothing."""
    shapes = [
        one
        for module in (
            schemas,
            deal_schemas,
            invoice_schemas,
            report_schemas,
            snapshot_schemas,
            voice_schemas,
            withdrawal_schemas,
        )
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, BaseModel) and one.__module__ == module.__name__
    ]
    names = [one.__name__ for one in shapes]
    assert sorted(set(names)) == sorted(names)
