"""What the pages of API clients show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.idp.oidc.models import Client
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from artists.access import Permission, TeamKind, why_not
from artists.teams.models import ApiClient, ClientKey
from artists.teams.public_keys import MOST_KEYS
from consent.usage import selectors
from consent.usage.selectors import Standing
from portal.site.clients import credentials
from portal.site.clients.credentials import Credentials
from portal.site.clients.forms import KeyForm
from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest


@dataclass(frozen=True)
class Card:
    """A client as the pages show it; `mark` changes with its secret and says nothing about it."""

    client: ApiClient
    scopes: Sequence[str]
    mark: str
    keys: Sequence[ClientKey]
    last: datetime | None


def only_partners(request: TeamRequest) -> None:
    """404 for any other team."""
    if request.team.team_kind is not TeamKind.PARTNER:
        raise Http404("Only an AI partner's team has API clients.")


def mine(request: TeamRequest, pk: int) -> ApiClient:
    """A client of the team that is not revoked; 404 for any other."""
    only_partners(request)
    found = ApiClient.objects.visible_to(request.actor).live().select_related("created_by")
    return get_object_or_404(found.prefetch_related("keys"), pk=pk)


def cards(request: TeamRequest) -> list[Card]:
    """The clients in use, newest first: four queries, however many."""
    mine = ApiClient.objects.visible_to(request.actor).live().select_related("created_by").prefetch_related("keys")
    found = list(mine.order_by("-created_at", "-pk"))
    return _cards(request, found)


def client_page(
    request: TeamRequest,
    client: ApiClient,
    *,
    shown: Credentials | None = None,
    form: KeyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """One client: how it proves itself, what it may do, its limits. `shown` is shown this once."""
    [card] = _cards(request, [client])
    context = {
        "card": card,
        "client": client,
        "shown": shown,
        "form": form or KeyForm(),
        "most_keys": MOST_KEYS,
        "standings": standings_of(client),
        "not_allowed": why_not(request.actor, Permission.MANAGE_CLIENTS),
        "origin": settings.SITE_ORIGIN,
        "token_url": settings.SITE_ORIGIN + reverse("idp:oidc:token"),
    }
    response = render_page(request, "site/clients/client.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def standings_of(client: ApiClient) -> Sequence[Standing]:
    """Its limits, and what this minute has used of them."""
    return selectors.standings([client])[client.pk]


def _cards(request: TeamRequest, found: Sequence[ApiClient]) -> list[Card]:
    oauth = Client.objects.in_bulk([client.client_id for client in found])
    last = selectors.last_uses(request.actor)
    return [
        Card(
            client,
            credentials.scopes_of(oauth.get(client.client_id)),
            credentials.mark_of(oauth.get(client.client_id)),
            sorted(client.keys.all(), key=lambda key: (key.added_at, key.pk)),
            last.get(client.pk),
        )
        for client in found
    ]
