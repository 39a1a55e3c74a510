"""Endpoints to tell, and what an outbox does after a press."""

from django.utils import timezone

from artists.accounts.models import User
from artists.journal import outbox
from artists.teams.models import Team
from artists.webhooks.actions import Wanted, WithKey, add_endpoint
from artists.webhooks.models import Endpoint, Event
from tests.cast import acting

URL = "https://hooks.example.com/soundcheck"


def endpoint(
    owner: User, team: Team, *types: str, url: str = URL, name: str = "Studio", scheme: str = "v1a"
) -> WithKey:
    """An endpoint of this team for these types."""
    return add_endpoint(Wanted(name, url, types), scheme=scheme, actor=acting(owner, team))


def told(of: Endpoint) -> list[Event]:
    """What the outbox made of everything that happened: events, oldest first."""
    outbox.drain(now=timezone.now())
    return list(of.events.order_by("id"))
