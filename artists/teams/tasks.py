"""What follows for teams."""

from collections.abc import Mapping
from typing import Any

from artists.access import TeamKind
from artists.journal.outbox import DIED, handles
from artists.journal.undelivered import tell_of_deaths
from artists.teams.models import Team


@handles(DIED)
def tell_operators(payload: Mapping[str, Any]) -> None:
    """Those who run the portal learn what could not be delivered."""
    operators = Team.objects.filter(kind=TeamKind.OPERATOR).values_list("pk", flat=True)
    tell_of_deaths(payload, operators=set(operators))
