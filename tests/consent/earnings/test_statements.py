"""A statement's files say the same numbers, and the CSV alone gives all of them again."""

import csv
import io
import re
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from consent.earnings import ledger, statements
from consent.earnings.models import Statement
from consent.earnings.posting import divide_anew
from consent.earnings.statements_files import COLUMNS, csv_of, dsr_of
from consent.earnings.states import Kind
from consent.splits.models import Dispute
from tests.cast import Cast, acting
from tests.support.closing import SUMS, after, close, disputed, ended, pooled, this_month
from tests.support.earning import agreed, earned, licence, per_output, used
from tests.support.reporting import open_track, rin

D = Decimal
PROGRAM = Path(__file__).resolve().parents[3] / "docs" / "examples" / "recompute_statement.py"


def eventful(cast: Cast) -> list[Statement]:
    """Three months of two tracks in two currencies, with everything that a statement can say."""
    month = this_month()
    one, two = open_track(cast, "=Saltglass, «1»"), open_track(cast, "Łódź|Bridge\n")
    deals = [licence(cast.partner, [cast.label], per_output("0.123457"), currency=code) for code in ("EUR", "JPY")]
    agreed(one, {cast.artist: 3333, cast.label: 6667})
    agreed(two, {cast.artist: 2500, cast.label: 5000, cast.publisher: 2500})
    disputed(one, cast.label, cast.artist, 1234)
    second = disputed(two, cast.label, cast.artist, 4000)
    disputed(two, cast.label, cast.publisher, 4000)
    pooled(deals[0], one, "7.1")
    pooled(deals[0], two, "3", Kind.FLAT)
    for deal in deals:
        earned(rin(cast), used(one, deal, f"a-{deal.pk}", quantity="17.13", territory="DE"))
        earned(rin(cast), used(two, deal, f"b-{deal.pk}", quantity="171.3"))
    said = close(month)
    ended(second)
    divide_anew([agreed(one, {cast.artist: 5000, cast.label: 5000}, since=month - timedelta(days=40)).pk])
    earned(rin(cast), *(used(one, deal, f"c-{deal.pk}", quantity="999.9") for deal in deals))
    earned(rin(cast), {"reference": "d", "reverses": f"b-{deals[0].pk}"})
    said += close(ledger.month_after(month))
    earned(rin(cast), used(one, deals[0], "e", quantity="1"))
    return said + close(ledger.month_after(ledger.month_after(month)))


def recomputed(path: Path) -> subprocess.CompletedProcess[str]:
    """The program of docs/, run as anybody would: isolated, without our code."""
    command = [sys.executable, "-I", str(PROGRAM), str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_csv_alone_gives_every_sum_again_and_shows_what_was_changed(cast: Cast, tmp_path: Path) -> None:
    every, seen = eventful(cast), set()
    path = tmp_path / "statement.csv"
    for said in every:
        path.write_bytes(b"".join(csv_of(said)))
        done = recomputed(path)
        assert done.returncode == 0, done.stdout + done.stderr
        for name in SUMS:
            assert re.search(rf"{name} +{getattr(said, name)}\n", done.stdout), name
        seen |= {row["row"] for row in csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))}
    assert seen == {"earning", "held", "released", "recouped", "carried_in", "payable", "carried_out", "signed"}

    rows = list(csv.reader(io.StringIO(b"".join(csv_of(every[0])).decode("utf-8-sig"))))
    for column in ("amount", "charge", "units", "price", "basis_points", "used_on", "territory", "asset"):
        forged = [list(row) for row in rows]
        forged[1][COLUMNS.index(column)] = {"territory": "FR", "used_on": "2026-01-01"}.get(column, "7")
        with path.open("w", newline="") as file:
            csv.writer(file).writerows(forged)
        done = recomputed(path)
        assert done.returncode == 1, column
        line = f"DIFFERS: Line {rows[1][COLUMNS.index('id')]}: "
        assert (line in done.stdout) is (column in {"amount", "charge", "units", "price", "basis_points"}), column
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows[:1] + rows[2:])
    assert "DIFFERS" in recomputed(path).stdout
    for cut, said in ((rows[:-1], "last line"), ([["row"], ["nonsense"]], "Line 2 "), ([], "cannot be read")):
        with path.open("w", newline="") as file:
            csv.writer(file).writerows(cut)
        done = recomputed(path)
        assert (said in done.stdout, done.stderr, done.returncode) == (True, "", 1)
    assert "No such file" in recomputed(tmp_path / "none.csv").stdout


def test_the_page_and_the_files_say_the_same_numbers(cast: Cast) -> None:
    for said in eventful(cast):
        shown = statements.show(said)
        assert sum(row.amount for row in shown.rows) == said.earned
        assert sum(row.lines for row in shown.rows) == said.lines
        assert sum((row.amount for row in shown.held), D(0)) == said.held
        assert sum((row.amount for row in shown.released), D(0)) == said.released
        assert sum((row.amount for row in shown.recouped), D(0)) == said.recouped
        assert said.due == said.payable + said.carried_out
        records = [line.split("\t") for line in b"".join(dsr_of(said, sender="S", recipient="R")).decode().split("\n")]
        assert (records[0][0], records[-2]) == ("HEAD", ["FOOT", str(len(records) - 1)])
        assert sum(D(row[-1]) for row in records if row[0] == "SU") == said.earned
        assert {row[1]: row[3] for row in records if row[0] == "SY"}["payable"] == f"{said.payable:.6f}"
        assert {len(row) for row in records if row[0] == "SU"} == {11}


def test_a_draft_says_what_the_closing_will_say(cast: Cast) -> None:
    eventful(cast)
    month, actor = ledger.first_open(), acting(cast.dana, cast.label)
    assert (statements.open_months(actor), statements.drafts(actor, month)) == ([], [])
    asset, deal = open_track(cast, "Third"), licence(cast.partner, [cast.label], per_output("0.377"))
    agreed(asset, {cast.artist: 5000, cast.label: 5000})
    disputed(asset, cast.label, cast.artist, 500)
    earned(rin(cast), used(asset, deal, "f", quantity="3.7"))
    pooled(deal, asset, "12.345")
    ended(Dispute.objects.earliest("pk"))
    assert statements.open_months(actor) == [month]

    drafts = [statements.show_draft(one, now=after(month)) for one in statements.drafts(actor, month, now=after(month))]
    close(month)
    closed = [statements.show(one) for one in statements.listed(actor) if one.month_id == month]
    assert [said_of(one) for one in drafts] == [said_of(one) for one in sorted(closed, key=lambda o: o.said.currency)]
    assert {one.said.currency for one in closed} == {"EUR", "JPY"}  # what was held in yen is released


def said_of(shown: statements.Shown) -> list[object]:
    """All that stands on a page, but for number and signature."""
    sums = [getattr(shown.said, name) for name in SUMS]
    return [sums, shown.rows, shown.held, shown.released, shown.recouped, shown.carried_from]
