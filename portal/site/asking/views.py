"""A partner asks for a yes, and sees what it asked for."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from artists.access import Invalid, Permission, Refusal, TeamKind, require, why_not
from consent.requests.actions import Ask, ask_for_use
from portal.site.asking.page import Wish, kept
from portal.site.asking.sent import sent_list
from portal.site.htmx import render_page
from portal.site.middleware import STATUS
from portal.site.scoping import TeamRequest, team_view


@require_safe
@team_view
def sent(request: TeamRequest) -> HttpResponse:
    """What the team asked for, by how it stands."""
    _only_partners(request)
    listed = sent_list(request.actor, request.GET, now=timezone.now())
    context = {"listed": listed, "why_not_ask": why_not(request.actor, Permission.ASK)}
    return render_page(request, "site/asking/sent.html", context)


@require_http_methods(["GET", "POST"])
@team_view
def new(request: TeamRequest) -> HttpResponse:
    """Ask for a yes: fill in, look what it comes to, review, send."""
    _only_partners(request)
    require(request.actor, Permission.ASK)
    wish = Wish.of(request.POST if request.method == "POST" else None, request.actor, request.team)
    if request.method == "GET":
        return _form(request, wish)
    if request.POST.get("do") not in ("review", "send") or "add_rate" in request.POST:
        return _form(request, wish.unjudged())
    if not wish.is_valid():
        return _form(request, wish, status=422)
    if request.POST["do"] == "review":
        return render_page(request, "site/asking/review.html", {"wish": wish, "kept": kept(request.POST)})
    return _send(request, wish)


def _send(request: TeamRequest, wish: Wish) -> HttpResponse:
    said = wish.why.cleaned_data
    try:
        made = ask_for_use(
            Ask(said["title"], said["purpose"], wish.terms.terms, wish.why.deadline), actor=request.actor
        )
    except Refusal as refusal:
        if not isinstance(refusal, Invalid):
            wish.why.add_error(None, refusal.sentence)
        else:
            (wish.why if refusal.field in ("title", "purpose", "deadline") else wish.terms).refused(refusal)
        return _form(request, wish, status=STATUS[type(refusal)])
    messages.success(request, f"{made.reference} is on its way to everybody whose yes it needs. Add a clip to hear.")
    return redirect("site:request", request.team.slug, made.pk)


def _form(request: TeamRequest, wish: Wish, *, status: int = 200) -> HttpResponse:
    return render_page(request, "site/asking/new.html", {"wish": wish}, status=status, fragments={"looked": "looked"})


def _only_partners(request: TeamRequest) -> None:
    if request.team.team_kind is not TeamKind.PARTNER:
        raise Http404("Only an AI partner's team asks for a yes.")
