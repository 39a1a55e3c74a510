"""The same numbers as CSV: each table of the page, and the lines one by one. Amounts in major units, as text."""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from artists.access import Actor
from consent.earnings import exports, reading, reading_lines
from consent.earnings.reading import Amounts
from consent.earnings.reading_lines import Filters, Row
from consent.uses import USES
from portal.site.earnings import asking
from portal.site.earnings.page import Overview
from portal.site.earnings.stands import stands
from portal.site.earnings.views import money_view
from portal.site.history.export import safe
from portal.site.scoping import TeamRequest

_SUMS = ("amount", "currency", "quantity", "lines")
LINE_COLUMNS = (
    "statement_month", "use_time_utc", "use_time_local", "time_zone", "reported_at_utc", "partner", "report_reference",
    "use_id", "asset", "title", "artist", "isrc", "iswc", "use", "territory", "licence", "version", "basis", "units",
    "price", "charge", "split", "basis_points", "amount", "currency", "turn", "takes_back", "late", "experience",
    "state",
)  # fmt: skip


class _Echo:
    def write(self, row: str) -> str:
        return row


@money_view
def table_csv(request: TeamRequest, table: str) -> HttpResponse:
    """One table of the page, whole: `day`, `use`, `partner`, `experience`, `territory` or `track` (its
    first thousand)."""
    asked = asking.what(request.GET.dict(), request.actor)
    overview = Overview(request.actor, asked)
    if table not in _TABLES:
        raise Http404("No such table.")
    head, rows = _TABLES[table](overview)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"earnings-by-{table}-{asked.period.first}-{asked.period.last}-{asked.currency}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")
    sheet = csv.writer(response)
    sheet.writerow([*head, *_SUMS])
    for cells, total in rows:
        sums = (f"{total.amount:f}", asked.currency, f"{total.quantity:f}", total.lines)
        sheet.writerow([safe(cell) for cell in cells] + list(sums))
    return response


_Rows = tuple[tuple[str, ...], Iterable[tuple[tuple[object, ...], Amounts]]]


def _by_day(overview: Overview) -> _Rows:
    pieces = sorted(overview.pieces, key=lambda piece: (str(piece.key), piece.use))
    return ("day", "use"), (((piece.key, piece.use), piece.total) for piece in pieces)


def _by_use(overview: Overview) -> _Rows:
    return ("use", "name"), (((row.key, row.name), row.total) for row in overview.by_use)


def _by_partner(overview: Overview) -> _Rows:
    return ("partner",), (((row.name,), row.total) for row in overview.by_partner)


def _by_territory(overview: Overview) -> _Rows:
    return ("territory", "name"), (((code, name), total) for code, name, total, _ in overview.places)


def _by_experience(overview: Overview) -> _Rows:
    found = (row for row, _ in overview.experiences)
    return ("experience", "title"), (((row.experience_id, row.title), row.total) for row in found)


def _by_track(overview: Overview) -> _Rows:
    found = reading.assets(
        overview.actor, overview.asked.currency, overview.asked.period.key or "all", limit=reading.MOST_COUNTED
    )
    return ("asset", "title", "artist", "isrc", "iswc"), (
        ((r.asset_id, r.named.title, r.named.artist, r.named.isrc, r.named.iswc), r.total) for r in found
    )


_TABLES = {
    "day": _by_day, "use": _by_use, "partner": _by_partner, "territory": _by_territory, "track": _by_track,
    "experience": _by_experience,
}  # fmt: skip


@money_view
def lines_csv(request: TeamRequest) -> HttpResponseBase:
    """The lines that a page of them shows, all of them; where they are many, the page makes a file of them first."""
    filters = asking.filters(request.GET.dict())
    if reading_lines.count(request.actor, filters, most=exports.SMALL + 1) > exports.SMALL:
        messages.info(request, "These are many lines. Have them made into a file: press “Make a CSV”.")
        return redirect(f"{reverse('site:earnings_lines', args=[request.team.slug])}?{request.GET.urlencode()}")
    rows = line_rows(request.actor, filters, timezone.get_current_timezone())
    headers = {"Content-Disposition": 'attachment; filename="earnings-lines.csv"'}
    pieces = (piece for _, piece in rows)
    return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8", headers=headers)


def line_rows(actor: Actor, filters: Filters, zone: tzinfo) -> Iterator[tuple[int, str]]:
    """The file in pieces, each with how many lines there are so far, oldest first.

    `zone` is given: the request is over when the rows are made.
    """
    writer = csv.writer(_Echo())
    where, done = stands(actor), 0
    yield done, "\ufeff" + writer.writerow(LINE_COLUMNS)
    for rows in reading_lines.stream(actor, filters):
        done += len(rows)
        yield done, "".join(writer.writerow([*_cells(row, zone), where.of(row.earning)]) for row in rows)


def _cells(row: Row, zone: tzinfo) -> list[object]:
    earning, charge = row.earning, row.earning.charge
    line, version = charge.line, charge.version
    return [
        f"{earning.month:%Y-%m}",
        *(_times(line.began_at, zone) if line else (f"{charge.used_on}", f"{charge.used_on}")),
        str(zone),
        _utc(line.received_at) if line else "",
        safe(charge.partner.name),
        safe(line.reference if line else charge.pool.title if charge.pool else ""),
        charge.line_id or "",
        charge.asset_id,
        safe(row.named.title),
        safe(row.named.artist),
        row.named.isrc,
        row.named.iswc,
        USES[charge.use].code if charge.use in USES else "",
        charge.territory,
        version.licence.reference if version else "",
        version.number if version else "",
        charge.rate.basis if charge.rate else charge.pool.kind if charge.pool else "",
        f"{charge.units:f}",
        f"{charge.price:f}",
        f"{charge.amount:f}",
        earning.split.number if earning.split else "",
        earning.basis_points,
        f"{earning.amount:f}",
        charge.currency,
        earning.turn,
        "yes" if row.taken_back else "",
        "yes" if row.late else "",
        safe(row.experience),
    ]


def _times(moment: datetime, zone: tzinfo) -> tuple[str, str]:
    return _utc(moment), moment.astimezone(zone).isoformat(timespec="seconds")


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
