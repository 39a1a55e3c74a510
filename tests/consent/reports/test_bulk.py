"""A partner's file is taken in by the rules of a batch, in steps; what it was, a second run finds counted."""

import csv
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from artists.access import Denied
from artists.journal import outbox
from artists.journal.models import Entry
from consent.earnings.models import Earned, Earning
from consent.reports import bulk, entries, judging
from consent.reports.lines import Read, Told, packed
from consent.reports.models import Batch, DayTotal, Line, Refused
from tests.cast import Cast, acting
from tests.support.earning import licence, nothing_is_lost
from tests.support.reporting import line, open_track, permit, rin

ODD = 'q"\\,{}; «ß»'


def test_a_file_comes_to_what_batches_come_to_and_again_to_nothing(cast: Cast) -> None:
    asset, deal = open_track(cast), licence(cast.partner, [cast.publisher])
    once = permit(cast.partner, asset.pk, [deal.in_force_id or 0], quantity=2)
    under = {"licence": None, "asset": None, "use": None, "made_at": None, "permit": str(once.pk)}
    output, first = {"id": ODD, "title": "T", "kind": "audio", "contains_ai": "All"}, line(asset, deal, "a")
    lines = [
        first,
        line(asset, deal, ODD, territory="DE", outputs=[output]),
        "no line",
        first,
        line(asset, deal, "p-1", **under),
        line(asset, deal, "p-2", **under),
        line(asset, deal, "p-3", **under),
        {"reference": "back", "reverses": "a"},
        line(asset, deal, "b", quantity="0.5"),
        line(asset, deal, "c", quantity="-1"),
        line(asset, deal, "a", quantity=7),
    ]  # fmt: skip
    source = [json.dumps(one).encode() for one in lines]
    refused: list[bulk.Wrong] = []
    steps: list[int] = []
    come = bulk.take(
        source, bulk.of_json, actor=rin(cast), refused=refused.append, step=lambda so_far: steps.append(so_far.lines),
        at_once=4, readers=0,
    )  # fmt: skip
    assert (come.lines, come.accepted, come.repeated, come.refused) == (11, 6, 1, 4)
    assert steps == [4, 8, 11]
    assert [(one.line, one.no.code) for one in refused] == [
        (3, "not_a_line"), (7, "permit_exhausted"), (10, "amount_wrong"), (11, "reference_reused"),
    ]  # fmt: skip
    assert refused[2].sent == lines[9]
    _it_is_kept_and_earned()
    again = bulk.take(source, bulk.of_json, actor=rin(cast), refused=lambda one: None, readers=0)
    assert (again.accepted, again.repeated) == (0, 7)


def _it_is_kept_and_earned() -> None:
    assert list(Batch.objects.values_list("source", flat=True)) == ["file"] * 3
    assert Refused.objects.count() == 4
    assert Line.objects.get(reference=ODD).outputs == [ODD]
    assert sum(DayTotal.objects.values_list("lines", flat=True)) == 4  # six, of which one takes one back
    assert Entry.objects.filter(type=entries.RECEIVED).count() == 3
    outbox.drain()
    assert Earned.objects.count() == 3
    assert Earning.objects.count() == 6
    nothing_is_lost()


def test_who_may_not_report_takes_nothing_in(cast: Cast) -> None:
    with pytest.raises(Denied):
        bulk.take([b"{}"], bulk.of_json, actor=acting(cast.dana, cast.label), refused=lambda one: None, readers=0)


@pytest.mark.django_db(transaction=True)
def test_the_command_takes_a_csv_and_writes_down_what_it_refuses(
    transactional_db: None, cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asset, deal = open_track(cast), licence(cast.partner, [cast.publisher])
    path = tmp_path / "march.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(["reference", "licence", "asset", "use", "from", "to", "quantity", "revenue", "currency"])
        day = "2026-09-01"
        table.writerow(["one\ntwo", deal.reference, asset.pk, "remix", day, day, 1, "", ""])
        table.writerow(["=1", deal.reference, asset.pk, "remix", day, day, 1.5, "0.25", "EUR"])
        table.writerow([])
        table.writerow(["short"])
    call_command("take_reports", path, partner=cast.partner.slug, by=cast.rin.email)
    assert "3 lines: 1 counted (1 of them covered by nothing), 0 counted before, 2 refused" in capsys.readouterr().out
    found = [json.loads(one) for one in (tmp_path / "march.csv.refused.jsonl").read_text().splitlines()]
    assert [(one["line"], one["code"]) for one in found] == [(1, "reference_wrong"), (3, "not_a_line")]
    assert str(Line.objects.get().revenue) == "0.250000"
    for text in ("reference,colour\n", "use\n"):
        path.write_text(text)
        with pytest.raises(CommandError, match="column"):
            call_command("take_reports", path, partner=cast.partner.slug, by=cast.rin.email)
    with pytest.raises(CommandError, match="in its team"):
        call_command("take_reports", path, partner=cast.partner.slug, by=cast.dana.email)


class Packed(TestCase):
    """What goes packed is what goes row by row."""

    @given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.text("\\\"{},\t\n\r'NUL "))))
    def test_says_the_same(self, texts: list[tuple[str, str]]) -> None:
        told = [
            Told(place, one, licences=[place, 7], territory=other, outputs=[one, other], reverses=other or None)
            for place, (one, other) in enumerate(texts)
        ]
        read = Read(told, {}, {})
        assert staged(read) == staged(packed(read))


def staged(lines: judging.Lines) -> list[tuple[object, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        judging._prepare(cursor)
        judging._stage(lines)
        cursor.execute("SELECT place, reference, licences, territory, outputs, reverses, quantity FROM reports_told")
        return cursor.fetchall()
