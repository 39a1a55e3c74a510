"""The pages for engineers: whole, linked to what there is, and with the reader's own client in the samples."""

import re
from typing import Any

import pytest
from django.test import Client

from artists.teams.models import ApiClient
from consent.usage.limits import KINDS
from portal.api.developers.pages import PAGES, Page
from portal.api.developers.reference import Chapter, whole
from portal.api.oauth import SCOPES
from portal.api.partner_events import partner_events
from tests.cast import Cast
from tests.portal.api.conftest import oauth_client
from tests.support.signing_in import signed_in


def read(address: str, client: Client | None = None) -> str:
    """A page as HTML."""
    response = (client or Client()).get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


@pytest.mark.parametrize("one", PAGES, ids=lambda one: one.label)
def test_every_page_is_there_and_every_link_on_it_leads_somewhere(db: None, one: Page) -> None:
    html = read(one.url)
    ids = set(re.findall(r'\bid="([^"]+)"', html))
    assert len(ids) == len(re.findall(r'\bid="([^"]+)"', html)), "an id is there twice"
    for link in set(re.findall(r'href="([^"]+)"', html)):
        path, _, part = link.partition("#")
        if link.startswith("/static/") or "://" in link:
            continue
        if not path:
            assert part in ids, link
            continue
        response = Client().get(path)
        assert response.status_code in (200, 302), link
        if part and response["Content-Type"].startswith("text/html"):
            assert f'id="{part}"' in response.content.decode(), link


@pytest.mark.parametrize("chapter", whole(), ids=lambda chapter: chapter.slug)
def test_the_reference_shows_every_operation_with_its_call_and_an_answer(db: None, chapter: Chapter) -> None:
    html = read(f"/developers/reference/{chapter.slug}/")
    for one in chapter.operations:
        assert f'id="{one.id}"' in html
        assert one.path in html
        assert f'id="call-{one.id}"' in html
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(set(ids)) == len(ids)
    assert "schemas/" not in html


def test_the_reference_names_every_operation_of_the_document(db: None) -> None:
    html = read("/developers/reference/")
    document = Client().get("/api/v1/openapi.json").json()
    for operations in document["paths"].values():
        for one in operations.values():
            assert f"#{one['operationId']}" in html


def test_the_guide_to_webhooks_shows_every_event_a_partner_is_told(db: None) -> None:
    html = read("/developers/webhooks/")
    for one in partner_events():
        assert f"<code>{one.name}</code>" in html


def test_the_start_has_a_partners_own_test_client_in_it_and_nobody_elses(cast: Cast) -> None:
    oauth_client(cast.partner, "live_1")
    rin = signed_in(cast.rin)
    assert "Make a test client" in read("/developers/", rin)
    oauth_client(cast.partner, "test_1")
    ApiClient.objects.filter(client_id="test_1").update(mode=ApiClient.Mode.TEST)
    mine = read("/developers/", rin)
    assert mine.count("test_1") >= 3
    assert "live_1" not in mine
    for other in (signed_in(cast.ayla), Client()):
        assert "test_1" not in read("/developers/", other)
    ApiClient.objects.filter(client_id="test_1").update(revoked_at="2026-11-01T00:00Z")
    assert "test_1" not in read("/developers/", rin)


def test_an_id_that_is_none_of_ours_cannot_write_html(cast: Cast) -> None:
    oauth_client(cast.partner, '"><script>')
    ApiClient.objects.update(mode=ApiClient.Mode.TEST)
    assert "<script>" not in read("/developers/", signed_in(cast.rin))


def test_a_program_can_be_taken_along_as_it_is(db: None) -> None:
    response = Client().get("/developers/examples/quickstart.sh")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.startswith(b"#!/usr/bin/env bash")


@pytest.mark.parametrize("name", ["quickstart.sh", "quickstart.py"])
def test_a_program_that_was_taken_along_asks_the_portal_it_comes_from(name: str, db: None, settings: Any) -> None:
    settings.SITE_ORIGIN = "https://soundcheck.example"
    program = Client().get(f"/developers/examples/{name}").text
    assert "https://soundcheck.example" in program
    assert "localhost" not in program


def test_a_guide_shows_its_file_with_code_to_copy(db: None) -> None:
    html = read("/developers/permits/")
    assert "<h1>Permits</h1>" in html
    assert 'data-copy="#code-' in html
    assert "<table>" in html


def test_the_limits_written_down_are_those_in_force(db: None) -> None:
    html = read("/developers/limits/")
    for kind in KINDS.values():
        assert f"<td><code>{kind.code}</code></td>" in html
        assert f"<td>{kind.per_minute:,}</td>" in html


def test_the_scopes_written_down_are_those_there_are(db: None) -> None:
    html = read("/developers/tokens/")
    assert [scope for scope in SCOPES if f"<td><code>{scope}</code></td>" in html] == list(SCOPES)
