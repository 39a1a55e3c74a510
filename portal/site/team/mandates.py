"""Giving a mandate, after reading what it comes to; taking one back, and giving one back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from artists.access import Permission, Refusal, require
from artists.teams.mandates import give_mandate, give_mandate_back, revoke_mandate
from artists.teams.models import Mandate
from consent.uses import USES
from portal.site.htmx import render_page
from portal.site.middleware import STATUS
from portal.site.scoping import TeamRequest, team_view
from portal.site.team.forms import MandateForm
from portal.site.team.page import press


@require_http_methods(["GET", "POST"])
@team_view
def give(request: TeamRequest) -> HttpResponse:
    """The form; then what it comes to, in words; then the mandate. A voice asks for a fresh sign-in."""
    require(request.actor, Permission.GIVE_MANDATE)
    form = MandateForm(request.POST or None)
    if request.method == "GET" or not form.is_valid() or "change" in request.POST:
        status = 422 if form.errors and "change" not in request.POST else 200
        return render_page(request, "site/team/mandate_new.html", {"form": form}, status=status)
    if "confirmed" not in request.POST:
        return render_page(request, "site/team/mandate_review.html", _terms(form))
    try:
        mandate = give_mandate(
            form.cleaned_data["holder"],
            form.all_uses,
            until=form.until_moment,
            covers_voice=bool(form.cleaned_data["personal"]),
            actor=request.actor,
        )
    except Refusal as refusal:
        if refusal.code == "fresh_sign_in":
            raise
        form.add_error(getattr(refusal, "field", "") or None, refusal.sentence)
        return render_page(request, "site/team/mandate_new.html", {"form": form}, status=STATUS[type(refusal)])
    messages.success(request, f"{mandate.holder_team.name} may answer for you now.")
    return redirect("site:team", request.team.slug)


def _terms(form: MandateForm) -> dict[str, object]:
    return {
        "form": form,
        "holder": form.cleaned_data["holder"],
        "uses": [USES[code] for code in form.cleaned_data["uses"]],
        "personal": [USES[code] for code in form.cleaned_data["personal"]],
        "until": form.until_moment,
    }


@require_POST
@team_view
def take_back(request: TeamRequest, pk: int) -> HttpResponse:
    """Take a mandate back, at once."""
    get_object_or_404(Mandate.objects.visible_to(request.actor), pk=pk)

    def act() -> str:
        name = revoke_mandate(pk, actor=request.actor).holder_team.name
        return (
            f"{name} no longer answers for you. What they answered stays until you change it; their defaults for new "
            "releases have ended."
        )

    return press(request, act)


@require_POST
@team_view
def give_back(request: TeamRequest, pk: int) -> HttpResponse:
    """Give a mandate back that the team holds, at once."""
    get_object_or_404(Mandate.objects.visible_to(request.actor), pk=pk)

    def act() -> str:
        name = give_mandate_back(pk, actor=request.actor).artist_team.name
        return f"You no longer answer for {name}. What you answered stays until they change it."

    return press(request, act)
