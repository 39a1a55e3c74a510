"""The two halves of an API client, changed together: the team's record, and the OAuth 2 client (secret hashed)."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client, Token
from django.contrib.auth.hashers import make_password
from django.db import transaction

from artists.access import Actor, Conflict, Invalid
from artists.teams import clients
from artists.teams.clients import change_secret, make_client, remove_key, revoke_client
from artists.teams.models import ApiClient
from artists.teams.public_keys import read_keys

CHECKS = "checks"
Mode = ApiClient.Mode


@dataclass(frozen=True)
class Credentials:
    """A client and its secret, which is shown once and kept nowhere; none where it signs with its own keys."""

    client: ApiClient
    secret: str


def make(
    name: str, *, actor: Actor, scopes: Collection[str] | None = None, mode: str = Mode.LIVE, keys: str = ""
) -> Credentials:
    """A new client of the actor's team, for client credentials, with these scopes or all. Id and secret say its mode.

    With `keys`, public ones as a person pastes them, it has no secret. Raises as `make_client` and `read_keys`;
    `Invalid` without a scope.
    """
    allowed = [scope for scope in get_adapter().scope_display if scopes is None or scope in scopes]
    if not allowed:
        raise Invalid("scopes_missing", "Tick at least one thing the client may do.", field="scopes")
    own = read_keys(keys) if keys else []
    secret = "" if own else _secret(mode)
    with transaction.atomic():
        client = make_client(name, f"{mode}_{get_adapter().generate_client_id()}", actor=actor, mode=mode, keys=own)
        oauth = Client(id=client.client_id, name=client.name, type=Client.Type.CONFIDENTIAL, response_types="")
        oauth.set_scopes(allowed)
        oauth.set_default_scopes([CHECKS] if CHECKS in allowed else allowed)
        oauth.set_grant_types([Client.GrantType.CLIENT_CREDENTIALS])
        oauth.secret = make_password(secret or None)  # None: no secret ever fits
        oauth.save(force_insert=True)
    return Credentials(client, secret)


def renew(client_pk: int, seen: str, *, actor: Actor) -> Credentials:
    """Give the client another secret; the older one, and every token got with it, is dead at once.

    `seen` is the mark of the secret that the page showed: pressed twice, the second press is refused.
    """
    with transaction.atomic():
        client = change_secret(client_pk, actor=actor)
        secret = _secret(client.mode)
        oauth = Client.objects.select_for_update().filter(pk=client.client_id).first()
        if oauth is None:
            raise Conflict("client_revoked", "This client was revoked.")
        if seen != mark_of(oauth):
            raise Conflict("changed_since", "The secret has just been changed. Change it again only if it was not you.")
        oauth.set_secret(secret)
        oauth.save(update_fields=["secret"])
        Token.objects.filter(client=oauth).delete()
    return Credentials(client, secret)


def add_key(client_pk: int, pasted: str, *, actor: Actor) -> ApiClient:
    """Give the client the key that was pasted, beside the one it has. Raises as `read_keys` and `clients.add_key`."""
    keys = read_keys(pasted)
    if len(keys) > 1:
        raise Invalid("keys_many", "Paste one key: the client has another already.", field="keys")
    return clients.add_key(client_pk, keys[0], actor=actor)


def drop_key(client_pk: int, key_pk: int, *, actor: Actor) -> ApiClient:
    """Take a key away, and every token the client has: nobody knows with which key it was got."""
    with transaction.atomic():
        client = remove_key(client_pk, key_pk, actor=actor)
        Token.objects.filter(client_id=client.client_id).delete()
    return client


def revoke(client_pk: int, *, actor: Actor) -> ApiClient:
    """End the client: its secret and its tokens are gone, and nothing brings them back."""
    with transaction.atomic():
        client = revoke_client(client_pk, actor=actor)
        Client.objects.filter(pk=client.client_id).delete()
    return client


def scopes_of(oauth: Client | None) -> list[str]:
    """What the client can get a token for, in the order of the vocabulary."""
    return [scope for scope in get_adapter().scope_display if oauth is not None and scope in oauth.get_scopes()]


def _secret(mode: str) -> str:
    """Recognised at a glance, and by what searches repositories for secrets."""
    return f"sck_{mode}_{get_adapter().generate_client_secret()}"


def mark_of(oauth: Client | None) -> str:
    """A word that changes with the secret and says nothing about it."""
    return hashlib.sha256(oauth.secret.encode()).hexdigest()[:16] if oauth else ""
