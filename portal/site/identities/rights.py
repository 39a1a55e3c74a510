"""The operator looks up who holds what, and takes away what is false."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from artists.access import Permission, Refusal, require, why_not
from artists.catalog.identity import checking, selectors
from artists.catalog.models import Artist, Holding, Right
from portal.site.htmx import render_page
from portal.site.identities.forms import SentenceForm
from portal.site.identities.views import operators_view
from portal.site.middleware import STATUS
from portal.site.scoping import TeamRequest


@require_GET
@operators_view
def look_up(request: TeamRequest) -> HttpResponse:
    """Artists with their teams, tracks and songs with their holders."""
    q = request.GET.get("q", "").strip()[:200]
    not_yours = why_not(request.actor, Permission.CHECK_IDENTITY)
    context = {"q": q, "why_not": not_yours, "found": None if not_yours else selectors.look_up(request.actor, q)}
    return render_page(request, "site/identities/rights.html", context)


@require_http_methods(["GET", "POST"])
@operators_view
def take(request: TeamRequest, artist: str) -> HttpResponse:
    """End a team's speaking for an artist it is not, after reading what that does."""
    require(request.actor, Permission.CHECK_IDENTITY)
    whose = get_object_or_404(Artist.objects.filter(merged_into=None, team__isnull=False), slug=artist)
    form = SentenceForm(request.POST or None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            checking.take_artist(whose, form.cleaned_data["sentence"], actor=request.actor)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            status = STATUS[type(refusal)]
        else:
            messages.success(request, f"Nobody speaks for {whose.name} now. Everybody concerned is told.")
            return redirect("site:rights", request.team.slug)
    context = {"form": form, "profile": selectors.profiles([whose])[0]}
    return render_page(request, "site/identities/take.html", context, status=status)


@require_http_methods(["GET", "POST"])
@operators_view
def withdraw(request: TeamRequest, asset: UUID, holding: int) -> HttpResponse:
    """Take one false right away, after reading what that does."""
    require(request.actor, Permission.CHECK_IDENTITY)
    held = get_object_or_404(Holding.objects.select_related("asset__artist", "team"), pk=holding, asset_id=asset)
    form = SentenceForm(request.POST or None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            checking.withdraw_holding(
                held.asset, held.team, Right(held.right), form.cleaned_data["sentence"], actor=request.actor
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            status = STATUS[type(refusal)]
        else:
            messages.success(
                request, f"{held.team.name} holds that right in {held.asset} no more. Both sides are told."
            )
            return redirect("site:rights", request.team.slug)
    return render_page(request, "site/identities/withdraw.html", {"form": form, "held": held}, status=status)
