"""The sandbox's page: who is in it, what each test asset is answered, and the buttons that change it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from artists.access import Permission, why_not
from consent.choices.answers import Answer
from consent.sandbox import actions, selectors
from consent.sandbox.assets import ARTISTS, MODEL
from portal.site.console.forms import SayForm
from portal.site.console.scope import console_view
from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest

TERRITORY = "FR"
SAYS = (("on", "say yes", "check"), ("ask", "ask first", "hand"), ("off", "say no", "ban"))


@require_safe
@console_view
def sandbox(request: TeamRequest) -> HttpResponse:
    """Every test asset with the answer it gives now."""
    players = selectors.players(request.actor, territory=TERRITORY)
    context = {
        "players": players,
        "says": SAYS,
        "changed": any(player.said is not None for player in players),
        "territory": TERRITORY,
        "model": MODEL,
        "not_allowed": why_not(request.actor, Permission.ASK),
    }
    return render_page(request, "site/console/sandbox.html", context)


@require_POST
@console_view
def say(request: TeamRequest) -> HttpResponse:
    """Have a test artist say yes or no; a no is played as a withdrawal where that is asked for."""
    form = SayForm(request.POST)
    if not form.is_valid():
        messages.error(request, "That could not be read. Press one of the buttons.")
        return _back(request)
    artist, answer = form.cleaned_data["artist"], Answer.parse(form.cleaned_data["answer"])
    name = ARTISTS[artist].short
    if form.cleaned_data["withdraw"]:
        actions.withdraw(artist, actor=request.actor)
        messages.success(request, f"{name} took her yes back. Your webhook and your feed hear of it now.")
    else:
        actions.say(artist, answer, actor=request.actor)
        words = {Answer.ON: "says yes to everything", Answer.ASK: "wants to be asked", Answer.OFF: "says no"}[answer]
        messages.success(request, f"{name} {words}, from the next check on.")
    return _back(request)


@require_POST
@console_view
def reset(request: TeamRequest) -> HttpResponse:
    """Let everything answer as it is written down."""
    actions.reset(actor=request.actor)
    messages.success(request, "The sandbox is as it was.")
    return _back(request)


def _back(request: TeamRequest) -> HttpResponse:
    return redirect("site:sandbox", request.team.slug)
