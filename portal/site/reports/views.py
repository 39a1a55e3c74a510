"""The pages of reports: a partner's own, with what is due; and for holders what was reported of what they hold."""

import csv
from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from artists.access import Permission, TeamKind, why_not
from consent.reports import selectors, silence
from consent.reports.models import Batch
from portal.site.htmx import render_page
from portal.site.reports import rows
from portal.site.scoping import TeamRequest, team_view

_PAGE = 50
_RECENT = timedelta(days=120)
_OFFERED = frozenset({TeamKind.OPERATOR})


@require_safe
@team_view
def reports(request: TeamRequest) -> HttpResponse:
    """For a partner what is due and what it sent; for holders what was reported, what is late and what is missing."""
    if request.team.team_kind in _OFFERED:
        raise Http404("An operator holds nothing and reports nothing.")
    return _partner(request) if request.team.team_kind is TeamKind.PARTNER else _holder(request)


def _partner(request: TeamRequest) -> HttpResponse:
    now = timezone.now()
    batches, older = rows.page(selectors.batches(request.actor), request.GET.get("before"), _PAGE)
    dues = [rows.due(one, now) for one in selectors.dues(request.actor, now=now, since=now - _RECENT)]
    context = {
        "waiting": [one for one in dues if one.due.waits and one.ended],
        "running": [one for one in dues if one.due.waits and not one.ended],
        "filed": sorted((one for one in dues if not one.due.waits), key=lambda one: one.due.last, reverse=True),
        "overdue": sum(one.due.overdue for one in dues),
        "findings": silence.findings(request.actor, now=now),
        "sees_money": request.actor.has(Permission.SEE_MONEY),
        "batches": batches,
        "older": older,
        "further": "before" in request.GET,
        "why_not": why_not(request.actor, Permission.REPORT),
    }
    return render_page(request, "site/reports/partner.html", context)


def _holder(request: TeamRequest) -> HttpResponse:
    now = timezone.now()
    lines, older = rows.page(selectors.touching(request.actor), request.GET.get("before"), _PAGE)
    dues = [rows.due(one, now) for one in selectors.dues(request.actor, now=now)]
    context = {
        "late": [one for one in dues if one.due.overdue],
        "coming": [one for one in dues if not one.due.overdue],
        "findings": silence.findings(request.actor, now=now),
        "lines": rows.lines(lines),
        "older": older,
        "further": "before" in request.GET,
        "sees_money": request.actor.has(Permission.SEE_MONEY),
    }
    return render_page(request, "site/reports/holder.html", context)


@require_safe
@team_view
def report(request: TeamRequest, pk: UUID) -> HttpResponse:
    """One batch: what was counted, and what was refused and why."""
    batch = _batch(request, pk)
    lines, older = rows.page(selectors.lines_of(batch, request.actor), request.GET.get("after"), _PAGE, down=False)
    refused = list(selectors.refused_of(batch)[:_PAGE])
    mended = selectors.mended(refused, batch)
    context = {
        "batch": batch,
        "lines": rows.lines(lines),
        "older": older,
        "refused": [(one, one.reference in mended) for one in refused],
        "more_refused": batch.refused - len(refused),
    }
    return render_page(request, "site/reports/report.html", context)


@require_safe
@team_view
def refused_csv(request: TeamRequest, pk: UUID) -> HttpResponse:
    """The refused lines of a batch, with what is wrong with each."""
    batch = _batch(request, pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{batch.pk}.csv"'
    sheet = csv.writer(response)
    sheet.writerow(["line", "reference", "code", "field", "mend", "sent"])
    for one in selectors.refused_of(batch):
        cells = [one.place, one.reference, one.code, one.field, one.sentence, one.content]
        sheet.writerow([rows.cell(value) for value in cells])
    return response


def _batch(request: TeamRequest, pk: UUID) -> Batch:
    found = selectors.one_batch(pk, request.actor)
    if found is None:
        raise Http404("No such report of this team.")
    return found
