"""Files of many lines: made by the worker, for who may see money, until their week is over."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from artists.access import Conflict
from artists.journal import outbox
from artists.teams.models import Membership
from consent.earnings import exports
from consent.earnings.models import Export
from consent.earnings.reading_lines import Filters
from portal.site.earnings.sheets import line_rows
from tests.cast import Cast, acting
from tests.support.earning import agreed, earned, licence, used
from tests.support.reporting import open_track, rin
from tests.support.signing_in import signed_in


@pytest.fixture
def world(cast: Cast, settings: Settings, tmp_path: Path) -> Cast:
    """Three lines that the artist's team earned by, and a folder of the test's own."""
    kept = settings.STORAGES["exports"]
    settings.STORAGES = {**settings.STORAGES, "exports": {**kept, "OPTIONS": {**kept["OPTIONS"], "location": tmp_path}}}
    asset = open_track(cast)
    agreed(asset, {cast.artist: 5000, cast.label: 5000})
    deal = licence(cast.partner, [cast.label])
    earned(rin(cast), *(used(asset, deal, f"l-{number}") for number in range(3)))
    return cast


def test_a_file_is_asked_for_made_by_the_worker_fetched_and_gone_after_a_week(world: Cast) -> None:
    client = signed_in(world.ayla)
    answer = client.post(reverse("site:earnings_export_ask", args=["ayla-marsh"]), {"use": "remix"})
    made = Export.objects.get()
    page, file = answer["Location"], reverse("site:earnings_export_file", args=["ayla-marsh", made.pk])
    assert made.lines == 3
    assert "Your CSV is being made" in client.get(page).content.decode()
    assert client.get(file).status_code == 404
    polled = client.get(page, headers={"HX-Request": "true", "HX-Target": "export"}).content.decode()
    assert polled.lstrip().startswith('<div id="export"')
    while outbox.drain():
        pass
    made.refresh_from_db()
    assert (made.state, made.done) == ("ready", 3)
    assert "It is ready" in client.get(page).content.decode()
    fetched = b"".join(client.get(file)).decode()
    streamed = b"".join(client.get(reverse("site:earnings_lines_csv", args=["ayla-marsh"]) + "?use=remix")).decode()
    assert fetched == streamed
    assert fetched.count("Halcyon") == 3
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert signed_in(world.ayla).get(file).status_code == 404
        assert (exports.forget_old(), exports.forget_old()) == (1, 0)
    assert not storages["exports"].exists(made.file_name)


def test_a_cancelled_one_is_not_made_and_who_has_left_gets_none(world: Cast) -> None:
    ayla = acting(world.ayla, world.artist)
    first, second = (exports.ask(Filters(), zone="UTC", actor=ayla) for _ in range(2))
    with pytest.raises(Conflict, match="Two files of your team"):
        exports.ask(Filters(), zone="UTC", actor=ayla)
    exports.cancel(first, actor=ayla)
    with pytest.raises(Conflict, match="nothing left to cancel"):
        exports.cancel(first, actor=ayla)
    Membership.objects.filter(team=world.artist, person=world.ayla).delete()
    for one in (first, second):
        exports.make(one, line_rows)
    assert set(Export.objects.values_list("state", flat=True)) == {"cancelled"}


def test_many_lines_are_not_streamed_but_made(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "SMALL", 2)
    client = signed_in(world.ayla)
    answer = client.get(reverse("site:earnings_lines_csv", args=["ayla-marsh"]), follow=True)
    assert "press “Make a CSV”" in answer.content.decode()
    assert 'action="/t/ayla-marsh/earnings/exports/"' in answer.content.decode()
