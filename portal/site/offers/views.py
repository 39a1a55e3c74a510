"""Reading experiences, for the partner that offers them."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from artists.access import Permission, TeamKind, why_not
from consent.experiences import public
from consent.experiences.models import Experience
from portal.site.htmx import render_page
from portal.site.offers.reading import listed, one_of
from portal.site.scoping import TeamRequest, team_view


@require_safe
@team_view
def offers(request: TeamRequest) -> HttpResponse:
    """What the team offers fans, by how it stands."""
    only_partners(request)
    context = {"listed": listed(request.actor, request.GET), "why_not_ask": why_not(request.actor, Permission.ASK)}
    return render_page(request, "site/offers/list.html", context)


@require_safe
@team_view
def offer(request: TeamRequest, pk: UUID) -> HttpResponse:
    """One of them: how it stands, what it says, what was made, and what may be done now."""
    page = one_of(request.actor, found(request, pk))
    context = {"page": page, "one": page.one, "why_not_ask": why_not(request.actor, Permission.ASK)}
    return render_page(request, "site/offers/one.html", context)


@require_safe
@team_view
def look(request: TeamRequest, pk: UUID) -> HttpResponse:
    """The page as fans will see it, before anybody but the team does."""
    one = found(request, pk)
    shown = public.shown(one)
    if shown is None:
        raise Http404("There is nothing to look at yet.")
    return render_page(request, "site/offers/look.html", {"one": one, "shown": shown})


def found(request: TeamRequest, pk: UUID) -> Experience:
    """The partner's experience; anybody else's is a 404."""
    only_partners(request)
    rows = Experience.objects.visible_to(request.actor)
    linked = rows.select_related("partner", "paused_for", "licence__in_force", "request__version")
    return get_object_or_404(linked, pk=pk)


def only_partners(request: TeamRequest) -> None:
    """Holders have pages of their own for what their yes is needed for."""
    if request.team.team_kind is not TeamKind.PARTNER:
        raise Http404("Only an AI partner's team offers experiences.")
