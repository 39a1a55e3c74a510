"""API clients of a partner team, as the team knows them. The client itself, and its hashed secret, live elsewhere."""

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Invalid, Permission, TeamKind, one_line, require
from artists.journal.record import Act, record
from artists.teams import entries
from artists.teams.actions import lock_team
from artists.teams.models import ApiClient

Mode, Method = ApiClient.Mode, ApiClient.Method
MOST_CLIENTS = 20
NAME_LENGTH = 80


def make_client(
    name: str, client_id: str, *, actor: Actor, mode: str = Mode.LIVE, authenticates: str = Method.SECRET
) -> ApiClient:
    """Note a new client of the partner team. Raises `Denied`, `Invalid` (`name_taken`), `Conflict`."""
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
            authenticates=Method(authenticates),
            created_at=timezone.now(),
            created_by_id=actor.person_id,
        )
        _record(entries.CLIENT_MADE, client, actor=actor)
    return client


def change_secret(client_pk: int, *, actor: Actor) -> ApiClient:
    """Note that the client gets a new secret. Locks its row, so that two presses come one after the other."""
    require(actor, Permission.MANAGE_CLIENTS)
    with transaction.atomic():
        client = _live(client_pk, actor)
        _record(entries.CLIENT_SECRET_CHANGED, client, actor=actor)
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


def _record(type_: str, client: ApiClient, *, actor: Actor) -> None:
    record(Act(type_, "client", client.client_id, {"name": client.name, "mode": client.mode}), actor=actor)
