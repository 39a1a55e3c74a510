"""A program that reports: counted once, told line by line what is wrong, and never an error of ours."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.utils import timezone

from consent.reports.models import Batch, Line, Output
from tests.cast import Cast
from tests.portal.api.asking import Asker
from tests.portal.api.conftest import oauth_client, problem_of, token_response
from tests.support.reporting import line, open_track, the_licence


@pytest.fixture
def halcyon(cast: Cast) -> Asker:
    """Halcyon Audio's program, with a token for reports."""
    oauth_client(cast.partner, "halcyon", "checks\nreports")
    return Asker(cast.partner, token_response("halcyon", scope="reports").json()["access_token"])


def test_a_batch_is_answered_line_by_line(cast: Cast, halcyon: Asker) -> None:
    asset, licence = open_track(cast), the_licence(cast)
    good = line(asset, licence)
    response = halcyon.post("reports", {"lines": [good, good, {"reference": "x"}, "rubbish"]})
    assert response.status_code == 201, response.content
    said = response.json()
    assert (said["lines"], said["accepted"], said["already_counted"], said["refused"]) == (4, 1, 1, 2)
    assert [(one["index"], one["code"]) for one in said["refusals"]] == [(2, "permit_or_licence"), (3, "not_a_line")]
    one = halcyon.get(f"reports/{said['id']}").json()
    [counted] = one["counted"]
    assert (counted["reference"], counted["licences"], counted["quantity"]) == ("l-1", [licence.reference], "1")
    assert one["refusals"] == said["refusals"]
    [listed] = halcyon.get("reports").json()["reports"]
    assert listed["id"] == said["id"]


def test_the_same_post_again_is_answered_again_and_counted_once(cast: Cast, halcyon: Asker) -> None:
    body = {"lines": [line(open_track(cast), the_licence(cast))]}
    first, second = halcyon.post("reports", body, key="k"), halcyon.post("reports", body, key="k")
    assert first.content == second.content
    assert second["Idempotent-Replayed"] == "true"
    third = halcyon.post("reports", body, key="another").json()
    assert (third["accepted"], third["already_counted"]) == (0, 1)
    assert Line.objects.count() == 1


_NONSENSE: list[Any] = [
    None, 1, 1.5, "", "x", [], [[]], {}, {"reference": None}, {"reference": ""}, {"reference": "\x00"},
    {"reference": "a\u202eb"}, {"reference": "x" * 201}, {"reference": 7}, {"reference": "a", "nonsense": 1},
    {"reference": "a", "permit": 1}, {"reference": "a", "permit": "é.é.é"}, {"reference": "a", "permit": "..."},
    {"reference": "a", "permit": "a.e30.b"}, {"reference": "a", "licence": []}, {"reference": "a", "licence": "L-x"},
    {"reference": "a", "licence": ["L-1"] * 9}, {"reference": "a", "licence": "L-999999999999"},
    {"reference": "a", "licence": {"a": 1}}, {"reference": "a", "reverses": 1}, {"reference": "a", "reverses": "\x00"},
    {"reference": "a", "reverses": "a"}, {"reference": "a", "reverses": "01234567-89ab-cdef-0123-456789abcdef"},
]  # fmt: skip


def test_rubbish_of_every_kind_is_refused_line_by_line(cast: Cast, halcyon: Asker) -> None:
    response = halcyon.post("reports", {"lines": _NONSENSE})
    assert response.status_code == 201, response.content
    said = response.json()
    assert (said["accepted"], said["refused"]) == (0, len(_NONSENSE))
    assert all(one["code"] and one["detail"] for one in said["refusals"])
    assert not Line.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("asset", "x"), ("asset", 1), ("isrc", "QZS7T2500012"), ("use", "nonsense"), ("use", None), ("use", {}),
        ("territory", "XX"), ("territory", 1), ("territory", "ſs"), ("model", "a\nb"),
        ("made_at", "yesterday"), ("made_at", 5),
        ("made_at", "2026-10-14"), ("made_at", "9999-12-31T23:59:59Z"), ("made_at", "0001-01-01T00:00:00+14:00"),
        ("made_at", None), ("period", {}), ("quantity", "-1"), ("quantity", "1e5"), ("quantity", 0.5),
        ("quantity", True), ("quantity", "1.0000001"), ("quantity", "9999999999999"), ("quantity", 0),
        ("quantity", "٣"), ("minutes", "x"), ("revenue", 5), ("revenue", {"amount": "1"}),
        ("revenue", {"amount": "1", "currency": "eur"}), ("revenue", {"amount": "1", "currency": []}),
        ("outputs", {}), ("outputs", [1]), ("outputs", ["x"] * 51), ("outputs", [{"id": "a"}]), ("outputs", ["nobody"]),
    ],
)  # fmt: skip
def test_each_field_says_what_is_wrong_with_it(cast: Cast, halcyon: Asker, field: str, value: Any) -> None:
    body = {"lines": [line(open_track(cast), the_licence(cast)) | {field: value}]}
    response = halcyon.post("reports", body)
    assert response.status_code == 201, response.content
    [refused] = response.json()["refusals"]
    assert refused["field"].split(".")[0] in (field, "asset", "isrc", "made_at", "quantity", "period"), refused


@pytest.mark.parametrize(
    "period",
    [
        {"from": "2026-13-01", "to": "2026-10-31"}, {"from": "2026-10-31", "to": "2026-10-01"}, {"from": 1, "to": 2},
        {"from": "2020-01-01", "to": "2026-01-01"}, {"from": "9999-12-31", "to": "9999-12-31"}, {"from": "2026-10-01"},
        {"from": "2026-10-01", "to": "2026-10-31", "x": 1}, {"from": "0001-01-01", "to": "0001-01-02"},
    ],
)  # fmt: skip
def test_a_period_that_cannot_be_meant_is_refused(cast: Cast, halcyon: Asker, period: dict[str, Any]) -> None:
    body = {"lines": [line(open_track(cast), the_licence(cast), made_at=None, period=period)]}
    [refused] = halcyon.post("reports", body).json()["refusals"]
    assert refused["field"].startswith("period")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "lines"), ({"lines": []}, "lines"), ({"lines": 5}, "lines"), ({"lines": [{}] * 10_001}, "lines"),
        ({"complete": ["L-9999"]}, "complete.0"), ({"complete": ["nonsense"]}, "complete.0"),
        ({"complete": [5]}, "complete"),
        ({"complete": [{"licence": "L-1", "until": "x"}]}, "complete"), ({"lines": [], "x": 1}, "x"), ([], "body"),
    ],
)  # fmt: skip
def test_a_batch_without_its_shape_is_a_problem(halcyon: Asker, body: Any, field: str) -> None:
    response = halcyon.post("reports", body)
    problem = problem_of(response)
    assert (response.status_code, problem["reason_code"]) == (422, "invalid_request")
    assert problem["errors"][0]["field"].startswith(field) or field == "body"
    assert not Batch.objects.exists()


def test_a_large_batch_fits_and_too_large_a_body_does_not(cast: Cast, halcyon: Asker) -> None:
    padding = "x" * 199
    body = json.dumps({"lines": [{"reference": padding} for _ in range(10_000)], "complete": []})
    wide = body + " " * (6 * 1024 * 1024)
    response = halcyon.post("reports", wide)
    assert response.status_code == 201, response.content[:3000]
    assert response.json()["refused"] == 10_000
    response = halcyon.post("reports", body + " " * (21 * 1024 * 1024))
    assert (response.status_code, problem_of(response)["reason_code"]) == (413, "body_too_large")


def test_what_cannot_be_kept_as_it_is_sent_is_refused_all_the_same(cast: Cast, halcyon: Asker) -> None:
    nested = "[" * 1000 + "]" * 1000
    names = '{"reference": "a", "\\u0000\\u202e": 1}'
    whole = line(open_track(cast), the_licence(cast)) | {"outputs": [{"\x00": 1}]}
    response = halcyon.post("reports", f'{{"lines": [{nested}, {names}, {json.dumps(whole)}]}}')
    assert response.status_code == 201, response.content
    assert [one["code"] for one in response.json()["refusals"]] == ["not_a_line", "unknown_field", "unknown_field"]
    assert [one["field"] for one in response.json()["refusals"][1:]] == ["??", "outputs.0.?"]


def test_the_largest_amounts_add_up(cast: Cast, halcyon: Asker) -> None:
    asset, licence = open_track(cast), the_licence(cast)
    lines = [line(asset, licence, f"l-{number}", quantity="999999999999.999999") for number in range(3)]
    response = halcyon.post("reports", {"lines": lines})
    assert response.status_code == 201, response.content
    assert response.json()["accepted"] == 3


def test_another_scope_reports_nothing(cast: Cast) -> None:
    oauth_client(cast.partner, "halcyon", "checks\nreports")
    asks = Asker(cast.partner, token_response("halcyon", scope="checks").json()["access_token"])
    for response in (asks.post("reports", {"lines": []}), asks.get("reports"), asks.get("reports/due")):
        assert (response.status_code, problem_of(response)["reason_code"]) == (403, "scope_missing")


def _output(cast: Cast, **changed: Any) -> dict[str, Any]:
    asset, licence = open_track(cast), the_licence(cast)
    plain = {
        "id": "o-1", "title": "Slow Ferry, in the rain", "kind": "audio", "contains_ai": "Partly",
        "made_at": timezone.now().isoformat(), "url": "https://play.halcyon.example/o/1",
        "parts": [{"use": "remix", "asset": str(asset.pk), "licence": licence.reference}],
    }  # fmt: skip
    return plain | changed


def test_an_output_gets_a_page_and_a_credit_line_once(cast: Cast, halcyon: Asker) -> None:
    body = _output(cast)
    first = halcyon.post("outputs", body)
    assert first.status_code == 201, first.content
    said = first.json()
    assert (said["credit"], said["parts"][0]["licence"]) == ("Saltglass by Ayla Marsh", the_licence(cast).reference)
    again = halcyon.post("outputs", body)
    assert (again.status_code, again.json()["id"]) == (200, said["id"])
    other = halcyon.post("outputs", body | {"title": "Another"})
    assert (other.status_code, problem_of(other)["refusal"]) == (409, "output_reused")
    assert halcyon.get(f"outputs/{said['id']}").json() == said
    page = halcyon.http.get(said["page"].removeprefix("http://testserver"))
    assert page.status_code == 200
    assert "Slow Ferry, in the rain" in page.content.decode()
    assert "Saltglass by Ayla Marsh" in page.content.decode()
    assert body["url"] in page.content.decode()
    gone = halcyon.post(f"outputs/{said['id']}/take-down")
    assert gone.json()["taken_down_at"]
    assert halcyon.post(f"outputs/{said['id']}/take-down").json() == gone.json()
    page = halcyon.http.get(said["page"].removeprefix("http://testserver"))
    assert page.status_code == 410
    assert body["url"] not in page.content.decode()
    assert Output.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"url": "javascript:alert(1)"}, "url"), ({"url": "http://halcyon.example/"}, "url"),
        ({"url": "https://user:pass@halcyon.example/"}, "url"), ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "https://localhost/x"}, "url"), ({"url": "https://a.example/\" onload=x"}, "url"),
        ({"url": "https://a.example/\u202e"}, "url"), ({"url": "https://a.example:8443/"}, "url"),
        ({"url": "https://[::1]/"}, "url"), ({"url": "data:text/html,x"}, "url"), ({"title": "a\u202eb"}, "title"),
        ({"title": "\u200b"}, "title"), ({"title": "a\x00b"}, "title"), ({"kind": "film"}, "kind"),
        ({"contains_ai": "some"}, "contains_ai"), ({"sha256": "x"}, "sha256"),
        ({"made_at": "2026-10-14T00:00:00"}, "made_at"),
        ({"made_at": "2999-10-14T00:00:00Z"}, "made_at"), ({"parts": []}, "parts"), ({"parts": [{}]}, "parts.0"),
        ({"parts": [{"use": "remix", "licence": "L-9999", "asset": str(uuid4())}]}, "parts.0"),
    ],
)  # fmt: skip
def test_an_output_that_cannot_be_trusted_is_refused(
    cast: Cast, halcyon: Asker, changed: dict[str, Any], field: str
) -> None:
    response: HttpResponse = halcyon.post("outputs", _output(cast, **changed))
    problem = problem_of(response)
    assert (response.status_code, problem["reason_code"]) == (422, "invalid_request"), response.content
    assert problem["errors"][0]["field"].startswith(field)
    assert not Output.objects.exists()
