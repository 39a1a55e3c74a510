"""What those who watch the server learn."""

from datetime import timedelta
from typing import Any, NoReturn

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from artists.journal.models import Message

pytestmark = pytest.mark.django_db


def file(key: str, **fields: Any) -> Message:
    """An outbox row, due a minute ago unless said otherwise."""
    now = timezone.now()
    defaults = {"filed_at": now, "due_at": now - timedelta(minutes=1)}
    return Message.objects.create(topic="nobody.listens", key=key, **defaults | fields)


def refuse(*args: Any) -> NoReturn:
    """What a database that is gone does to every statement."""
    raise OperationalError("gone")


def test_a_well_server_says_so_to_anybody(client: Client) -> None:
    response = client.get("/healthz")

    assert response.status_code == 200
    lanes = {lane: {"waiting": 0, "oldest_seconds": 0} for lane in ("work", "mail", "push", "sound")}
    numbers = {"waiting": 0, "oldest_seconds": 0, "dead": 0}
    assert response.json() == {"status": "ok", "database": True, **numbers, "lanes": lanes}
    assert response.cookies == {}
    assert "no-store" in response["Cache-Control"]


def test_the_depth_and_age_of_the_outbox_are_told(client: Client) -> None:
    now = timezone.now()
    file("due")
    file("later", due_at=now + timedelta(hours=1))
    file("done", done_at=now)
    file("dead", dead_at=now)
    file("dropped", dead_at=now, dropped_at=now)
    file("mail", lane="mail", due_at=now - timedelta(minutes=3))

    found = client.get("/healthz").json()

    assert (found["waiting"], found["dead"]) == (2, 1)
    assert 180 <= found["oldest_seconds"] < 190
    assert {lane: of["waiting"] for lane, of in found["lanes"].items()} == {"work": 1, "mail": 1, "push": 0, "sound": 0}
    assert 60 <= found["lanes"]["work"]["oldest_seconds"] < 70


def test_a_database_that_does_not_answer_is_a_503(client: Client) -> None:
    with connection.execute_wrapper(refuse):
        response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json()["status"] == "down"


def test_looking_costs_two_small_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(10):
        file(f"due {number}")

    with django_assert_num_queries(2):
        client.get("/healthz")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_read(client: Client, method: str) -> None:
    assert getattr(client, method)("/healthz").status_code == 405
