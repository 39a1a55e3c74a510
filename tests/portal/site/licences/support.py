"""What the tests of the licence pages share: who looks, and a licence at each place of its way."""

from datetime import timedelta
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from artists.accounts.models import User
from artists.teams.models import Team
from consent.licences.actions import Sheet, draft
from consent.licences.models import Licence
from consent.licences.terms import Terms
from consent.requests.actions import Ask, offer_licence
from consent.requests.models import Request
from tests.cast import Cast, acting
from tests.support.licences import terms


def client_of(user: User, *, fresh: bool = False) -> Client:
    """Somebody signed in, long ago or just now."""
    client = Client()
    client.force_login(user)
    if fresh:
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": timezone.now().timestamp()}]
        session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
        session.save()
    return client


def get(user: User, team: Team, name: str, *args: object, **query: object) -> str:
    """The words of a page."""
    response = client_of(user).get(reverse(f"site:{name}", args=[team.slug, *args]), query)
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


def status(user: User, team: Team, name: str, *args: object, **query: object) -> int:
    """What a page answers."""
    return client_of(user).get(reverse(f"site:{name}", args=[team.slug, *args]), query).status_code


def press(user: User, team: Team, name: str, *args: object, fresh: bool = True, **data: Any) -> HttpResponse:
    """A press on a button, just after signing in."""
    return client_of(user, fresh=fresh).post(reverse(f"site:{name}", args=[team.slug, *args]), data)  # type: ignore[return-value]


def drafted(cast: Cast, agreed: Terms | None = None, *, licensors: tuple[Team, ...] = ()) -> Licence:
    """A draft of the partner's."""
    teams = licensors or (cast.label, cast.publisher)
    sheet = Sheet(
        "Slipstream deal", cast.partner.pk, tuple(team.pk for team in teams), agreed or terms(["remix", "cover"])
    )
    return draft(sheet, actor=acting(cast.rin, cast.partner))


def offered(cast: Cast, agreed: Terms | None = None, *, licensors: tuple[Team, ...] = ()) -> Request:
    """Sent by the partner: on the table."""
    licence = drafted(cast, agreed, licensors=licensors)
    assert licence.draft is not None
    ask = Ask("Slipstream deal", "Fans remix.", Terms.from_data(licence.draft), timezone.now() + timedelta(days=14))
    return offer_licence(licence, ask, actor=acting(cast.rin, cast.partner))
