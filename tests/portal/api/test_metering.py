"""Limits a minute, told in headers; what partners ask, noted; a worker keeps it in memory and several share it."""

import http_sf
import pytest
import time_machine
from django.http import HttpResponse

from artists.teams.models import ApiClient
from consent.usage.limits import KINDS
from consent.usage.models import Asked, Hour, Minute, Tally
from portal.api.metering import Limit, Meter, headers, meter
from tests.cast import Cast
from tests.portal.api.conftest import Program, problem_of
from tests.support.signing_in import signed_in

MOMENT = "2026-11-22T14:47:48Z"
QUESTION = {"isrc": "QZS7T2500012", "use": "remix", "territory": "DE"}


def fields(response: HttpResponse) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]:
    """Both header fields, read by a stranger's parser of structured fields."""
    policy = http_sf.parse(response["RateLimit-Policy"].encode(), tltype="list")
    limit = http_sf.parse(response["RateLimit"].encode(), tltype="list")
    return dict(policy), dict(limit)


def limited(**limits: int) -> None:
    ApiClient.objects.update(limits=limits)


@time_machine.travel(MOMENT, tick=False)
def test_every_answer_says_what_may_be_asked_and_what_is_left(program: Program) -> None:
    policy, limit = fields(program.get(**QUESTION))
    most = KINDS["checks"].per_minute
    assert policy == {"checks": {"q": most, "w": 60}}
    assert limit == {"checks": {"r": most - 1, "t": 12}}
    _, limit = fields(program.post({"questions": [QUESTION] * 10}))
    assert limit == {"checks": {"r": most - 11, "t": 12}}


@time_machine.travel(MOMENT, tick=False)
def test_over_the_limit_nothing_is_done_and_the_answer_says_when_to_try_again(program: Program) -> None:
    limited(checks=12)
    assert program.get(**QUESTION).status_code == 200
    assert program.post({"questions": [QUESTION] * 10}).status_code == 200
    refused = program.post({"questions": [QUESTION] * 2})
    problem = problem_of(refused)
    assert (refused.status_code, problem["reason_code"], refused["Retry-After"]) == (429, "rate_limited", "12")
    assert "12 a minute; 1 are left" in problem["detail"]
    assert fields(refused)[1] == {"checks": {"r": 1, "t": 12}}
    assert program.get(**QUESTION).status_code == 200
    assert program.get(**QUESTION).status_code == 429
    assert "Split it." in problem_of(program.post({"questions": [QUESTION] * 13}))["detail"]
    assert Minute.objects.get().amount == 12
    with time_machine.travel("2026-11-22T14:48:00Z", tick=False):
        assert program.get(**QUESTION).status_code == 200


@time_machine.travel(MOMENT, tick=False)
def test_permits_have_a_limit_of_their_own_and_a_refused_batch_costs_no_checks(program: Program) -> None:
    limited(permits=2)
    program.get(**QUESTION)
    wanted = QUESTION | {"permit": {"quantity": 1, "single_use": False}}
    _, before = fields(program.post({"questions": [wanted, wanted, QUESTION]}))
    assert set(before) == {"checks", "permits"}
    refused = program.post({"questions": [wanted]})
    assert refused.status_code == 429
    assert fields(refused)[1]["permits"] == {"r": 0, "t": 12}
    assert fields(program.get(**QUESTION))[1]["checks"]["r"] == before["checks"]["r"] - 1


@time_machine.travel(MOMENT, tick=False)
def test_a_permit_that_is_wanted_without_saying_how_counts_too(program: Program) -> None:
    limited(permits=1)
    wanted = QUESTION | {"permit": {}}
    assert program.post({"questions": [wanted, QUESTION | {"permit": None}]}).status_code == 200
    assert program.post({"questions": [wanted]}).status_code == 429


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"questions": 7}', b'{"questions": []}', b'{"questions": [7, null]}'])
def test_a_body_that_makes_no_sense_is_refused_as_before_and_counts(program: Program, body: bytes) -> None:
    response = program.post(body)
    assert response.status_code == 422
    assert fields(response)[1]["checks"]["r"] < KINDS["checks"].per_minute


def test_a_check_is_noted_with_its_answer_and_tallied(program: Program, cast: Cast) -> None:
    program.get(**QUESTION)
    program.post({"questions": [QUESTION, QUESTION | {"use": "nothing"}] * 100})
    many, one = Asked.objects.order_by("-id")
    assert (one.kind, one.method, one.path, one.status, one.amount) == ("checks", "GET", "/api/v1/checks", 200, 1)
    assert (one.allow, one.ask, one.deny, one.partner, one.test) == (0, 0, 1, cast.partner, False)
    assert one.questions == [
        {"u": "remix", "n": "QZS7T2500012", "t": "DE", "a": "deny", "r": ["unknown_asset"], "v": []}
    ]
    assert one.duration_ms > 0
    assert one.request_id
    assert (many.amount, many.deny, len(many.questions)) == (200, 200, 100)
    tallies = Tally.objects.order_by("use").values_list("use", "version", "answer", "count")
    assert list(tallies) == [("", None, "deny", 100), ("remix", None, "deny", 101)]
    assert Hour.objects.get().count == 201


def test_what_was_refused_is_noted_with_the_problem(program: Program) -> None:
    program.post({"questions": []})
    program.http.get("/api/v1/requests/R-1", headers={"Authorization": f"Bearer {program.token}"})
    program.http.get("/api/v1/requests", headers={"Authorization": "Bearer nobody"})
    assert list(Asked.objects.order_by("id").values_list("kind", "path", "status", "problem")) == [
        ("checks", "/api/v1/checks", 422, "invalid_question"),
        ("calls", "/api/v1/requests/<id>", 403, "scope_missing"),
    ]


def test_nobody_is_limited_or_noted_without_a_token(db: None, cast: Cast) -> None:
    response = signed_in(cast.rin).get("/api/v1/uses")
    assert "RateLimit" not in response.headers
    assert not Asked.objects.exists()


def test_the_headers_are_structured_fields() -> None:
    told = headers([Limit("checks", 600, 0, 30, refused=True), Limit("permits", 30, 4, 30)])
    assert told == {
        "RateLimit-Policy": '"checks";q=600;w=60, "permits";q=30;w=60',
        "RateLimit": '"checks";r=0;t=30, "permits";r=4;t=30',
        "Retry-After": "30",
    }


def test_two_workers_share_a_limit_once_they_have_written(program: Program) -> None:
    client = ApiClient.objects.get().pk
    limited(calls=10)
    here, there = Meter(), Meter()
    with time_machine.travel(MOMENT, tick=False):
        assert not here.admit(client, "calls", 1).refused
        assert not there.admit(client, "calls", 1).refused
        assert here.flush()
        assert there.flush()
        assert here.flush()
        assert [here.admit(client, "calls").refused for _ in range(9)] == [False] * 8 + [True]
        # What the other has not heard of yet it still lets through: never more than the limit once over.
        let_through = sum(not there.admit(client, "calls").refused for _ in range(100))
        assert let_through == 8
        assert here.flush()
        assert there.flush()
        assert here.flush()
        assert here.admit(client, "calls").refused
        assert there.admit(client, "calls").refused
    assert Minute.objects.get(client=client, kind="calls").amount == 18


def test_a_minute_that_is_over_counts_no_more(program: Program) -> None:
    client, worker = ApiClient.objects.get().pk, Meter()
    with time_machine.travel(MOMENT, tick=False):
        worker.admit(client, "calls", 600)
        assert worker.admit(client, "calls").refused
        worker.flush()
    with time_machine.travel("2026-11-22T14:48:01Z", tick=False):
        assert worker.admit(client, "calls") == Limit("calls", 600, 599, 59)
        worker.flush()
        assert worker.admit(client, "calls").left == 598
    assert meter is not worker
