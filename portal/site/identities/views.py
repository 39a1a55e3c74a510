"""The operator's queue of who says they are whom, and deciding one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from artists.access import Conflict, Invalid, Permission, why_not
from artists.catalog.identity import checking, selectors
from portal.site.htmx import render_page
from portal.site.identities.forms import SentenceForm
from portal.site.middleware import STATUS
from portal.site.scoping import TeamRequest, team_view

PAGE = 50


def operators_view(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """As `team_view`, for the team that runs the portal; for every other team there is no such page."""

    @team_view
    @wraps(view)
    def scoped(request: TeamRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor.team_kind != "operator":
            raise Http404("Only the operator of the portal has this page.")
        return view(request, *args, **kwargs)

    return scoped


@require_GET
@operators_view
def queue(request: TeamRequest) -> HttpResponse:
    """What waits, the oldest first; or what was decided."""
    decided = request.GET.get("show") == "decided"
    base = reverse("site:identities", args=[request.team.slug])
    page = Paginator(selectors.queue(request.actor, decided=decided), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "decided": decided,
        "tabs": [
            {"label": "Waiting", "url": base, "current": not decided},
            {"label": "Decided", "url": f"{base}?show=decided", "current": decided},
        ],
        "why_not": why_not(request.actor, Permission.CHECK_IDENTITY),
    }
    return render_page(request, "site/identities/queue.html", context)


@require_GET
@operators_view
def compare(request: TeamRequest, pk: int) -> HttpResponse:
    """Both sides beside each other."""
    return show(request, pk, SentenceForm())


@require_POST
@operators_view
def linked(request: TeamRequest, pk: int) -> HttpResponse:
    """Link, after a fresh sign-in: it hands over a voice."""
    return _decide(request, pk, lambda _words: checking.link(pk, actor=request.actor), "linked", needs_words=False)


@require_POST
@operators_view
def refused(request: TeamRequest, pk: int) -> HttpResponse:
    """Refuse, with a sentence."""
    return _decide(request, pk, lambda words: checking.refuse(pk, words, actor=request.actor), "refused")


@require_POST
@operators_view
def undone(request: TeamRequest, pk: int) -> HttpResponse:
    """Undo a wrong link, with a sentence."""
    return _decide(request, pk, lambda words: checking.undo(pk, words, actor=request.actor), "undone")


def show(request: TeamRequest, pk: int, form: SentenceForm, *, status: int = 200) -> HttpResponse:
    """The comparison; 404 for none."""
    found = selectors.comparison(request.actor, pk)
    if found is None:
        raise Http404("There is no such thing to decide.")
    context = {"found": found, "form": form, "why_not": why_not(request.actor, Permission.CHECK_IDENTITY)}
    return render_page(request, "site/identities/compare.html", context, status=status)


def _decide(
    request: TeamRequest, pk: int, act: Callable[[str], object], done: str, *, needs_words: bool = True
) -> HttpResponse:
    found = selectors.comparison(request.actor, pk)
    if found is None:
        raise Http404("There is no such thing to decide.")
    form = SentenceForm(request.POST if needs_words else None)
    if needs_words and not form.is_valid():
        return show(request, pk, form, status=422)
    try:
        act(form.cleaned_data["sentence"] if needs_words else "")
    except (Conflict, Invalid) as refusal:
        messages.error(request, refusal.sentence)
        return show(request, pk, form, status=STATUS[type(refusal)])
    messages.success(request, f"{found.said.artist.name} and {found.said.team.name}: {done}. Both are told.")
    return redirect("site:identities", request.team.slug)
