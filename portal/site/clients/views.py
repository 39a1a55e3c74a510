"""A partner's API clients: made, given a new secret or another key, revoked."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artists.access import Permission, Refusal, why_not
from artists.teams.clients import MOST_CLIENTS
from artists.teams.models import ApiClient
from portal.site.clients import credentials
from portal.site.clients.forms import ClientForm, KeyForm
from portal.site.clients.page import cards, client_page, mine, only_partners
from portal.site.htmx import render_page
from portal.site.middleware import STATUS
from portal.site.scoping import TeamRequest, team_view


@require_safe
@team_view
def clients(request: TeamRequest) -> HttpResponse:
    """The team's clients, and when each last asked."""
    only_partners(request)
    revoked = ApiClient.objects.visible_to(request.actor).filter(revoked_at__isnull=False)
    context = {
        "cards": cards(request),
        "revoked": revoked.order_by("-revoked_at"),
        "most": MOST_CLIENTS,
        "not_allowed": why_not(request.actor, Permission.MANAGE_CLIENTS),
    }
    return render_page(request, "site/clients/clients.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@team_view
def new(request: TeamRequest) -> HttpResponse:
    """Make a client; by POST its page, where this one answer shows its secret and no other does."""
    only_partners(request)
    asked = request.GET.get("mode")  # the developers' pages and the sandbox lead here for a test client
    form, status = (
        ClientForm(request.POST or None, initial={"mode": asked} if asked in ApiClient.Mode.values else None),
        200,
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = credentials.make(**form.wanted(), actor=request.actor)
        except Refusal as refusal:
            form.add_error(getattr(refusal, "field", "") or None, refusal.sentence)
            status = STATUS[type(refusal)]
        else:
            return client_page(request, mine(request, made.client.pk), shown=made, status=201)
    context = {"form": form, "not_allowed": why_not(request.actor, Permission.MANAGE_CLIENTS)}
    return render_page(
        request, "site/clients/new.html", context, status=422 if form.errors and status == 200 else status
    )


@require_safe
@team_view
def client(request: TeamRequest, pk: int) -> HttpResponse:
    """One client."""
    return client_page(request, mine(request, pk))


@never_cache
@require_POST
@team_view
def new_secret(request: TeamRequest, pk: int) -> HttpResponse:
    """Another secret for a client; the older one is dead."""
    found = mine(request, pk)
    try:
        made = credentials.renew(pk, request.POST.get("seen", ""), actor=request.actor)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return client_page(request, found, status=STATUS[type(refusal)])
    return client_page(request, found, shown=made)


@never_cache
@require_POST
@team_view
def add_key(request: TeamRequest, pk: int) -> HttpResponse:
    """Another key for a client that signs."""
    found, form, status = mine(request, pk), KeyForm(request.POST), 422
    if form.is_valid():
        try:
            credentials.add_key(pk, form.cleaned_data["keys"], actor=request.actor)
        except Refusal as refusal:
            form.add_error("keys" if getattr(refusal, "field", "") else None, refusal.sentence)
            status = STATUS[type(refusal)]
        else:
            messages.success(request, f"{found.name} may sign with the new key from now on.")
            return redirect("site:client", request.team.slug, pk)
    return client_page(request, found, form=form, status=status)


@require_http_methods(["GET", "POST"])
@team_view
def remove_key(request: TeamRequest, pk: int, key_pk: int) -> HttpResponse:
    """Ask, then take a key away."""
    found = mine(request, pk)
    key = get_object_or_404(found.keys, pk=key_pk)
    if request.method == "POST":
        credentials.drop_key(pk, key_pk, actor=request.actor)
        messages.success(request, f"The key {key.kid} of {found.name} is removed. Its tokens stopped working just now.")
        return redirect("site:client", request.team.slug, pk)
    return render_page(request, "site/clients/remove_key.html", {"client": found, "key": key})


@require_http_methods(["GET", "POST"])
@team_view
def revoke(request: TeamRequest, pk: int) -> HttpResponse:
    """Ask, then end a client."""
    found = mine(request, pk)
    if request.method == "POST":
        credentials.revoke(pk, actor=request.actor)
        messages.success(request, f"{found.name} is revoked. Its tokens stopped working just now.")
        return redirect("site:clients", request.team.slug)
    return render_page(request, "site/clients/revoke.html", {"client": found})
