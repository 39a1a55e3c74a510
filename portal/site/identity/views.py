"""A team says which artist of the catalogue it is, and sees what came of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artists.access import Permission, Refusal, TeamKind, require, why_not
from artists.catalog.identity import selectors
from artists.catalog.identity.asking import identify, withdraw
from artists.catalog.models import Artist, Identification
from portal.site.htmx import render_page
from portal.site.identity.forms import SayForm
from portal.site.middleware import STATUS
from portal.site.scoping import TeamRequest, team_view


@require_GET
@team_view
def identity(request: TeamRequest) -> HttpResponse:
    """Who the team is here: its artists, what waits, and a search among artists nobody speaks for."""
    _artists_only(request)
    q = request.GET.get("q", "").strip()[:200]
    context = {
        "own": selectors.own_artists(request.actor),
        "said": selectors.said_by(request.actor),
        "q": q,
        "found": selectors.findable(request.actor, q),
        "why_not": why_not(request.actor, Permission.IDENTIFY),
    }
    return render_page(request, "site/identity/identity.html", context)


@require_http_methods(["GET", "POST"])
@team_view
def say(request: TeamRequest, artist: str) -> HttpResponse:
    """“This artist is us”, with what shows it. For one's own artist, to have it checked."""
    _artists_only(request)
    require(request.actor, Permission.IDENTIFY)
    whose = get_object_or_404(Artist.objects.filter(merged_into=None), slug=artist)
    own = whose.team_id == request.team.pk
    mine = selectors.own_artists(request.actor)
    form = SayForm(request.POST or None, own=mine if not own and mine else None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            identify(
                whose, actor=request.actor, evidence=data["evidence"], links=data["links"].splitlines(),
                same_as=data.get("same_as"),
            )  # fmt: skip
        except Refusal as refusal:
            where = getattr(refusal, "field", "")
            form.add_error(where if where in form.fields else None, refusal.sentence)
            status = STATUS[type(refusal)]
        else:
            messages.success(request, f"Sent. The portal looks at it and tells you what it finds about {whose.name}.")
            return redirect("site:identity", request.team.slug)
    profile = selectors.profiles([whose])[0]
    context = {"form": form, "profile": profile, "is_own": own}
    return render_page(request, "site/identity/say.html", context, status=status)


@require_POST
@team_view
def withdrawn(request: TeamRequest, pk: int) -> HttpResponse:
    """Take it back while it waits."""
    get_object_or_404(Identification.objects.visible_to(request.actor), pk=pk)
    said = withdraw(pk, actor=request.actor)
    messages.success(request, f"Taken back: {said.artist.name}.")
    return redirect("site:identity", request.team.slug)


def _artists_only(request: TeamRequest) -> None:
    if request.actor.team_kind is not TeamKind.ARTIST or request.actor.role is None:
        raise Http404("Only an artist's team says which artist it is.")
