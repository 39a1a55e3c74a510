"""Stopping it and letting it go on: a press, a sheet that says what happens, and it is done."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from artists.access import Conflict
from consent.experiences import steering
from consent.experiences.reading import terms_of
from portal.site.experiences.views import found
from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest, team_view


@require_http_methods(["GET", "POST"])
@team_view
def pause(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Stop it for now, with an undo."""
    one = found(request, pk)
    if request.method != "POST":
        return render_page(request, "site/experiences/sure.html", {"one": one, "sheet": "pause"})
    try:
        steering.pause(one, actor=request.actor)
    except Conflict as refusal:
        messages.error(request, refusal.sentence)
    else:
        undo = reverse("site:experience_resume", args=[request.team.slug, pk])
        messages.success(request, f"“{one.title}” is paused. Nothing new is made.", extra_tags=f"undo:{undo}")
    return redirect("site:experience", request.team.slug, pk)


@require_POST
@team_view
def resume(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Let it go on, if everything under it holds."""
    one = found(request, pk)
    try:
        steering.resume(one, actor=request.actor)
    except Conflict as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"“{one.title}” goes on.")
    return redirect("site:experience", request.team.slug, pk)


@require_http_methods(["GET", "POST"])
@team_view
def end(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Stop it for good."""
    one = found(request, pk)
    if request.method != "POST":
        context = {"one": one, "sheet": "end", "terms": terms_of(one)}
        return render_page(request, "site/experiences/sure.html", context)
    try:
        steering.end(one, actor=request.actor)
    except Conflict as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, f"“{one.title}” is over. Nothing new is made with it.")
    return redirect("site:experience", request.team.slug, pk)
