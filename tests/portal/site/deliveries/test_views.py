"""Bringing in a file in the browser, without a script."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from artists.access import Role
from artists.catalog.deliveries.csv_file import COLUMNS
from artists.catalog.models import Asset, Delivery
from artists.journal import outbox
from artists.teams.models import Team
from portal.site.deliveries.columns import TAKES
from tests.cast import Cast, join, person
from tests.support.signing_in import signed_in

ROWS = "isrc,title,artist\nNOX4A2600118,Saltglass,Ayla Marsh\nNOX4A26001,Ferry Song,Ayla Marsh\n"


@pytest.fixture
def dana(cast: Cast, client: Client) -> Client:
    client.force_login(cast.dana)
    return client


def at(name: str, team: Team, *args: object) -> str:
    return reverse(f"site:{name}", args=[team.slug, *args])


def upload(client: Client, team: Team, content: str | bytes = ROWS, name: str = "saltglass.csv") -> str:
    data = content.encode() if isinstance(content, str) else content
    response = client.post(at("import", team), {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, response.text
    return response["Location"]


def drain() -> None:
    while outbox.drain():
        pass


def test_upload_look_confirm_done(cast: Cast, dana: Client) -> None:
    page = upload(dana, cast.label)
    assert "Being read" in dana.get(page).text
    drain()
    plan = dana.get(page)
    assert "Nothing has changed yet" in plan.text
    assert "line 3, column isrc" in plan.text
    assert not Asset.objects.filter(kind="recording").exists()
    assert dana.post(f"{page}confirm/")["Location"] == page
    assert "Being brought in" in dana.get(page).text
    drain()
    assert "What came of it" in dana.get(page).text
    assert Asset.objects.get(isrc="NOX4A2600118").title == "Saltglass"
    dana.post(f"{page}confirm/")
    drain()
    assert Asset.objects.filter(kind="recording").count() == 1


def test_the_page_asks_again_by_itself_only_while_something_goes_on(cast: Cast, dana: Client) -> None:
    page = upload(dana, cast.label)
    assert 'hx-trigger="load delay' in dana.get(page).text
    drain()
    part = dana.get(page, headers={"HX-Request": "true", "HX-Target": "div#delivery"})
    assert "<html" not in part.text
    assert "hx-trigger" not in part.text


def test_the_same_file_again_says_that_there_is_nothing_to_change(cast: Cast, dana: Client) -> None:
    good = ROWS.rsplit("NOX", 1)[0]
    for _ in range(2):
        page = upload(dana, cast.label, good)
        drain()
        dana.post(f"{page}confirm/")
        drain()
    page = upload(dana, cast.label, good)
    drain()
    text = dana.get(page).text
    assert "Nothing to change" in text
    assert "Bring it in" not in text


def test_a_file_that_cannot_be_taken_is_told_beside_the_field(cast: Cast, dana: Client) -> None:
    for content, words in ((b"", "This file is empty"), (b"PK\x03\x04", "packed file"), (None, "Choose a file")):
        data = {} if content is None else {"file": SimpleUploadedFile("a.csv", content)}
        response = dana.post(at("import", cast.label), data)
        assert response.status_code == 422
        assert words in response.text
    page = upload(dana, cast.label, "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")
    drain()
    assert "DTD or entities" in dana.get(page).text


def test_a_plan_can_be_thrown_away(cast: Cast, dana: Client) -> None:
    page = upload(dana, cast.label)
    drain()
    assert "thrown away" in dana.post(f"{page}discard/", follow=True).text
    assert dana.post(f"{page}confirm/").status_code == 409


def test_another_teams_delivery_does_not_exist(cast: Cast, dana: Client) -> None:
    upload(dana, cast.label)
    pk = Delivery.objects.get().pk
    dana.force_login(cast.marco)
    for name, method in (("delivery", "get"), ("delivery_confirm", "post"), ("delivery_discard", "post"),
                         ("delivery_refused", "get")):  # fmt: skip
        assert getattr(dana, method)(at(name, cast.artist, pk)).status_code == 404
        assert getattr(dana, method)(at(name, cast.label, pk)).status_code == 404


def test_a_viewer_sees_and_does_not_upload(cast: Cast, dana: Client) -> None:
    page = upload(dana, cast.label)
    drain()
    viewer = person("vi@demo.test", "Vi")
    join(viewer, cast.label, Role.VIEWER)
    dana.force_login(viewer)
    assert "Bring it in" not in dana.get(page).text
    assert "takes the role" in dana.get(at("import", cast.label)).text
    assert dana.post(at("import", cast.label), {"file": SimpleUploadedFile("a.csv", b"x")}).status_code == 403
    assert dana.post(f"{page}confirm/").status_code == 403


def test_the_template_has_the_columns_that_a_team_can_fill(cast: Cast, dana: Client) -> None:
    content = dana.get(at("import_template", cast.label)).content.decode("utf-8-sig")
    assert tuple(content.strip().split(",")) == tuple(name for name in COLUMNS if name != "publishing_share")
    content = signed_in(cast.ayla).get(at("import_template", cast.artist)).content.decode("utf-8-sig")
    assert tuple(content.strip().split(",")) == COLUMNS


def test_the_page_says_what_a_file_needs_and_each_column_takes(dana: Client, cast: Cast) -> None:
    page = dana.get(at("import", cast.label)).text
    assert "an ISRC are enough" in page
    assert "<code>duration</code></dt><dd>3:27, 1:02:03, or seconds" in page
    assert tuple(TAKES) == COLUMNS
    guide = (Path(settings.BASE_DIR) / "docs/catalogue.md").read_text().replace("`", "").replace("\\|", "|")
    assert [name for name, takes in TAKES.items() if f"| {name} | {takes} |" not in guide] == []


def test_refused_lines_come_as_a_csv_without_formulas(cast: Cast, dana: Client) -> None:
    page = upload(dana, cast.label, "isrc,title,artist\nbad,=2+2,Ayla Marsh\n")
    drain()
    assert "'=2+2" in dana.get(f"{page}refused.csv").content.decode("utf-8-sig")


def test_pages_take_as_many_queries_for_ten_as_for_one(cast: Cast, dana: Client) -> None:
    def queries(url: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert dana.get(url).status_code == 200
        return len(caught)

    first = upload(dana, cast.label)
    drain()
    queries(first)
    one, listed = queries(first), queries(at("import", cast.label))
    rows = "isrc,title,artist\n" + "".join(f"NOX4A26{n:05},T{n},Ayla Marsh\n" for n in range(10))
    for _ in range(9):
        last = upload(dana, cast.label, rows)
    drain()
    assert queries(last) == one
    assert queries(at("import", cast.label)) == listed
