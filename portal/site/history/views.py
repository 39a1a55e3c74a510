"""History: who, for which team, when, from what to what; with undo where it can work."""

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from artists.journal import selectors
from consent.withdrawals.selectors import of_press
from portal.site.history import export, pages
from portal.site.history.density import DAYS, strip
from portal.site.history.forms import FilterForm
from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest, team_view

COUNTED = 10_000
ALL_LINES = 1_000


@require_safe
@team_view
def history(request: TeamRequest) -> HttpResponse:
    """The team's history, newest first, as far as the filters in the address say."""
    form = FilterForm(request.GET, actor=request.actor)
    filters = form.filters()
    found, older = pages.history(request.actor, filters, before=_cursor(request))
    total = selectors.count(request.actor, filters, at_most=COUNTED + 1)
    now, zone = timezone.now(), timezone.get_current_timezone()
    counts = selectors.days(request.actor, filters, since=now - timedelta(days=DAYS), zone=zone)
    context = {
        "form": form,
        "active": [(label, words, _kept(request, name)) for name, label, words in form.active()],
        "days": found,
        "older": older,
        "total": total,
        "counted": COUNTED,
        "strip": strip(counts, timezone.localdate()),
        "kept": _kept(request),
    }
    return render_page(request, "site/history/history.html", context, fragments={"acts": "acts"})


@require_safe
@team_view
def history_csv(request: TeamRequest) -> HttpResponseBase:
    """The same, with the same filters, as a file."""
    filters = FilterForm(request.GET, actor=request.actor).filters()
    rows = export.rows(request.actor, filters, zone=timezone.get_current_timezone())
    name = f"history-{request.team.slug}-{timezone.localdate():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
@team_view
def press(request: TeamRequest, batch: UUID) -> HttpResponse:
    """Everything that one press did, line by line."""
    item = pages.one_press(request.actor, batch, lines=ALL_LINES)
    if item is None:
        raise Http404("No such act, or it is not for your team.")
    withdrawal = of_press(request.actor, batch)
    return render_page(request, "site/history/press.html", {"item": item, "withdrawal": withdrawal})


def _cursor(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("before", ""))
    except ValueError:
        return None


def _kept(request: HttpRequest, *without: str) -> str:
    """The filters of the address, without the place in the list and without those named."""
    query = request.GET.copy()
    for name in ("before", *without):
        query.pop(name, None)
    return query.urlencode()
