"""A partner's program: it gets a token the way any OAuth 2 client does, and asks."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from allauth.idp.oidc.models import Client as OAuthClient
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from artists.teams.models import ApiClient, Team
from tests.cast import Cast

SECRET = "a-secret-shown-once"
Answer = Mapping[str, Any]


def oauth_client(team: Team | None, client_id: str = "halcyon", scopes: str = "checks\nother") -> OAuthClient:
    """A client as a partner's team page makes it; without a team it is one of somebody else's making."""
    client = OAuthClient(id=client_id, name=client_id, scopes=scopes, grant_types="client_credentials")
    client.set_secret(SECRET)
    client.save()
    if team:
        ApiClient.objects.create(team=team, client_id=client_id, name=client_id, created_at=timezone.now())
    return client


def token_response(client_id: str, secret: str = SECRET, **parameters: str) -> HttpResponse:
    """What the token endpoint says."""
    basic = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    return Client(enforce_csrf_checks=True).post(
        "/identity/o/api/token",
        {"grant_type": "client_credentials", "scope": "checks", **parameters},
        headers={"Authorization": f"Basic {basic}"},
    )


@dataclass
class Program:
    """A partner's program with a token."""

    token: str
    http: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def get(self, **question: object) -> HttpResponse:
        """Put one question."""
        asked = {name: str(value) for name, value in question.items() if value is not None}
        return self.http.get("/api/v1/checks", asked, headers={"Authorization": f"Bearer {self.token}"})

    def post(self, body: Any, content_type: str = "application/json") -> HttpResponse:
        """Send a batch, or whatever is to be tried."""
        return self.http.post(
            "/api/v1/checks", body, content_type=content_type, headers={"Authorization": f"Bearer {self.token}"}
        )

    def ask(self, **question: object) -> tuple[str, list[str]]:
        """The answer to one question, and its reasons' codes."""
        response = self.get(**question)
        assert response.status_code == 200, response.content
        answer = response.json()
        return answer["answer"], [reason["code"] for reason in answer["reasons"]]


@pytest.fixture
def program(cast: Cast) -> Program:
    """Halcyon Audio's program."""
    oauth_client(cast.partner)
    return Program(token_response("halcyon").json()["access_token"])


def problem_of(response: HttpResponse) -> Answer:
    """The problem document, with what every one of them has."""
    assert response["Content-Type"] == "application/problem+json", response.content
    assert response["Cache-Control"] == "no-store"
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["type"] == f"http://testserver/problems/{problem['reason_code']}/"
    assert problem["title"]
    assert problem["detail"]
    assert problem["instance"].startswith("/api/")
    return problem
