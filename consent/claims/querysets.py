"""Who may see which claim."""

from typing import TYPE_CHECKING

from django.db import models

from artists.access import Actor, Permission, TeamKind
from consent.claims.states import State
from consent.reports.models import Output

if TYPE_CHECKING:
    from consent.claims.models import Claim  # noqa: F401  (type parameter only)


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims."""

    def visible_to(self, actor: Actor) -> "ClaimQuerySet":
        """All of them, to the operator; to others those about outputs that they may see."""
        if not actor.has(Permission.VIEW):
            return self.none()
        if actor.team_kind is TeamKind.OPERATOR:
            return self.all()
        return self.filter(output__in=Output.objects.visible_to(actor).values("pk"))

    def open(self) -> "ClaimQuerySet":
        """Those that nobody has answered."""
        return self.filter(state=State.OPEN)

    def silencing(self) -> "ClaimQuerySet":
        """Those that keep the sound from playing now."""
        return self.open().filter(hides=True)
