"""What could not be delivered, for those who run the portal: seen, sent again, dropped."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from artists.access import Conflict, Invalid, Permission, TeamKind, why_not
from artists.journal import undelivered
from portal.site.htmx import render_page
from portal.site.outbox.forms import DropForm, FilterForm, selection
from portal.site.scoping import TeamRequest, team_view

PAGE = 50


def operators_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of the operator's own team; for any other team it does not exist."""

    @wraps(view)
    def scoped(request: TeamRequest) -> HttpResponseBase:
        if request.team.team_kind is not TeamKind.OPERATOR:
            raise Http404("Only those who run the portal see its outbox.")
        return view(request)

    return team_view(scoped)


@require_safe
@operators_only
def outbox(request: TeamRequest) -> HttpResponse:
    """How the lanes do, what waits, and what was given up."""
    return _page(request, DropForm())


@require_POST
@operators_only
def replay(request: TeamRequest) -> HttpResponse:
    """Send again what was ticked, or all of a topic."""
    try:
        count = undelivered.replay(_selected(request), actor=request.actor)
    except Conflict as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, f"{_messages(count)} on the way again.")
    return redirect(_back(request))


@require_POST
@operators_only
def drop(request: TeamRequest) -> HttpResponse:
    """Drop what was ticked, or all of a topic, for a reason."""
    form = DropForm(request.POST)
    try:
        count = undelivered.drop(_selected(request), reason=request.POST.get("reason", ""), actor=request.actor)
    except Invalid as refusal:
        form.is_valid()
        form.errors.clear()
        form.add_error(refusal.field or None, refusal.sentence)
        return _page(request, form, status=422)
    except Conflict as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, f"{_messages(count)} dropped. The history says why.")
    return redirect(_back(request))


def _page(request: TeamRequest, form: DropForm, *, status: int = 200) -> HttpResponse:
    filters = FilterForm(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    dead = undelivered.dead(request.actor, topic=chosen.get("topic", ""), lane=chosen.get("lane", ""))
    topics = undelivered.topics(request.actor)
    context = {
        "lanes": undelivered.lanes(request.actor),
        "dead_topics": [topic for topic in topics if topic.dead],
        "waiting_topics": [topic for topic in topics if topic.waiting],
        "page": Paginator(dead, PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "filtered": any(chosen.values()),
        "form": form,
        "ticked": set(request.POST.getlist("message")),
        "not_allowed": why_not(request.actor, Permission.TEND_OUTBOX),
    }
    return render_page(request, "site/outbox/outbox.html", context, status=status)


def _selected(request: TeamRequest) -> undelivered.Selection:
    return selection(request.POST, request.POST.getlist("message"))


def _back(request: TeamRequest) -> str:
    """Where the person was, with the filter of the address."""
    to = request.POST.get("next", "")
    here = reverse("site:outbox", args=[request.team.slug])
    safe = url_has_allowed_host_and_scheme(to, allowed_hosts=None) and to.partition("?")[0] == here
    return to if safe else here


def _messages(count: int) -> str:
    return f"{count:,} message{'s are' if count > 1 else ' is'}"
