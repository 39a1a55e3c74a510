"""A partner's API clients: made, given a new secret, revoked."""

from allauth.idp.oidc.models import Client
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from artists.access import Permission, Refusal, TeamKind, why_not
from artists.teams.models import ApiClient
from portal.site.clients import credentials
from portal.site.clients.credentials import Credentials
from portal.site.clients.forms import ClientForm
from portal.site.htmx import render_page
from portal.site.middleware import STATUS
from portal.site.scoping import TeamRequest, team_view


@never_cache
@require_http_methods(["GET", "POST"])
@team_view
def clients(request: TeamRequest) -> HttpResponse:
    """The team's clients; by POST a new one, whose secret this one answer shows and no other."""
    _only_partners(request)
    form = ClientForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _page(request, form, status=422 if form.errors else 200)
    try:
        made = credentials.make(**form.cleaned_data, actor=request.actor)
    except Refusal as refusal:
        form.add_error(getattr(refusal, "field", "") or None, refusal.sentence)
        return _page(request, form, status=STATUS[type(refusal)])
    return _page(request, ClientForm(), shown=made, status=201)


@never_cache
@require_POST
@team_view
def new_secret(request: TeamRequest, pk: int) -> HttpResponse:
    """Another secret for a client; the older one is dead."""
    _only_partners(request)
    get_object_or_404(ApiClient.objects.visible_to(request.actor), pk=pk)
    try:
        made = credentials.renew(pk, request.POST.get("seen", ""), actor=request.actor)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return _page(request, ClientForm(), status=STATUS[type(refusal)])
    return _page(request, ClientForm(), shown=made)


@require_http_methods(["GET", "POST"])
@team_view
def revoke(request: TeamRequest, pk: int) -> HttpResponse:
    """Ask, then end a client."""
    _only_partners(request)
    client = get_object_or_404(ApiClient.objects.visible_to(request.actor).live(), pk=pk)
    if request.method == "POST":
        credentials.revoke(pk, actor=request.actor)
        messages.success(request, f"{client.name} is revoked. Its tokens stopped working just now.")
        return redirect("site:clients", request.team.slug)
    return render_page(request, "site/clients/revoke.html", {"client": client})


def _only_partners(request: TeamRequest) -> None:
    if request.team.team_kind is not TeamKind.PARTNER:
        raise Http404("Only an AI partner's team has API clients.")


def _page(
    request: TeamRequest, form: ClientForm, *, shown: Credentials | None = None, status: int = 200
) -> HttpResponse:
    mine = ApiClient.objects.visible_to(request.actor).select_related("created_by")
    live = list(mine.live().order_by("-created_at"))
    oauth = Client.objects.in_bulk([client.client_id for client in live])
    context = {
        "form": form,
        "shown": shown,
        "clients": [
            (client, credentials.mark_of(made), credentials.scopes_of(made))
            for client, made in ((one, oauth.get(one.client_id)) for one in live)
        ],
        "revoked": mine.filter(revoked_at__isnull=False).order_by("-revoked_at"),
        "not_allowed": why_not(request.actor, Permission.MANAGE_CLIENTS),
        "origin": settings.SITE_ORIGIN,
        "token_url": settings.SITE_ORIGIN + reverse("idp:oidc:token"),
    }
    response = render_page(request, "site/clients/clients.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
