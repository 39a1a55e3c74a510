"""Who may see what a fan made."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from artists.access import Actor, Permission, TeamKind
from consent.experiences.models import Experience
from consent.making.states import State

if TYPE_CHECKING:
    from consent.making.models import Making  # noqa: F401  (type parameter only)


class MakingQuerySet(models.QuerySet["Making"]):
    """Makings."""

    def visible_to(self, actor: Actor) -> "MakingQuerySet":
        """What is ready, to the partner and to the holders of its experience; of who made it they see no more than a
        fan's page does."""
        if not actor.has(Permission.VIEW):
            return self.none()
        if actor.team_kind is TeamKind.PARTNER:
            return self.filter(experience__partner_id=actor.team_id)
        seen = Experience.objects.visible_to(actor)
        return self.filter(experience__in=seen.values("pk"), state=State.READY)

    def of_fan(self, person_id: int | None, visitor: str) -> "MakingQuerySet":
        """What a person made, or whoever sits at this browser without an account."""
        mine = Q(pk__in=[])
        if person_id is not None:
            mine |= Q(person_id=person_id)
        if visitor:
            mine |= Q(person=None, visitor=visitor)
        return self.filter(mine)
