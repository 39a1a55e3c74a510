"""Whatever is sent, the API answers: never a 5xx, never a yes, never anything but JSON."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.uses import USES
from tests.cast import Cast
from tests.portal.api.asking import Asker, asker
from tests.portal.api.conftest import Program, problem_of

# The database of a test is empty of assets and stays so: sharing it between examples is safe.
ANYTHING = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

text = st.text(max_size=50)


@pytest.fixture
def writer(cast: Cast) -> Asker:
    """A partner's program that may send requests."""
    return asker()


scalars = st.none() | st.booleans() | st.integers() | st.floats() | text
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4), max_leaves=10
)
nearly = {
    "use": st.sampled_from(sorted(USES)) | text | values,
    "asset": st.uuids().map(str) | text | values,
    "isrc": st.from_regex(r"\A[A-Z]{2}-?[A-Z0-9]{3}-?[0-9]{2}-?[0-9]{5}\Z") | text | values,
    "territory": st.from_regex(r"\A[A-Za-z]{2}\Z") | text | values,
}
questions = st.fixed_dictionaries({}, optional=nearly) | values
batches = st.fixed_dictionaries({"questions": st.lists(questions, max_size=5)}) | values


def is_fine(response: Any) -> None:
    assert response.status_code in (200, 415, 422), response.content
    if response.status_code == 200:
        body = response.json()
        for answer in body.get("answers", [body]):
            assert answer["answer"] == "deny"
            assert answer["reasons"]
    else:
        problem_of(response)


@ANYTHING
@given(batch=batches)
def test_any_json_is_answered(program: Program, batch: Any) -> None:
    is_fine(program.post(json.dumps(batch)))


@ANYTHING
@given(body=st.binary(max_size=200), content_type=st.sampled_from(["application/json", "text/plain"]))
def test_any_bytes_are_answered(program: Program, body: bytes, content_type: str) -> None:
    is_fine(program.post(body, content_type))


@ANYTHING
@given(query=st.dictionaries(st.sampled_from(sorted(nearly)) | text, st.one_of(text, *nearly.values()), max_size=5))
def test_any_query_is_answered(program: Program, query: dict[str, Any]) -> None:
    written = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in query.items())
    is_fine(program.http.get(f"/api/v1/checks?{written}", headers={"Authorization": f"Bearer {program.token}"}))


nearly_terms = {
    "uses": st.lists(st.sampled_from(sorted(USES)) | text, max_size=3) | values,
    "starts_on": st.dates().map(str) | text | values,
    "ends_on": st.dates().map(str) | text | values,
    "currency": st.sampled_from(["EUR", "XXX"]) | text | values,
    "rates": st.lists(
        st.fixed_dictionaries(
            {"basis": st.sampled_from(["per_output", "revenue_share", "flat"]) | text},
            optional={"amount": st.decimals().map(str) | values, "basis_points": values, "use": text | values},
        ),
        max_size=2,
    )
    | values,
    "territories": st.lists(st.sampled_from(["DE", "XX"]) | text, max_size=2) | values,
    "model": st.fixed_dictionaries({"name": text, "version": text}) | values,
    "notice_days": values,
    "special": text | values,
}
nearly_request = {
    "title": text | values,
    "purpose": text | values,
    "assets": st.lists(st.uuids().map(str), max_size=3) | values,
    "isrcs": st.lists(text | st.just("QZS7T2500012"), max_size=3) | values,
    "terms": st.fixed_dictionaries({}, optional=nearly_terms) | values,
    "deadline": st.datetimes().map(lambda at: at.isoformat() + "Z") | text | values,
    "seen_sha256": st.just("0" * 64) | text | values,
}


@ANYTHING
@given(
    body=st.fixed_dictionaries({}, optional=nearly_request) | values,
    path=st.sampled_from(["requests", "requests/R-1/counter", "requests/1/accept", "requests/R-1/again"]),
    key=st.none() | st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30),
)
def test_any_request_is_answered_and_nothing_is_sent(writer: Asker, body: Any, path: str, key: str | None) -> None:
    response = writer.post(path, json.dumps(body), key=key)
    assert response.status_code in (404, 409, 415, 422), response.content
    problem_of(response)


@ANYTHING
@given(
    query=st.dictionaries(st.sampled_from(["state", "cursor", "limit"]) | text, text, max_size=3), which=st.booleans()
)
def test_any_list_is_answered(writer: Asker, query: dict[str, str], which: bool) -> None:
    written = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in query.items())
    path = f"/api/v1/{'requests' if which else 'licences'}?{written}"
    response = writer.http.get(path, headers={"Authorization": f"Bearer {writer.token}"})
    assert response.status_code in (200, 422), response.content


def _quoted(value: Any) -> str:
    return quote(str(value).encode("utf-8", "surrogatepass"))
