"""What is whose: an engineer who is signed in reads the samples with the id of their team's own test client in them."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from artists.access import TeamKind
from artists.teams.actors import actor_for
from artists.teams.models import ApiClient, Team


@dataclass(frozen=True)
class Own:
    """The partner's team of whoever reads, and its newest test client, if it has one."""

    team: Team
    client_id: str
    client_name: str

    @property
    def clients_url(self) -> str:
        """Where its clients are made."""
        return reverse("site:client_new", args=[self.team.slug]) + "?mode=test"


def own_of(request: HttpRequest) -> Own | None:
    """The reader's partner team, the one last looked at before others; None for everybody else."""
    if not request.user.is_authenticated:
        return None
    teams = list(Team.objects.filter(memberships__person_id=request.user.pk, kind=TeamKind.PARTNER).order_by("pk"))
    last = request.session.get("team")
    team = next((one for one in teams if one.slug == last), teams[0] if teams else None)
    actor = actor_for(request.user.pk, team) if team else None
    if team is None or actor is None:
        return None
    mine = ApiClient.objects.visible_to(actor).live().filter(mode=ApiClient.Mode.TEST)
    client = mine.order_by("-created_at").first()
    return Own(team, client.client_id if client else "", client.name if client else "")
