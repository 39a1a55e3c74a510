"""The pages of webhooks: all of them, one with its log, one event with its attempts, and the forms."""

import json
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from artists.access import Refusal
from artists.webhooks import actions, events, selectors
from artists.webhooks.models import Event
from portal.site.htmx import render_page
from portal.site.middleware import STATUS
from portal.site.scoping import TeamRequest
from portal.site.webhooks.forms import EndpointForm, KeyForm, NewEndpointForm
from portal.site.webhooks.page import mine, strip, webhook_page, webhook_view


@require_safe
@webhook_view
def webhooks(request: TeamRequest) -> HttpResponse:
    """The team's webhooks, and how each stands."""
    cards = [(card, strip(card)) for card in selectors.cards(request.actor)]
    context = {"cards": cards, "most": actions.MOST_ENDPOINTS, "types": events.types_for(request.team.team_kind)}
    return render_page(request, "site/webhooks/webhooks.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@webhook_view
def new(request: TeamRequest) -> HttpResponse:
    """Add a webhook; by POST its page, with the key that its receiver needs."""
    form = NewEndpointForm(request.POST or None, kind=request.team.team_kind)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_endpoint(form.wanted(), scheme=form.cleaned_data["scheme"], actor=request.actor)
        except Refusal as refusal:
            form.add_error(getattr(refusal, "field", "") or None, refusal.sentence)
            status = STATUS[type(refusal)]
        else:
            return webhook_page(request, made.endpoint, shown=made, status=201)
    return render_page(request, "site/webhooks/new.html", {"form": form}, status=status)


@require_safe
@webhook_view
def webhook(request: TeamRequest, pk: UUID) -> HttpResponse:
    """One webhook and its log."""
    return webhook_page(request, mine(request, pk))


@require_http_methods(["GET", "POST"])
@webhook_view
def change(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Another name, address or choice of events."""
    endpoint, kind, status = mine(request, pk), request.team.team_kind, 200
    form = EndpointForm(request.POST, kind=kind) if request.method == "POST" else EndpointForm.of(endpoint, kind=kind)
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                actions.change_endpoint(endpoint.pk, form.wanted(), actor=request.actor)
            except Refusal as refusal:
                form.add_error(getattr(refusal, "field", "") or None, refusal.sentence)
                status = STATUS[type(refusal)]
            else:
                return redirect("site:webhook", request.team.slug, endpoint.pk)
    return render_page(request, "site/webhooks/change.html", {"form": form, "endpoint": endpoint}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@webhook_view
def new_key(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Ask, then give a new key, and show what the receiver needs of it."""
    endpoint = mine(request, pk)
    current = selectors.signing_keys(endpoint)[0]
    form = KeyForm(request.POST or None, initial={"scheme": current.scheme, "seen": current.pk})
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.rotate_key(endpoint.pk, actor=request.actor, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            status = STATUS[type(refusal)]
        else:
            return webhook_page(request, made.endpoint, shown=made)
    return render_page(request, "site/webhooks/key.html", {"form": form, "endpoint": endpoint}, status=status)


@require_safe
@webhook_view
def event(request: TeamRequest, pk: UUID, event: UUID) -> HttpResponse:
    """One event: what was sent, and what came of each attempt."""
    endpoint = mine(request, pk)
    found = get_object_or_404(Event.objects.visible_to(request.actor).filter(endpoint=endpoint), pk=event)
    context = {
        "endpoint": endpoint,
        "event": found,
        "label": events.label_of(found.type),
        "body": json.dumps(json.loads(found.body), indent=2, ensure_ascii=False),
        "attempts": list(found.attempts.order_by("-id")),
    }
    return render_page(request, "site/webhooks/event.html", context, fragments={"told": "told"})
