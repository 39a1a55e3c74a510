"""API clients of a partner team, as the team knows them. The client itself, and its hashed secret, live elsewhere."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Invalid, Permission, TeamKind, one_line, require
from artists.journal.record import Act, record
from artists.teams import entries
from artists.teams.actions import lock_team
from artists.teams.models import ApiClient, ClientKey
from artists.teams.public_keys import MOST_KEYS, PublicKey

Mode, Method = ApiClient.Mode, ApiClient.Method
MOST_CLIENTS = 20
NAME_LENGTH = 80


def make_client(
    name: str, client_id: str, *, actor: Actor, mode: str = Mode.LIVE, keys: Sequence[PublicKey] = ()
) -> ApiClient:
    """Note a new client of the partner team, which authenticates with `keys` where there are some.

    Raises `Denied`, `Invalid` (`name_taken`), `Conflict`.
    """
    require(actor, Permission.MANAGE_CLIENTS)
    if actor.team_kind is not TeamKind.PARTNER:
        raise Invalid("not_a_partner", "Only an AI partner's team has API clients.")
    shown = one_line(name, field="name")
    if not shown or len(shown) > NAME_LENGTH:
        raise Invalid("name_wrong", f"A client needs a name of at most {NAME_LENGTH} characters.", field="name")
    with transaction.atomic():
        lock_team(actor)
        live = list(ApiClient.objects.live().filter(team_id=actor.team_id))
        if any(client.name.casefold() == shown.casefold() for client in live):
            raise Invalid("name_taken", f"There is a client called {shown} already.", field="name")
        if len(live) >= MOST_CLIENTS:
            raise Conflict("too_many_clients", f"A team has at most {MOST_CLIENTS} clients. Revoke one first.")
        client = ApiClient.objects.create(
            team_id=actor.team_id,
            client_id=client_id,
            name=shown,
            mode=Mode(mode),
            authenticates=Method.KEYS if keys else Method.SECRET,
            created_at=timezone.now(),
            created_by_id=actor.person_id,
        )
        _put(client, keys, actor=actor)
        _record(entries.CLIENT_MADE, client, actor=actor)
    return client


def change_secret(client_pk: int, *, actor: Actor) -> ApiClient:
    """Note that the client gets a new secret. Locks its row, so that two presses come one after the other."""
    require(actor, Permission.MANAGE_CLIENTS)
    with transaction.atomic():
        client = _live(client_pk, actor)
        if client.authenticates != Method.SECRET:
            raise Conflict("no_secret", "This client has no secret: it signs with keys of its own.")
        _record(entries.CLIENT_SECRET_CHANGED, client, actor=actor)
    return client


def add_key(client_pk: int, key: PublicKey, *, actor: Actor) -> ApiClient:
    """Give the client another key; from now on either signs. Raises `Invalid`, `Conflict` (`too_many_keys`)."""
    require(actor, Permission.MANAGE_CLIENTS)
    with transaction.atomic():
        client = _live(client_pk, actor)
        if client.authenticates != Method.KEYS:
            raise Conflict("no_keys", "This client has a secret. Make another client for keys.")
        held = list(client.keys.values_list("kid", "thumbprint"))
        if any(key.kid == kid or key.thumbprint == thumbprint for kid, thumbprint in held):
            raise Invalid("key_known", "The client has this key, or another with this kid, already.", field="keys")
        if len(held) >= MOST_KEYS:
            raise Conflict("too_many_keys", f"A client has at most {MOST_KEYS} keys. Remove the older one first.")
        _put(client, [key], actor=actor)
        _record(entries.CLIENT_KEY_ADDED, client, actor=actor, kid=key.kid)
    return client


def remove_key(client_pk: int, key_pk: int, *, actor: Actor) -> ApiClient:
    """Take a key away; what it signs counts no more."""
    require(actor, Permission.MANAGE_CLIENTS)
    with transaction.atomic():
        client = _live(client_pk, actor)
        key = client.keys.filter(pk=key_pk).first()
        if key is None:
            raise Conflict("key_gone", "This key was removed already.")
        key.delete()
        _record(entries.CLIENT_KEY_REMOVED, client, actor=actor, kid=key.kid)
    return client


def revoke_client(client_pk: int, *, actor: Actor) -> ApiClient:
    """End a client for good."""
    require(actor, Permission.MANAGE_CLIENTS)
    with transaction.atomic():
        client = _live(client_pk, actor)
        client.revoked_at, client.revoked_by_id = timezone.now(), actor.person_id
        client.save(update_fields=["revoked_at", "revoked_by"])
        _record(entries.CLIENT_REVOKED, client, actor=actor)
    return client


def _live(client_pk: int, actor: Actor) -> ApiClient:
    client = ApiClient.objects.filter(team_id=actor.team_id, pk=client_pk).select_for_update().first()
    if client is None or client.revoked_at:
        raise Conflict("client_revoked", "This client was revoked.")
    return client


def _put(client: ApiClient, keys: Sequence[PublicKey], *, actor: Actor) -> None:
    now = timezone.now()
    ClientKey.objects.bulk_create(
        ClientKey(
            client=client,
            kid=key.kid,
            algorithm=key.algorithm,
            jwk=key.jwk,
            thumbprint=key.thumbprint,
            added_at=now,
            added_by_id=actor.person_id,
        )
        for key in keys
    )


def _record(type_: str, client: ApiClient, *, actor: Actor, **more: str) -> None:
    data = {"name": client.name, "mode": client.mode, **more}
    record(Act(type_, "client", client.client_id, data), actor=actor)
