"""The same request sent three times at once, as a program does that lost the answer: one request, one answer."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.http import HttpResponse

from consent.requests.models import Request
from portal.api.models import Answered
from tests import cast as cast_module
from tests.portal.api.asking import Asker, asker, song, terms, wanted
from tests.portal.api.conftest import problem_of


@pytest.mark.django_db(transaction=True)
def test_three_posts_with_one_key_make_one_request() -> None:
    people = cast_module.cast()
    versao, body = asker(), wanted(song(people))
    together = Barrier(3)

    def send(_: int) -> HttpResponse:
        try:
            together.wait(10)
            return Asker(versao.team, versao.token).post("requests", body, key="a-key")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(send, range(3)))

    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer for answer in answers) == 2
    assert Request.objects.count() == 1


def test_a_key_is_for_one_body_and_a_refusal_keeps_none(db: None) -> None:
    people = cast_module.cast()
    versao = asker()
    body = wanted(song(people))
    refused = versao.post("requests", body | {"terms": terms(currency="XXZ")}, key="again")
    assert refused.status_code == 422
    assert not Answered.objects.exists()
    first = versao.post("requests", body, key="again")
    assert first.status_code == 201
    quoted = versao.post("requests", body, key='"again"')
    assert json.loads(quoted.content) == json.loads(first.content)
    other = versao.post("requests", body | {"title": "Another"}, key="again")
    assert (other.status_code, problem_of(other)["reason_code"]) == (422, "idempotency_key_reused")
    mine = asker("Night Bus FM", "nightbus").post("requests", body, key="again")
    assert (mine.status_code, Request.objects.count()) == (201, 2)
    withdrawn = [versao.post(f"requests/{first.json()['id']}/withdraw", key="w") for _ in range(2)]
    assert [one.status_code for one in withdrawn] == [200, 200]


@pytest.mark.parametrize("key", ["", "x" * 256, "a b", "ключ", '""'])
def test_a_key_that_cannot_be_read_does_nothing(db: None, key: str) -> None:
    people = cast_module.cast()
    response = asker().post("requests", wanted(song(people)), key=key)
    assert (response.status_code, problem_of(response)["reason_code"]) == (422, "idempotency_key_unreadable")
    assert not Request.objects.exists()
