"""Reading: everything fans may do with the team's music, and one of it."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from artists.access import Permission, TeamKind, why_not
from consent.experiences.models import Experience
from portal.site.experiences import reading
from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest, team_view


@require_safe
@team_view
def experiences(request: TeamRequest) -> HttpResponse:
    """What is open now, what is asked for, what is over."""
    only_holders(request)
    context = {
        "listed": reading.listed(request.actor),
        "sees_money": request.actor.has(Permission.SEE_MONEY),
        "is_artist": request.actor.team_kind is TeamKind.ARTIST,
    }
    return render_page(request, "site/experiences/list.html", context)


@require_safe
@team_view
def experience(request: TeamRequest, pk: UUID) -> HttpResponse:
    """How it stands, what may be done about it, and what fans made."""
    one = found(request, pk)
    page = reading.one_of(request.actor, one, request.GET.get("page"))
    context = {
        "page": page,
        "row": page.row,
        "one": one,
        "why_not": why_not(request.actor, Permission.CHOOSE),
        "sees_money": request.actor.has(Permission.SEE_MONEY),
        "is_artist": request.actor.team_kind is TeamKind.ARTIST,
    }
    return render_page(request, "site/experiences/one.html", context)


def found(request: TeamRequest, pk: UUID) -> Experience:
    """An experience that needs the team's yes; anything else is a 404."""
    only_holders(request)
    return get_object_or_404(reading.seen(request.actor), pk=pk)


def only_holders(request: TeamRequest) -> None:
    """A partner has pages of its own for what it offers."""
    if not request.actor.team_kind.holds_rights:
        raise Http404("Only teams that hold rights have this page.")
