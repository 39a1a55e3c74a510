"""Files of many lines: made by a worker, watched on a page, fetched for a week."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.files.storage import storages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from artists.access import Conflict
from artists.journal.outbox import handles
from consent.earnings import exports
from consent.earnings.models_exports import Export
from portal.site.earnings import asking
from portal.site.earnings.sheets import line_rows
from portal.site.earnings.views import money_act, money_view
from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest


@money_act
def ask(request: TeamRequest) -> HttpResponse:
    """Have the lines of a page made into a file."""
    filters = asking.filters(request.POST.dict())
    try:
        made = exports.ask(filters, zone=str(timezone.get_current_timezone()), actor=request.actor)
    except Conflict as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("site:earnings_lines", request.team.slug)
    return redirect("site:earnings_export", request.team.slug, made.pk)


@money_view
def export(request: TeamRequest, pk: str) -> HttpResponse:
    """Where a file stands; how to fetch it, and until when."""
    found = _of(request, pk)
    return render_page(request, "site/earnings/export.html", {"export": found}, fragments={"export": "export"})


@money_view
def file(request: TeamRequest, pk: str) -> HttpResponseBase:
    """The file, while its link works. Raises `Http404` before it is made and after its week."""
    found = _of(request, pk)
    over = found.expires_at is None or found.expires_at <= timezone.now()
    if found.state != Export.State.READY or over or not storages["exports"].exists(found.file_name):
        raise Http404("There is no file now.")
    headers = {"Content-Disposition": 'attachment; filename="earnings-lines.csv"', "Content-Length": str(found.size)}
    return StreamingHttpResponse(_pieces(found), content_type="text/csv; charset=utf-8", headers=headers)


def _pieces(found: Export) -> Iterator[bytes]:
    with storages["exports"].open(found.file_name) as opened:
        yield from opened.chunks()


@money_act
def cancel(request: TeamRequest, pk: str) -> HttpResponse:
    """Make a file no further."""
    found = _of(request, pk)
    try:
        exports.cancel(found, actor=request.actor)
    except Conflict as refusal:
        messages.warning(request, refusal.sentence)
    return redirect("site:earnings_export", request.team.slug, found.pk)


def _of(request: TeamRequest, pk: str) -> Export:
    return get_object_or_404(Export.objects.visible_to(request.actor), pk=pk)


@handles(exports.TOPIC, outside_transaction=True, lease=timedelta(minutes=10))
def make_export(payload: Mapping[str, Any]) -> None:
    """Make a file that somebody asked for."""
    found = Export.objects.select_related("team").filter(pk=payload["export"]).first()
    if found is None:
        return
    try:
        exports.make(found, line_rows)
    except Exception:
        exports.fail(found)  # the page says so; the outbox tells who runs this
        raise
