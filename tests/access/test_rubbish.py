"""Rubbish in every address: whoever may read a page gets it, or a plain refusal, and never a broken one."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from tests.access.matrix import MATRIX
from tests.access.people import EVERYBODY, World, world
from tests.access.rows import ON, Row
from tests.access.test_matrix import undone

pytestmark = pytest.mark.django_db

NAMES = (
    "q", "page", "artist", "release", "show", "tab", "rows", "view", "use", "answer", "tracks", "shown", "without",
    "everything", "expected", "who", "area", "type", "track", "since", "until", "undoable", "before", "named", "sort",
    "again", "kind", "country", "seen", "next", "partners", "territories", "select", "press", "texts", "isrc", "asset",
    "territory",
)  # fmt: skip
VALUES = (
    "\x00", "-1", "9" * 30, "٣", "9999-12-31", "0001-01-01", "9999-12-31T23:59:59-12:00", "%", "'\"><script>",
    "\u202e\U0001f9c2", "x" * 3000, "00000000-0000-0000-0000-00000000000g",
)  # fmt: skip
# Each parameter of its own kind, so that the rubbish in the others is reached.
GOOD = {"use": "remix", "answer": "on", "everything": "1", "seen": "0", "partners": "", "texts": ""}
NOT_UTF8 = "&".join(f"{name}=%ff%c0%80%ed%a0%80" for name in NAMES)
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "x\"'", "HTTP_HX_CURRENT_URL": "http://["}


# Whose views read the query: these get everything, the others a little.
READERS = {
    "fans:artist", "fans:artists", "fans:country", "fans:experience", "fans:mine", "fans:play",
    "site:answer_many", "site:catalogue", "site:history", "site:history_csv",
    "site:import", "site:participation", "site:requests_sent", "site:review", "site:review_default", "site:roster",
    "site:roster_answer",
}  # fmt: skip


def queries(name: str) -> Iterator[str]:
    """Every value in every parameter at once, beside a use and an answer that are good."""
    for value in VALUES if name in READERS else VALUES[:1]:
        yield urlencode(dict.fromkeys(NAMES, value) | GOOD)
    yield NOT_UTF8
    yield "&".join(["%00", "=", "page", "q[]=1", "page=1&page=2"])


@pytest.fixture(scope="module")
def found(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for all addresses."""
    with django_db_blocker.unblock(), undone():
        yield world()


def signed_in(found: World, who: str) -> Client:
    client = Client(raise_request_exception=False)
    client.cookies.load(found.cookies.get(who, {}))
    return client


READ = {row.name: row for row in MATRIX if row.method == "GET" and {200, ON} & set(row.expected.values())}


@pytest.mark.parametrize("row", READ.values(), ids=list(READ))
def test_rubbish_in_the_query_breaks_no_page(found: World, row: Row) -> None:
    who = next(who for who in reversed(EVERYBODY) if row.expected[who] in (200, ON))
    who = "ayla" if row.expected["ayla"] in (200, ON) else who
    client = signed_in(found, who)
    address = reverse(row.name, kwargs=dict(row.args(found)))
    broken = []
    for query in queries(row.name):
        with undone():
            response = client.get(f"{address}?{query}")
            b"".join(response) if response.streaming else None
            if response.status_code >= 500:
                broken.append((response.status_code, query[:60], query[-60:]))
    with undone():
        assert client.get(address, **HTMX).status_code < 500
    assert broken == []


WRITTEN = [row for row in MATRIX if row.method == "POST" and {200, 201, ON, 422} & set(row.expected.values())]


@pytest.mark.parametrize("row", WRITTEN, ids=[row.id for row in WRITTEN])
def test_rubbish_in_a_form_breaks_no_page(found: World, row: Row) -> None:
    who = next(who for who in EVERYBODY[1:] if row.expected[who] in (200, 201, ON, 422))
    client, address = signed_in(found, who), reverse(row.name, kwargs=dict(row.args(found)))
    good = dict(row.data(found))
    broken = []
    # Each field by itself among good ones, then fields that nobody asked for.
    forms = [good | {name: value} for name in good for value in ("\x00", "9" * 30)]
    forms += [good | dict.fromkeys(set(NAMES) - set(good), value) for value in ("\x00", "9" * 30, "9999-12-31")]
    for form in forms:
        with undone():
            if (status := client.post(address, form).status_code) >= 500:
                broken.append((status, form))
    assert broken == []
