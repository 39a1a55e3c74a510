"""AI partners in public: who they are, and how they keep their word."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from artists.access import TeamKind
from artists.teams.models import Team
from consent.sandbox.cards import card_of, cards, listed
from portal.fans.views import always_fresh

PAGE_SIZE = 60


@login_not_required
@require_safe
@always_fresh
def partners(request: HttpRequest) -> HttpResponse:
    """Those with a licence in force or a badge, by name, each with its card."""
    page = Paginator(listed(), PAGE_SIZE).get_page(request.GET.get("page"))
    found = cards([team.pk for team in page.object_list])
    shown = [found[team.pk] for team in page.object_list]
    return render(request, "fans/partners.html", {"page": page, "cards": shown})


@login_not_required
@require_safe
@always_fresh
def partner(request: HttpRequest, slug: str) -> HttpResponse:
    """One partner's card."""
    team = get_object_or_404(Team, slug=slug, kind=TeamKind.PARTNER)
    card = card_of(team.pk)
    if card is None:
        raise Http404
    return render(request, "fans/partner.html", {"card": card})
