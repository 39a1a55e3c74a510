"""The roster of a label, a distributor or a publisher: one row for each artist."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse

from artists.access import TeamKind
from consent.uses import TRACK_USES, USES
from portal.site.htmx import render_page
from portal.site.roster.forms import SHOW, RosterForm
from portal.site.roster.rows import Row, named, roster
from portal.site.scoping import TeamRequest, team_view

KINDS = frozenset({TeamKind.LABEL, TeamKind.DISTRIBUTOR, TeamKind.PUBLISHER})
PAGE = 50


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
        "waiting_for": waiting_for,
    }
    return render_page(request, "site/roster/roster.html", context)


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
