"""What the webhook pages share: who gets in, one webhook's page, and the drawing of its last events."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from artists.access import Permission, require
from artists.webhooks import selectors
from artists.webhooks.actions import WithKey
from artists.webhooks.models import Endpoint, Event
from artists.webhooks.selectors import Card
from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest, team_view
from portal.site.webhooks.forms import AgainForm, LogForm

PAGE = 30
_BAR = 5  # of the strip, with its gap


def webhook_view(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view for those who manage the team's webhooks: the rest of the team is told so, others get a 404."""

    @team_view
    @wraps(view)
    def scoped(request: TeamRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        require(request.actor, Permission.MANAGE_WEBHOOKS)
        return view(request, *args, **kwargs)

    return scoped


def mine(request: TeamRequest, pk: object) -> Endpoint:
    """The endpoint, or a 404."""
    return get_object_or_404(Endpoint.objects.visible_to(request.actor).select_related("made_by"), pk=pk)


def strip(card: Card) -> list[dict[str, Any]]:
    """The last events as bars, the newest at the right."""
    return [{"x": place * _BAR, "state": state} for place, state in enumerate(card.last)]


def webhook_page(
    request: TeamRequest,
    endpoint: Endpoint,
    *,
    again: AgainForm | None = None,
    shown: WithKey | None = None,
    status: int = 200,
) -> HttpResponse:
    """One webhook: how it stands, its keys, its log as the address filters it."""
    form = LogForm(request.GET, endpoint=endpoint)
    asked = form.asked()
    card = selectors.card(endpoint)
    log = selectors.log(request.actor, endpoint, state=asked["state"], type_=asked["type"])
    context = {
        "card": card,
        "endpoint": endpoint,
        "bars": strip(card),
        "keys": selectors.signing_keys(endpoint),
        "form": form,
        "asked": asked,
        "tabs": _tabs(request, card, asked["state"]),
        "page": Paginator(log, PAGE).get_page(request.GET.get("page")),
        "again": again or AgainForm(),
        "shown": shown,
        "timeout": settings.WEBHOOKS_TIMEOUT_SECONDS,
    }
    response = render_page(request, "site/webhooks/webhook.html", context, fragments={"log": "log"}, status=status)
    if shown:
        response["Cache-Control"] = "no-store"
    return response


def _tabs(request: HttpRequest, card: Card, state: str) -> list[dict[str, Any]]:
    tabs = []
    for value, label in (("", "All"), *Event.State.choices):
        query = request.GET.copy()
        for key in ("page", "state"):
            query.pop(key, None)
        if value:
            query["state"] = value
        count = card.counts.get(value, 0) if value else sum(card.counts.values())
        url = f"{request.path}?{query.urlencode()}" if query else request.path
        tabs.append({"label": label, "url": url, "current": value == state, "count": count})
    return tabs
