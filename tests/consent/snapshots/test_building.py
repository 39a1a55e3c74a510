"""Versions: what they hold, that they come whole or not at all, and how long they are kept."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consent.choices.answers import Answer, Limits
from consent.snapshots import building, files, keeping, sources, tasks
from consent.snapshots.models import Reader, Snapshot
from consent.snapshots.reading import Gone, open_changes, open_file
from tests import cast as cast_module
from tests.cast import Cast
from tests.consent.snapshots.scenes import another_partner, answer, built, open_track
from tests.support.licences import in_force, terms
from tests.support.snapshot_reader import reader, refresh, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("snapshot_files")]


def isrcs(snapshot: Snapshot) -> list[str]:
    """What it holds."""
    lines = text_of(snapshot).decode().splitlines()
    return sorted(line.split("\t")[2] for line in lines if line.startswith("asset"))


def numbers() -> list[int]:
    """Of the versions there are."""
    return list(Snapshot.objects.order_by("number").values_list("number", flat=True))


def test_it_holds_what_this_partner_may_use_and_nothing_of_others(cast: Cast) -> None:
    open_track(cast)
    other = another_partner(cast)
    for_other = open_track(cast, "For Versão alone", "QZS7T2500099")
    answer(cast, for_other, Answer.ON, limits=Limits(partners=(other.pk,)))
    answer(cast, open_track(cast, "Shut", "QZS7T2500098"), Answer.OFF)
    assert isrcs(built(cast.partner)) == ["QZS7T2500012"]
    assert isrcs(built(other)) == ["QZS7T2500012", "QZS7T2500099"]


def test_what_did_not_change_is_the_same_version(cast: Cast) -> None:
    open_track(cast)
    first = built(cast.partner)
    assert built(cast.partner).pk == first.pk
    assert numbers() == [1]


def test_the_same_content_is_the_same_file_byte_for_byte(cast: Cast) -> None:
    asset = open_track(cast)
    first = built(cast.partner)
    answer(cast, asset, Answer.OFF)
    second = built(cast.partner)
    answer(cast, asset, Answer.ON)
    third = built(cast.partner)
    assert (first.number, second.number, third.number) == (1, 2, 3)
    assert first.sha256 == third.sha256 != second.sha256
    with open_file(first) as one, open_file(third) as other:
        assert one.read() == other.read()
    with open_changes(third, first.pk) as none:
        assert list(files.unpack(none)) == []


def test_a_withdrawal_is_one_line_of_changes(cast: Cast) -> None:
    assets = [open_track(cast, f"Track {n}", f"QZS7T25000{n}") for n in range(10, 20)]
    first = built(cast.partner)
    answer(cast, assets[3], Answer.OFF)
    with open_changes(built(cast.partner), first.pk) as changes:
        [line] = files.unpack(changes)
    assert line.startswith(f"-asset\t{assets[3].pk}\tQZS7T2500013\t".encode())


def test_the_reader_finds_a_file_that_was_tampered_with(cast: Cast, snapshot_files: Path) -> None:
    asset = open_track(cast)
    snapshot = built(cast.partner)
    lines = text_of(snapshot).splitlines(keepends=True)
    path = snapshot_files / snapshot.file
    path.unlink()
    with path.open("wb") as file:
        files.pack([*lines[:1], b"asset\tanother\t\t\n", *lines[1:]], file)
    one = reader(cast.partner.slug)
    with pytest.raises(ValueError, match="not what was signed"):
        refresh(one, snapshot)
    assert one.allows(str(asset.pk), "analyse", timezone.now()) is None


def test_the_reader_says_no_when_the_manifest_has_run_out(cast: Cast) -> None:
    asset = open_track(cast)
    snapshot = built(cast.partner)
    one = refresh(reader(cast.partner.slug), snapshot)
    within = snapshot.right_at + sources.GOOD_FOR - timedelta(seconds=2)
    assert one.allows(str(asset.pk), "analyse", within) is not None
    assert one.allows(str(asset.pk), "analyse", within + timedelta(seconds=2)) is None


def test_killed_in_the_middle_it_leaves_no_version(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, snapshot_files: Path
) -> None:
    open_track(cast)
    kept = files.keep

    def killed(name: str, content: Any) -> tuple[str, int]:
        kept(name, content)
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "keep", killed)
    with pytest.raises(KeyboardInterrupt):
        building.build(cast.partner.pk)
    monkeypatch.undo()
    assert numbers() == []
    [orphan] = snapshot_files.rglob("*.gz")
    snapshot = built(cast.partner)
    assert snapshot.number == 1
    keeping.forget_old(now=timezone.now())
    assert orphan.exists(), "it could still be somebody's who is at it"
    keeping.forget_old(now=timezone.now() + timedelta(days=2))
    assert [path.name for path in snapshot_files.rglob("*.gz")] == [Path(snapshot.file).name]


def test_a_file_that_was_lost_is_made_anew(cast: Cast, snapshot_files: Path) -> None:
    open_track(cast)
    first = built(cast.partner)
    (snapshot_files / first.file).unlink()
    second = built(cast.partner)
    assert second.number == 2
    assert text_of(second)
    with pytest.raises(Gone):
        open_changes(second, first.pk)


def test_old_versions_go_and_the_newest_stays(cast: Cast, snapshot_files: Path) -> None:
    asset = open_track(cast)
    versions = []
    for number in range(4):
        answer(cast, asset, Answer.OFF if number % 2 else Answer.ON)
        versions.append(built(cast.partner))
    Snapshot.objects.filter(number__lte=3).update(built_at=timezone.now() - timedelta(days=8))
    assert keeping.forget_old(now=timezone.now() + timedelta(days=2)) == 2
    assert numbers() == [3, 4]
    with pytest.raises(Gone):
        open_changes(versions[3], versions[0].pk)
    with open_changes(versions[3], versions[2].pk) as changes:
        assert len(list(files.unpack(changes))) > 0
    assert len(list(snapshot_files.rglob("*.gz"))) == 4, "two files, and the changes to each"


def test_so_many_versions_are_kept_and_no_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "KEPT_VERSIONS", 2)
    asset = open_track(cast)
    for number in range(3):
        answer(cast, asset, Answer.OFF if number % 2 else Answer.ON)
        built(cast.partner)
    keeping.forget_old(now=timezone.now())
    assert numbers() == [2, 3]


def test_the_number_of_queries_does_not_grow(cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            built(cast.partner)
        return len(captured)

    open_track(cast)
    few = queries()
    assets = [open_track(cast, f"Track {n}", f"QZS7T25000{n}") for n in range(20, 40)]
    for some in (assets[:5], assets[5:]):
        in_force(cast.partner, [cast.label], terms(["analyse"], assets=some))
    Snapshot.objects.all().delete()
    assert queries() == few


def test_those_who_ask_are_kept_up_to_date_and_those_who_stopped_are_not(cast: Cast) -> None:
    open_track(cast)
    assert tasks.build_snapshots() == 0
    keeping.note_reader(cast.partner.pk, test=False)
    assert tasks.build_snapshots() == 1
    assert tasks.build_snapshots() == 0, "just built"
    Snapshot.objects.update(right_at=timezone.now() - timedelta(minutes=1))
    assert tasks.build_snapshots() == 1
    Snapshot.objects.update(right_at=timezone.now() - timedelta(minutes=1))
    Reader.objects.update(asked_at=timezone.now() - keeping.READS)
    assert tasks.build_snapshots() == 0


def test_one_partner_whose_build_fails_does_not_hold_up_the_others(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    other = another_partner(cast)
    keeping.note_reader(other.pk, test=False)
    keeping.note_reader(cast.partner.pk, test=False)
    read = sources.lines_of

    def broken(partner_id: int, *args: Any, **kwargs: Any) -> Iterator[bytes]:
        if partner_id == cast.partner.pk:
            raise RuntimeError
        return read(partner_id, *args, **kwargs)

    monkeypatch.setattr(sources, "lines_of", broken)
    assert tasks.build_snapshots() == 1
    assert [one.partner_id for one in Snapshot.objects.all()] == [other.pk]


def test_test_clients_have_the_sandboxs_assets_alone(cast: Cast) -> None:
    open_track(cast)
    snapshot = built(cast.partner, test=True)
    assert isrcs(snapshot)
    assert "QZS7T2500012" not in isrcs(snapshot)
    assert isrcs(built(cast.partner)) == ["QZS7T2500012"]


@pytest.mark.django_db(transaction=True)
def test_two_builds_at_once_make_one_version() -> None:
    people = cast_module.cast()
    open_track(people)
    inside, go_on = threading.Event(), threading.Event()
    made: list[Snapshot | None] = []
    pack = files.pack

    def waits(*args: Any) -> files.Packed:
        inside.set()
        assert go_on.wait(20)
        return pack(*args)

    def slowly() -> None:
        try:
            made.append(building.build(people.partner.pk))
        finally:
            connection.close()

    first = threading.Thread(target=slowly)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(files, "pack", waits)
        first.start()
        assert inside.wait(20)
        assert building.build(people.partner.pk) is None
        go_on.set()
        first.join()
    assert made[0] is not None
    assert numbers() == [1]
    assert building.build(people.partner.pk) is not None, "the lock is free again"
