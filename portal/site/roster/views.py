"""The roster of a label, a distributor or a publisher: one row for each artist."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from artists.access import Invalid, Permission, TeamKind
from consent.uses import TRACK_USES, USES
from portal.site.htmx import render_page
from portal.site.roster.forms import SHOW, AnswerForm, RosterForm
from portal.site.roster.rows import Row, named, roster
from portal.site.scoping import TeamRequest, team_view

KINDS = frozenset({TeamKind.LABEL, TeamKind.DISTRIBUTOR, TeamKind.PUBLISHER})
PAGE = 50


@require_safe
@team_view
def roster_page(request: TeamRequest) -> HttpResponse:
    """Every artist of the team's tracks: what stands for each use, and whose yes is missing."""
    if request.actor.team_kind not in KINDS:
        raise Http404("Only a label, a distributor or a publisher has a roster.")
    form = RosterForm(request.GET)
    asked = form.asked()
    every = roster(request.actor, use=asked["use"])
    rows = every.narrowed(q=asked["q"], show=asked["show"], sort=asked["sort"])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    slug, waiting_for = named(request.actor, list(page.object_list), request.GET.get("named", ""))
    context = {
        "form": form,
        "asked": asked,
        "roster": every,
        "page": page,
        "tabs": _tabs(request, every.rows, asked["show"]),
        "uses": TRACK_USES,
        "use_name": USES[asked["use"]].short if asked["use"] else "",
        "named": slug,
        "may_answer": request.actor.has(Permission.CHOOSE),
        "waiting_for": waiting_for,
    }
    return render_page(request, "site/roster/roster.html", context)


@require_safe
@team_view
def answer(request: TeamRequest) -> HttpResponse:
    """From the artists that are ticked to the preview of one answer for all their tracks; nothing changes here."""
    form = AnswerForm(request.GET)
    if not form.is_valid():
        raise Invalid("not_understood", "Tick the artists you mean, then choose a use and an answer.")
    query = {
        "artist": ",".join(form.cleaned_data["artist"]),
        "use": form.cleaned_data["use"],
        "answer": form.cleaned_data["answer"],
        "everything": "1",
    }
    return redirect(f"{reverse('site:answer_many', args=[request.team.slug])}?{urlencode(query)}")


def _tabs(request: HttpRequest, rows: tuple[Row, ...], show: str) -> list[dict[str, Any]]:
    tabs = []
    for value, label in SHOW:
        query = request.GET.copy()
        for key in ("page", "named", "show"):
            query.pop(key, None)
        if value:
            query["show"] = value
        count = sum(1 for row in rows if not value or getattr(row, value))
        tabs.append({"label": label, "url": f"?{query.urlencode()}", "current": value == show, "count": count})
    return tabs
