"""Every address × every person. An address without a row fails, and so does a row without an address."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from tests.access.matrix import ALLAUTH_ARGS, ALLAUTH_PUBLIC, ALLAUTH_SIGNED_IN, MATRIX
from tests.access.people import EVERYBODY, World, world
from tests.access.rows import ON, PROVE, SIGN_IN, Outcome, Row
from tests.access.walk import every_name

pytestmark = pytest.mark.django_db
ALLAUTH = ALLAUTH_PUBLIC | ALLAUTH_SIGNED_IN


@pytest.fixture(scope="module")
def found(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for all rows: building it takes longer than walking through it."""
    with django_db_blocker.unblock(), undone():
        yield world()


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back: each person meets the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass(frozen=True)
class Way:
    """Where a row leads in a world: what it takes to be there is made once, and everybody meets the same."""

    address: str
    query: str


def way(row: Row, found: World) -> Way:
    address = reverse(row.name, kwargs=dict(row.args(found)))
    query = row.query if isinstance(row.query, str) else row.query(found)
    return Way(address, query)


def come(row: Row, who: str, found: World, to: Way) -> Outcome:
    """Somebody comes to the row's address, signed in long ago unless the row says just now."""
    client = Client()
    client.cookies.load(found.cookies.get(who, {}))
    if row.fresh and who != "nobody":
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session["account_authentication_methods_user"] = str(found.people[who].pk)
        session.save()
    if row.method == "GET":
        return outcome_of(client.get(f"{to.address}?{to.query}"))
    return outcome_of(client.post(to.address, dict(row.data(found))))


def outcome_of(response: HttpResponseBase) -> Outcome:
    if response.status_code not in (301, 302, 303):
        return response.status_code
    target = response.headers["Location"].partition("?")[0]
    if target == reverse("account_login"):
        return SIGN_IN
    return PROVE if target.startswith((reverse("account_reauthenticate"), reverse("mfa_reauthenticate"))) else ON


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    ours = {row.name for row in MATRIX}
    assert set(every_name()) - ours - ALLAUTH == set(), "These addresses are not in tests/access/matrix.py."
    assert (ours | ALLAUTH) - set(every_name()) == set(), "These rows lead nowhere any more."


@pytest.mark.parametrize("row", MATRIX, ids=[row.id for row in MATRIX])
def test_who_gets_in(found: World, row: Row) -> None:
    met: dict[str, Outcome] = {}
    with undone():
        to = way(row, found)
        for who in EVERYBODY:
            with undone():
                met[who] = come(row, who, found, to)
    assert met == row.expected


# ninja serves its description whatever the method; nothing comes of a POST there.
DOCUMENTS = {"api-v1:openapi-json"}
READ_ONLY = sorted(
    {row.name for row in MATRIX if row.method == "GET"}
    - {row.name for row in MATRIX if row.method != "GET"}
    - DOCUMENTS
)


@pytest.mark.parametrize("name", READ_ONLY)
def test_what_has_no_row_for_a_post_takes_none(found: World, name: str) -> None:
    row = next(row for row in MATRIX if row.name == name)
    who = next((who for who in EVERYBODY if row.expected[who] in (200, ON)), "nobody")
    post = Row(name, "POST", {}, row.args)
    with undone():
        assert come(post, who, found, way(post, found)) in (405, 404, 401)


@pytest.mark.parametrize("name", sorted(ALLAUTH_SIGNED_IN))
def test_allauths_own_pages_ask_for_a_sign_in(found: World, name: str) -> None:
    assert outcome_of(Client().get(_allauth(name))) == SIGN_IN


@pytest.mark.parametrize("name", sorted(ALLAUTH_PUBLIC))
def test_allauths_public_pages_answer_anybody(found: World, name: str) -> None:
    assert Client().get(_allauth(name)).status_code < 500


def _allauth(name: str) -> str:
    return f"/{name}" if name.endswith("/") else reverse(name, kwargs=ALLAUTH_ARGS.get(name, {}))
