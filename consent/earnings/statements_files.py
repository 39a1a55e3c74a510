"""A statement as files: every line as CSV, and a DSR-shaped file. Streamed: a label's has millions of lines.

Neither names a partner's own reference of a line: that is the partner's. A line's id is what both sides know.
"""

import csv
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from consent.earnings.models import MonthTotal
from consent.earnings.models_statements import File, Statement
from consent.earnings.statements_lines import EARNING, JOINS, SEALED, rests_of, text
from consent.licences.models import Licence, Version

# What stands beside the sealed columns for people: names, codes and times. The signature does not cover them.
TOLD = (
    "currency", "licence", "partner", "title", "isrc", "work_title", "iswc", "basis", "split_number", "began_at_utc",
    "ended_at_utc", "reverses", "note",
)  # fmt: skip
COLUMNS = (*SEALED, *TOLD)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_HEAD = "\ufeff"


def _safe(column: str) -> str:
    """Text that no spreadsheet takes for a formula (OWASP: CSV injection)."""
    starts = ", ".join(f"'{sign}'" for sign in "=+-@") + ", E'\\t', E'\\r', E'\\n'"
    return f"CASE WHEN left({column}, 1) IN ({starts}) THEN '''' || {column} ELSE {column} END"


_UTC = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
_BESIDE = (
    "c.currency",
    "'L-' || lpad(v.licence_id::text, greatest(4, length(v.licence_id::text)), '0') || ' v' || v.number",
    _safe("t.name"), _safe("a.title"), "a.isrc", _safe("w.title"), "w.iswc", "r.basis", "d.number",
    _UTC.format("l.began_at"), _UTC.format("l.ended_at"), "c.reverses_id",
    "CASE WHEN e.turn %% 2 = 1 THEN 'taken back' WHEN e.turn > 0 THEN 'divided anew' "
    "WHEN c.reverses_id IS NOT NULL THEN 'reversal' WHEN c.used_on < e.month THEN 'late' ELSE '' END",
)  # fmt: skip
_LINES = f"""
COPY (
    SELECT {", ".join((*EARNING, *_BESIDE))}
      FROM earnings_earning e {JOINS}
      JOIN teams_team t ON t.id = c.partner_id
      JOIN catalog_asset a ON a.id = c.asset_id
      JOIN catalog_asset w ON w.id = c.work_id
      LEFT JOIN reports_line l ON l.id = c.line_id
      LEFT JOIN licences_rate r ON r.id = c.rate_id
      LEFT JOIN splits_split d ON d.id = e.split_id
     WHERE e.team_id = %(team)s AND e.month = %(month)s AND c.currency = %(currency)s
     ORDER BY c.used_on, c.id, e.turn
) TO STDOUT WITH (FORMAT csv, ENCODING 'UTF8')
"""  # noqa: S608  (all parts are constants of this file)
_LONGEST = "SET LOCAL statement_timeout = '15min'"


class _Echo:
    def write(self, row: str) -> str:
        return row


def csv_of(said: Statement) -> Iterator[bytes]:
    """Every line of a statement, then holds, releases, recoupments, what is carried and paid, and the signature.

    The first columns are `SEALED`: see `statements_lines` for how they are hashed. The file alone gives every sum.
    """
    writer = csv.writer(_Echo(), lineterminator="\n")
    yield f"{_HEAD}{writer.writerow(COLUMNS)}".encode()
    given = {"team": said.team_id, "month": said.month_id, "currency": said.currency}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LONGEST)
        with cursor.cursor.copy(_LINES, given) as lines:
            yield from (bytes(block) for block in lines)
    for row in rests_of([said])[said.pk].rows():
        told: dict[str, Any] = row | {"currency": said.currency, "licence": _licence(row)}
        yield writer.writerow([text(told.get(name)) for name in COLUMNS]).encode()
    last = {"row": "signed", "id": said.reference, "currency": said.currency, "note": said.signature}
    yield writer.writerow([last.get(name, "") for name in COLUMNS]).encode()


def _licence(row: dict[str, object]) -> str:
    if not row.get("licence_id"):
        return ""
    reference = Licence(pk=int(str(row["licence_id"]))).reference
    return f"{reference} v{row['version']}" if row.get("version") else reference


def dsr_of(said: Statement, *, sender: str, recipient: str) -> Iterator[bytes]:
    """The sums of a statement shaped as a DDEX flat file (DSRF): tabs, HEAD, summaries, a block for each work, FOOT.

    Shaped, for DDEX has no profile of uses by AI: its record types, our cells. A block is `AS` (what was used), `MW`
    (whose work), and an `SU` for each partner, licence and use of it. Amounts have six decimals.
    """
    count = 0
    period = f"{said.month_id:%Y-%m}"
    rows = _dsr_head(said, sender, recipient, period)
    for cells in (*rows, *_dsr_sums(said)):
        count += 1
        yield _tabs(cells)
    for cells in _dsr_blocks(said):
        count += 1
        yield _tabs(cells)
    yield _tabs(["FOOT", count + 1])


def _dsr_head(said: Statement, sender: str, recipient: str, period: str) -> list[list[object]]:
    return [
        [
            "HEAD", "dsrf/soundcheck/1/1", "SoundcheckStatement", "1", f"{said.reference}-{period}",
            f"{said.closed_at:%Y-%m-%dT%H:%M:%SZ}", 1, 1, f"{period}-01", said.currency, sender, recipient,
        ],
    ]  # fmt: skip


def _dsr_sums(said: Statement) -> list[list[object]]:
    names = ("earned", "released", "held", "recouped", "carried_in", "payable", "carried_out")
    sums: list[list[object]] = [["SY", name, said.currency, getattr(said, name)] for name in names]
    return [*sums, ["SY", "lines", "", said.lines], ["SY", "lines_sha256", "", said.lines_sha256]]


def _dsr_blocks(said: Statement) -> Iterator[list[object]]:
    mine = MonthTotal.objects.filter(team_id=said.team_id, month=said.month_id, currency=said.currency)
    fields = (
        "asset", "work", "side", "asset__title", "asset__isrc", "asset__artist__name", "work__title", "work__iswc",
        "partner__name", "version", "kind", "use", "split__number", "basis_points", "quantity", "lines", "amount",
    )  # fmt: skip
    versions = Version.objects.only("pk", "licence_id", "number").in_bulk(
        set(mine.order_by().values_list("version", flat=True).distinct()) - {None}
    )
    block = None
    ordered = mine.order_by("asset", "work", "side", "partner", "version", "use", "pk").values(*fields)
    for row in ordered.iterator(chunk_size=5000):
        if block != (row["asset"], row["work"]):
            block = (row["asset"], row["work"])
            yield ["AS", row["asset"], row["asset__isrc"], row["asset__title"], row["asset__artist__name"]]
            yield ["MW", row["work"], row["work__iswc"], row["work__title"]]
        version = versions.get(row["version"])
        licence = f"{Licence(pk=version.licence_id).reference} v{version.number}" if version else ""
        yield [
            "SU", row["partner__name"], licence, row["kind"] or row["use"], row["side"], row["split__number"],
            row["basis_points"], row["quantity"], row["lines"], said.currency, row["amount"],
        ]  # fmt: skip


def _tabs(cells: list[object]) -> bytes:
    """A record: what would end a cell or a record is a space."""
    return ("\t".join(" ".join(_cell(value).split()) for value in cells) + "\n").encode()


def _cell(value: object) -> str:
    return "" if value is None else f"{value:.6f}" if isinstance(value, Decimal) else str(value)


def remember(said: Statement, kind: str, sha256: str) -> None:
    """Know a file again that was handed out, by its hash."""
    made = File(statement=said, sha256=sha256, kind=kind, made_at=timezone.now())
    File.objects.bulk_create([made], ignore_conflicts=True)
