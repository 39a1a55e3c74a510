"""The two halves of an API client, changed together: the team's record, and the OAuth 2 client (secret hashed)."""

import hashlib
from dataclasses import dataclass

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client, Token
from django.db import transaction

from artists.access import Actor, Conflict
from artists.teams.clients import change_secret, make_client, revoke_client
from artists.teams.models import ApiClient

CHECKS, REQUESTS = "checks", "requests"


@dataclass(frozen=True)
class Credentials:
    """A client and its secret, which is shown once and kept nowhere."""

    client: ApiClient
    secret: str


def make(name: str, *, actor: Actor, may_ask: bool = False) -> Credentials:
    """A new client of the actor's team, for client credentials: for checks, and if it `may_ask` for requests.

    Raises as `make_client`.
    """
    adapter = get_adapter()
    secret = adapter.generate_client_secret()
    with transaction.atomic():
        client = make_client(name, adapter.generate_client_id(), actor=actor)
        oauth = Client(id=client.client_id, name=client.name, type=Client.Type.CONFIDENTIAL, response_types="")
        oauth.set_scopes([CHECKS, REQUESTS] if may_ask else [CHECKS])
        oauth.set_default_scopes([CHECKS])
        oauth.set_grant_types([Client.GrantType.CLIENT_CREDENTIALS])
        oauth.set_secret(secret)
        oauth.save(force_insert=True)
    return Credentials(client, secret)


def renew(client_pk: int, seen: str, *, actor: Actor) -> Credentials:
    """Give the client another secret; the older one, and every token got with it, is dead at once.

    `seen` is the mark of the secret that the page showed: pressed twice, the second press is refused.
    """
    secret = get_adapter().generate_client_secret()
    with transaction.atomic():
        client = change_secret(client_pk, actor=actor)
        oauth = Client.objects.select_for_update().filter(pk=client.client_id).first()
        if oauth is None:
            raise Conflict("client_revoked", "This client was revoked.")
        if seen != mark_of(oauth):
            raise Conflict("changed_since", "The secret has just been changed. Change it again only if it was not you.")
        oauth.set_secret(secret)
        oauth.save(update_fields=["secret"])
        Token.objects.filter(client=oauth).delete()
    return Credentials(client, secret)


def revoke(client_pk: int, *, actor: Actor) -> ApiClient:
    """End the client: its secret and its tokens are gone, and nothing brings them back."""
    with transaction.atomic():
        client = revoke_client(client_pk, actor=actor)
        Client.objects.filter(pk=client.client_id).delete()
    return client


def may_ask(oauth: Client | None) -> bool:
    """Whether the client can get a token for requests."""
    return oauth is not None and REQUESTS in oauth.get_scopes()


def mark_of(oauth: Client | None) -> str:
    """A word that changes with the secret and says nothing about it."""
    return hashlib.sha256(oauth.secret.encode()).hexdigest()[:16] if oauth else ""
