"""What fans made: choosing it, asking that it comes down, keeping its maker out."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from artists.access import Conflict, Invalid
from consent.claims.opening import MOST_WORDS, ask_to_take_down
from consent.making import banning, featuring
from consent.making.models import Making
from portal.site.claims.forms import BanForm
from portal.site.experiences.views import found
from portal.site.htmx import render_page
from portal.site.middleware import STATUS
from portal.site.scoping import TeamRequest, team_view


class DownForm(forms.Form):
    """Why it should come down."""

    words = forms.CharField(
        label="Why", max_length=MOST_WORDS, widget=forms.Textarea({"rows": 4}),
        help_text="The operator reads this and answers within a working day. Its maker does not read it.",
    )  # fmt: skip


@require_POST
@team_view
def feature(request: TeamRequest, pk: UUID, making: UUID) -> HttpResponse:
    """Put it first, or no longer."""
    one = _making(request, pk, making)
    try:
        if request.POST.get("chosen") == "no":
            featuring.unfeature(one, actor=request.actor)
            messages.success(request, "It stands first no longer.")
        else:
            featuring.feature(one, actor=request.actor)
            messages.success(request, "It stands first now, on your page and here. The fan is thanked.")
    except Conflict as refusal:
        messages.error(request, refusal.sentence)
    return redirect("site:experience", request.team.slug, pk)


@require_http_methods(["GET", "POST"])
@team_view
def down(request: TeamRequest, pk: UUID, making: UUID) -> HttpResponse:
    """Ask that it comes down. It is silent from then on."""
    one, form = _making(request, pk, making), DownForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if form.is_valid() and one.output is not None:
        try:
            claim = ask_to_take_down(one.output, form.cleaned_data["words"], actor=request.actor)
        except (Conflict, Invalid) as refusal:
            form.add_error(None, refusal.sentence)
            status = STATUS[type(refusal)]
        else:
            messages.success(request, f"{claim.reference}: it is silent now. You read here what we answer.")
            return redirect("site:experience", request.team.slug, pk)
    context = {"one": one.experience, "making": one, "form": form, "act": "down"}
    return render_page(request, "site/experiences/about_output.html", context, status=status)


@require_http_methods(["GET", "POST"])
@team_view
def ban(request: TeamRequest, pk: UUID, making: UUID) -> HttpResponse:
    """Whoever made this makes nothing more with the team's music for a while."""
    one, form = _making(request, pk, making), BanForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            banning.ban(one, form.cleaned_data["period"], form.cleaned_data["because"], actor=request.actor)
        except (Conflict, Invalid) as refusal:
            form.add_error(None, refusal.sentence)
            status = STATUS[type(refusal)]
        else:
            messages.success(request, "They make nothing more with your music. You can lift that here.")
            return redirect("site:experience_bans", request.team.slug)
    context = {"one": one.experience, "making": one, "form": form, "act": "ban"}
    return render_page(request, "site/experiences/about_output.html", context, status=status)


def _making(request: TeamRequest, pk: UUID, making: UUID) -> Making:
    experience = found(request, pk)
    rows = Making.objects.visible_to(request.actor).select_related("experience", "output")
    return get_object_or_404(rows, pk=making, experience=experience)
