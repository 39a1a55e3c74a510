"""A partner that integrates well: its test client, its server, and what each step of a conformance run takes."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from artists.journal import outbox
from artists.teams.models import ApiClient
from artists.webhooks.actions import Wanted, add_endpoint
from artists.webhooks.models import Endpoint, Event
from consent.sandbox import drills
from consent.sandbox.assets import DRILL, DRILL_USE
from portal.channels.webhooks import send_due
from portal.channels.webhooks_call import Network
from tests.cast import Cast, acting
from tests.portal.api.conftest import oauth_client, token_response

SCOPES = ("checks", "reports", "withdrawals")
NETWORK = Network(2, loopback=True)


@dataclass
class Integration:
    """What an engineer at a partner would have running after an afternoon."""

    token: str
    http: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))
    permit: str = ""
    key: str = field(default_factory=lambda: str(uuid4()))
    reference: str = field(default_factory=lambda: f"remix-{uuid4()}")

    def ask(self, *, permit: bool = True) -> str:
        """A check of the drill's track; the permit is kept."""
        question: dict[str, Any] = {"isrc": DRILL.isrc, "use": DRILL_USE, "territory": "DE"}
        if permit:
            question["permit"] = {"quantity": 10}
        [answer] = self._post("/api/v1/checks", {"questions": [question]}).json()["answers"]
        self.permit = (answer.get("permit") or {}).get("id", self.permit)
        return str(answer["answer"])

    def report(self, *, key: str | None = None, reference: str | None = None) -> HttpResponse:
        """One remix under the permit."""
        line = {"reference": reference or self.reference, "permit": self.permit, "quantity": "1"}
        return self._post("/api/v1/reports", {"lines": [line]}, {"Idempotency-Key": key or self.key})

    def report_without_key(self) -> HttpResponse:
        """The same by somebody who did not read the documentation."""
        line = {"reference": f"no-key-{uuid4()}", "permit": self.permit, "quantity": "1"}
        return self._post("/api/v1/reports", {"lines": [line]})

    def acknowledge(self, withdrawal: str) -> HttpResponse:
        """Say that it has stopped."""
        return self._post(f"/api/v1/withdrawals/{withdrawal}/acknowledge", {})

    def _post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> HttpResponse:
        response = self.http.post(
            path, body, content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}", **(headers or {})},
        )  # fmt: skip
        assert response.status_code < 500, response.content
        return response


def integration(cast: Cast, client_id: str = "halcyon-test") -> Integration:
    """Halcyon's test client, with a token for all it may do."""
    oauth_client(cast.partner, client_id, "\n".join(SCOPES))
    ApiClient.objects.filter(client_id=client_id).update(mode=ApiClient.Mode.TEST)
    return Integration(token_response(client_id, scope=" ".join(SCOPES)).json()["access_token"])


def hook(cast: Cast, url: str) -> Endpoint:
    """Halcyon's server, told of withdrawals."""
    wanted = Wanted("Obey", url, (drills.EVENT,))
    return add_endpoint(wanted, scheme="v1a", actor=acting(cast.rin, cast.partner)).endpoint


def deliver() -> None:
    """What the worker does: the outbox, then the calls that are due."""
    outbox.drain()
    Event.objects.filter(state="waiting").update(due_at=timezone.now())
    Endpoint.objects.update(free_at=timezone.now())
    send_due(NETWORK)


def told(body: bytes) -> str:
    """The withdrawal's id, from what the server was sent."""
    data = json.loads(body)["data"]
    assert data["test"] is True
    return str(data["withdrawal"])
