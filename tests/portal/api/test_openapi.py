"""The description we serve is the one we promised, is valid, and is true."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from portal.api.oauth import SCOPES
from portal.api.problems import PROBLEM_TYPES
from tests.cast import Cast
from tests.portal.api.conftest import Program

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
