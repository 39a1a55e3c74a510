"""What a partner's people do on the reports' page: complete a period, upload a file."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from artists.access import Invalid
from consent.reports.intake import MOST_LINES, Sent, Taken, require_partner, take_in
from consent.reports.models import Batch
from portal.site.scoping import TeamRequest, team_view

_LARGEST = 8 * 1024 * 1024
COLUMNS = (
    "reference", "permit", "licence", "asset", "isrc", "iswc", "use", "territory", "model", "made_at", "from", "to",
    "quantity", "minutes", "revenue", "currency", "reverses",
)  # fmt: skip


@require_POST
@team_view
def complete(request: TeamRequest) -> HttpResponse:
    """Everything of this licence up to this day is reported."""
    wanted = {"licence": request.POST.get("licence", ""), "until": request.POST.get("until", "")}
    taken = take_in(Sent([], [wanted], Batch.Source.PAGE), actor=request.actor)
    if taken.closed:
        said = "with nothing used" if all(one.nothing for one in taken.closed) else "as complete"
        messages.success(request, f"{taken.closed[0].licence} is reported {said}.")
    else:
        messages.info(request, "It was complete already.")
    return redirect("site:reports", request.team.slug)


@require_POST
@team_view
def upload(request: TeamRequest) -> HttpResponse:
    """Lines from a file with the columns of `COLUMNS`; the page of what became of them."""
    require_partner(request.actor)
    file = request.FILES.get("file")
    try:
        if file is None or (file.size or 0) > _LARGEST:
            raise Invalid("file_wrong", "Choose a CSV file of at most 8 MB.")
        sent = list(_lines(file.read()))
        taken = take_in(Sent(sent, (), Batch.Source.FILE), actor=request.actor)
    except Invalid as refusal:
        messages.error(request, refusal.sentence)
        return redirect("site:reports", request.team.slug)
    messages.success(request, _said(taken))
    return redirect("site:report", request.team.slug, taken.batch.pk)


def _said(taken: Taken) -> str:
    batch = taken.batch
    return f"{batch.accepted:,} counted, {batch.repeated:,} counted before, {batch.refused:,} refused."


def _lines(content: bytes) -> Iterator[dict[str, Any]]:
    try:
        text = content.decode("utf-8-sig")
        sheet = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        names = [name.strip().lower() for name in sheet.fieldnames or []]
        if unknown := [name for name in names if name not in COLUMNS] or "reference" not in names:
            wrong = unknown[0] if isinstance(unknown, list) else "reference is missing"
            raise Invalid(
                "file_wrong", f"The first line names the columns: {', '.join(COLUMNS)}. Look at: {wrong[:60]}."
            )
        sheet.fieldnames = names
        for number, row in enumerate(sheet):
            if number >= MOST_LINES:
                raise Invalid("file_wrong", f"A file holds at most {MOST_LINES:,} lines. Split it.")
            yield _line(row)
    except (UnicodeDecodeError, csv.Error):
        raise Invalid("file_wrong", "This could not be read as a CSV file in UTF-8.") from None


def _line(row: dict[str, Any]) -> dict[str, Any]:
    """A row as a line: cells that are empty are left out."""
    said = {name: value.strip() for name, value in row.items() if isinstance(value, str) and value.strip()}
    first, last = said.pop("from", None), said.pop("to", None)
    revenue, currency = said.pop("revenue", None), said.pop("currency", None)
    line: dict[str, Any] = dict(said)
    if "licence" in line and " " in line["licence"]:
        line["licence"] = line["licence"].split()
    if first is not None or last is not None:
        line["period"] = {"from": first, "to": last}
    if revenue is not None:
        line["revenue"] = {"amount": revenue, "currency": currency}
    return line
