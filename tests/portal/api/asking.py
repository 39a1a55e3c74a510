"""A partner's program that sends requests, and what it sends."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from artists.access import TeamKind
from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.choices.actions import Consent, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.state import State
from consent.requests.models import Request
from consent.requests.votes import vote
from consent.uses import text_of
from tests.cast import Cast, acting, person, team, track
from tests.portal.api.conftest import oauth_client, token_response


@dataclass
class Asker:
    """A program of a partner without any licence, with a token for requests."""

    team: Team
    token: str
    http: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def get(self, path: str, **query: object) -> HttpResponse:
        """Read something."""
        asked = {name: str(value) for name, value in query.items()}
        return self.http.get(f"/api/v1/{path}", asked, headers={"Authorization": f"Bearer {self.token}"})

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> HttpResponse:
        """Do something."""
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Idempotency-Key": key} if key is not None else {})
        return self.http.post(
            f"/api/v1/{path}", "" if body is None else body, content_type="application/json", headers=headers
        )

    def ask(self, asset: Asset, **changed: Any) -> dict[str, Any]:
        """A request that goes out; the answer."""
        response = self.post("requests", wanted(asset, **changed))
        assert response.status_code == 201, response.content
        sent: dict[str, Any] = response.json()
        return sent


def asker(name: str = "Versão Labs", client_id: str = "versao", scope: str = "requests") -> Asker:
    """A partner with its client and a token for these scopes."""
    owner = person(f"{client_id}@demo.test", "Vera Lemos")
    partner = team(TeamKind.PARTNER, name, client_id, owner)
    oauth_client(partner, client_id, "checks\nrequests")
    return Asker(partner, token_response(client_id, scope=scope).json()["access_token"])


def terms(**changed: Any) -> dict[str, Any]:
    """Terms for a year, in the documented shape."""
    today = timezone.now().date()
    plain = {
        "uses": ["remix"],
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=364)).isoformat(),
        "currency": "EUR",
        "rates": [{"basis": "per_output", "amount": "0.045", "use": "remix"}],
    }
    return plain | changed


def wanted(*assets: Asset, **changed: Any) -> dict[str, Any]:
    """A body for POST /requests."""
    return {
        "title": "Remix for the Slipstream radio",
        "purpose": "Players make their own remix.",
        "assets": [str(asset.pk) for asset in assets],
        "terms": terms(),
    } | changed


def song(cast: Cast, title: str = "Night Ferry") -> Asset:
    """A track of three holders who all want to be asked for a remix."""
    made = track(title, cast.ayla_marsh, performer=cast.artist, master=cast.label, publishing=(cast.publisher,))
    for who, of in ((cast.ayla, cast.artist), (cast.dana, cast.label), (cast.theo, cast.publisher)):
        consent = Consent(text_of("remix").sha256, reviewed=True)
        choose_for_tracks([made.pk], "remix", State(Answer.ASK), actor=acting(who, of), consent=consent)
    return made


def says(cast: Cast, reference: str, **answers: bool) -> None:
    """Holders vote on the round on the table: `artist=True, label=False`."""
    people = {"artist": cast.ayla, "label": cast.dana, "publisher": cast.theo}
    for name, yes in answers.items():
        request = Request.objects.get(pk=int(reference[2:]))
        vote(request, yes=yes, seen_sha256=request.version.sha256, actor=acting(people[name], getattr(cast, name)))
