"""Whose token is it? From the bearer token to the partner it speaks for, in one prepared look-up."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.internal.resources import is_resources_subset
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security.base import AuthBase

from artists.access import Actor, TeamKind
from artists.teams.actors import actor_for_client
from artists.teams.models import ApiClient
from consent.decisions.prepared import prepared_cursor
from portal.api import bodies, visits
from portal.api.oauth import SCOPES
from portal.api.problems import Problem

REALM = 'Bearer realm="Soundcheck"'

# allauth's own verification takes five queries and builds a server for each request. This asks all at once.
LOOKUP = """
SELECT token.expires_at, token.scopes, token.data -> 'resources' AS resources, client.id AS client, client.client_id,
       client.revoked_at, client.mode, team.id AS team_id, team.kind
  FROM allauth_idp_oidc_token token
  LEFT JOIN teams_apiclient client ON client.client_id = token.client_id
  LEFT JOIN teams_team team ON team.id = client.team_id
 WHERE token.type = 'at' AND token.hash = %s
"""
LOOKUP_COLUMNS = 9


@dataclass(frozen=True)
class Partner:
    """Who asks: a partner's team, through one of its API clients; `test` says that it plays in the sandbox."""

    team_id: int
    client_id: int
    client: str
    test: bool = False

    @property
    def actor(self) -> Actor:
        """The client as one who acts."""
        return actor_for_client(self.client, self.team_id)


class PartnerToken(AuthBase):
    """OAuth 2 client credentials. The token is good while it, its client and the client's team are.

    Clients in test mode are let through only where `tests` says that the address keeps their doings apart.
    """

    openapi_type = "oauth2"
    openapi_description = (
        "Make an API client on your team's page; trade its id and secret, or an assertion signed with its own key "
        "(`private_key_jwt`), for a token of an hour."
    )
    openapi_flows = {"clientCredentials": {"tokenUrl": "/identity/o/api/token", "scopes": SCOPES}}

    def __init__(self, scope: str, *, tests: bool = False) -> None:
        super().__init__()
        self.scope, self.tests = scope, tests

    def __call__(self, request: HttpRequest) -> Partner:
        """The partner of the request; `Problem` 401 or 403 where there is none."""
        row = _row(_token(request))
        partner, scopes = _known(row, request.path, timezone.now())
        visits.begin(request, partner.team_id, partner.client_id, test=partner.test)
        if self.scope not in scopes:
            raise _without(self.scope)
        if partner.test and not self.tests:
            raise Problem("test_client")
        bodies.read(request)
        visits.admit(request)
        return partner


def _token(request: HttpRequest) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Problem("token_missing", headers={"WWW-Authenticate": REALM})
    return token.strip()


def _row(token: str) -> tuple[Any, ...]:
    with prepared_cursor() as cursor:
        cursor.execute(LOOKUP, [get_adapter().hash_token(token)])
        row: tuple[Any, ...] | None = cursor.fetchone()
    if row is None:
        raise _unauthorised("token_invalid")
    return row


def partner_of(row: tuple[Any, ...], scope: str, path: str, now: datetime) -> Partner:
    """The partner that a row of `LOOKUP` speaks for at this address; `Problem` 401 or 403 where it speaks for none."""
    partner, scopes = _known(row, path, now)
    if scope not in scopes:
        raise _without(scope)
    return partner


def _known(row: tuple[Any, ...], path: str, now: datetime) -> tuple[Partner, list[str]]:
    """Who it is, and the scopes of the token."""
    expires_at, scopes, resources, client_id, client, revoked_at, mode, team_id, team_kind = row
    if expires_at is not None and expires_at <= now:
        raise _unauthorised("token_expired")
    if revoked_at is not None:
        raise _unauthorised("client_revoked")
    # Django's connection hands JSON over as text.
    if resources and not is_resources_subset([settings.SITE_ORIGIN + path], json.loads(resources)):
        raise _unauthorised("token_for_elsewhere")
    if team_kind != TeamKind.PARTNER:
        raise Problem("partner_only")
    return Partner(team_id, client_id, client, test=mode == ApiClient.Mode.TEST), scopes.split()


def _without(scope: str) -> Problem:
    return Problem(
        "scope_missing",
        f"The token was not given the scope `{scope}`, which this address asks for.",
        headers={"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{scope}"'},
    )


def _unauthorised(code: str) -> Problem:
    return Problem(code, headers={"WWW-Authenticate": f'{REALM}, error="invalid_token"'})
