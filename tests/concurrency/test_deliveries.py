"""Deliveries on real transactions: confirmed once however often it is pressed, and done once by two workers."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from artists.catalog.deliveries import actions
from artists.catalog.models import Artist, Asset, Delivery, Holding
from artists.journal import outbox
from artists.journal.models import Entry
from tests import cast as cast_module
from tests.cast import acting

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = "isrc,title,artist\n" + "".join(f"NOX4A26{n:05},Track {n},Low Orbit\n" for n in range(12))


def at_once(*acts: Callable[[], Any]) -> None:
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        start.wait(timeout=10)
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))


def test_two_confirms_and_two_workers_bring_a_file_in_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "CHUNK", 5)
    cast = cast_module.cast()
    dana = acting(cast.dana, cast.label)
    delivery = actions.receive("a.csv", ROWS.encode(), actor=dana)
    outbox.drain()
    at_once(lambda: actions.confirm(delivery.pk, actor=dana), lambda: actions.confirm(delivery.pk, actor=dana))
    assert Entry.objects.filter(type="delivery.confirmed").count() == 1
    at_once(outbox.drain, outbox.drain)
    outbox.drain()
    assert Delivery.objects.get().state == "done"
    assert Asset.objects.filter(kind="recording").count() == 12
    assert Holding.objects.filter(asset__kind="recording").count() == 12
    assert Entry.objects.filter(type="track.added").count() == 12


def test_two_files_at_once_that_name_the_same_new_artist_and_tracks_make_them_once() -> None:
    cast = cast_module.cast()
    dana, theo = acting(cast.dana, cast.label), acting(cast.marco, cast.artist)
    mine = actions.receive("a.csv", ROWS.encode(), actor=dana)
    theirs = actions.receive("b.csv", ROWS.replace("Low Orbit", "Ayla Marsh").encode(), actor=theo)
    outbox.drain()
    actions.confirm(mine.pk, actor=dana)
    actions.confirm(theirs.pk, actor=theo)
    at_once(outbox.drain, outbox.drain)
    outbox.drain()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}
    assert Asset.objects.filter(kind="recording").count() == 12
    assert Artist.objects.filter(name="Low Orbit").count() <= 1


def test_a_stranger_to_the_file_waits_for_nobody_and_a_discard_meets_a_confirm() -> None:
    cast = cast_module.cast()
    dana = acting(cast.dana, cast.label)
    delivery = actions.receive("a.csv", ROWS.encode(), actor=dana)
    outbox.drain()
    results: list[str] = []

    def press(act: Callable[..., Any]) -> None:
        try:
            act(delivery.pk, actor=dana)
            results.append("done")
        except actions.Conflict:
            results.append("refused")

    at_once(lambda: press(actions.confirm), lambda: press(actions.discard))
    assert sorted(results) == ["done", "refused"]
