"""Whoever is refused is told why, what is wrong where, and how to mend it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from portal.api.problems import PROBLEM_TYPES
from tests.portal.api.conftest import Program, problem_of

ASSET = "019ab1c2-7d3e-7a10-8f00-5b6c7d8e9f01"


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({}, "use"),
        ({"use": "remix"}, "asset"),
        ({"use": "remix", "asset": ASSET, "isrc": "QZS7T2500012"}, "asset"),
        ({"use": "remix", "asset": "seven"}, "asset"),
        ({"use": "Remix", "asset": ASSET}, "use"),
        ({"use": "", "asset": ASSET}, "use"),
        ({"use": "re\x00mix", "asset": ASSET}, "use"),
        ({"use": "x" * 41, "asset": ASSET}, "use"),
        ({"use": "remix", "isrc": "QZS7T25000123"}, "isrc"),
        ({"use": "remix", "isrc": ""}, "isrc"),
        ({"use": "remix", "isrc": "QZS7T25000١٢"}, "isrc"),
        ({"use": "remix", "isrc": "Q" * 300}, "isrc"),
        ({"use": "remix", "asset": ASSET, "territory": "Germany"}, "territory"),
        ({"use": "remix", "asset": ASSET, "territory": "XX"}, "territory"),
        ({"use": "remix", "asset": ASSET, "territory": "ſs"}, "territory"),
        ({"use": "remix", "asset": ASSET, "teritory": "DE"}, "teritory"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_how_to_mend_it(
    program: Program, question: dict[str, str], field: str
) -> None:
    fine = {"use": "remix", "asset": ASSET}
    for response, index in (
        (program.get(**question), None),
        (program.post({"questions": [fine, question, fine]}), 1),
    ):
        problem = problem_of(response)
        assert (response.status_code, problem["reason_code"]) == (422, "invalid_question")
        [error] = [one for one in problem["errors"] if one["field"] == field]
        assert error.get("index") == index
        assert error["detail"].endswith(".")


def test_every_mistake_of_a_batch_is_named(program: Program) -> None:
    response = program.post({"questions": [{"use": "remix"}, {"use": "remix", "asset": ASSET}, {"isrc": 7}]})
    found = [(error["index"], error["field"]) for error in problem_of(response)["errors"]]
    assert found == [(2, "use"), (2, "isrc")]
    response = program.post({"questions": [{"use": "remix"}, {"use": "remix", "isrc": "7", "territory": "XX"}]})
    found = [(error["index"], error["field"]) for error in problem_of(response)["errors"]]
    assert found == [(0, "asset"), (1, "isrc"), (1, "territory")]


@pytest.mark.parametrize(
    "body",
    ["null", [], '"remix"', 7, [{"use": "remix", "asset": ASSET}], {"questions": None}, {"questions": []}, {"use": 1}],
)
def test_a_body_of_another_shape_is_refused(program: Program, body: Any) -> None:
    response = program.post(body)
    assert response.status_code == 422
    assert problem_of(response)["reason_code"] == "invalid_question"


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"questions": [NaN]}', b'"\\ud800"', b"[" * 100_000])
def test_a_body_that_is_not_json_is_refused(program: Program, body: bytes) -> None:
    response = program.post(body)
    assert response.status_code == 422
    assert problem_of(response)["reason_code"] == "body_unreadable"


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_a_body_that_is_not_marked_as_json_is_refused(program: Program, content_type: str) -> None:
    response = program.post(b'{"questions": []}', content_type)
    assert response.status_code == 415
    assert problem_of(response)["reason_code"] == "media_type_unsupported"


def test_a_body_of_json_with_a_charset_is_read(program: Program) -> None:
    response = program.post(b'{"questions": []}', "application/json; charset=utf-8")
    assert problem_of(response)["reason_code"] == "invalid_question"


def test_a_body_too_large_is_refused(program: Program) -> None:
    response = program.post(b" " * 5_300_000)
    assert response.status_code == 413
    assert problem_of(response)["reason_code"] == "body_too_large"


def test_a_parameter_twice_is_no_question(program: Program) -> None:
    response = program.http.get(
        f"/api/v1/checks?use=remix&asset={ASSET}&territory=DE&territory=FR",
        headers={"Authorization": f"Bearer {program.token}"},
    )
    assert [error["field"] for error in problem_of(response)["errors"]] == ["territory"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api/v1/",
        "/api/v1/checks/",
        "/api/v2/checks",
        "/api/v1/nothing",
        "/api/%00",
        "/api/v1/a%0Ab",
        "/api/%0A",
    ],
)
def test_an_unknown_address_is_a_problem_too(db: None, path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 404
    assert problem_of(response)["reason_code"] == "not_found"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_another_method_is_told_which_ones_there_are(db: None, method: str) -> None:
    response = Client(enforce_csrf_checks=True).generic(method, "/api/v1/checks")
    assert response.status_code == 405
    assert problem_of(response)["reason_code"] == "method_not_allowed"
    assert set(response["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


@pytest.mark.parametrize(("accept", "status"), [("text/html", 406), ("application/json", 200), ("*/*", 200)])
def test_who_wants_no_json_is_told_so(db: None, accept: str, status: int) -> None:
    response = Client().get("/api/v1/reasons", headers={"Accept": accept})
    assert response.status_code == status
    if status == 406:
        assert problem_of(response)["reason_code"] == "not_acceptable"


def test_our_own_mistake_is_a_problem_and_says_nothing_of_the_inside(program: Program) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE choices_standing RENAME TO gone")
    response = program.get(use="remix", asset=ASSET)
    assert response.status_code == 500
    assert problem_of(response)["reason_code"] == "internal_error"
    assert problem_of(response)["request_id"]
    assert b"choices_standing" not in response.content


@pytest.mark.parametrize("code", PROBLEM_TYPES)
def test_each_problem_has_a_page_that_says_what_to_do(db: None, code: str) -> None:
    response = Client().get(reverse("api-problem", args=[code]))
    page = response.content.decode()
    assert response.status_code == 200
    assert code in page
    assert PROBLEM_TYPES[code].title in page
    assert code in Client().get(reverse("api-problems")).content.decode()


def test_a_problem_there_is_not_has_no_page(db: None) -> None:
    assert Client().get("/problems/nonsense/").status_code == 404
