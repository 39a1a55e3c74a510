"""Which choices somebody may see: their own team's, and those of the other holders of an asset it holds (rule 7)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from artists.access import Actor, Permission
from artists.catalog.models import Asset

if TYPE_CHECKING:
    from consent.choices.models import Choice, Default, PendingYes  # noqa: F401  (type parameters only)


class ChoiceQuerySet(models.QuerySet["Choice"]):
    """Choices."""

    def visible_to(self, actor: Actor) -> "ChoiceQuerySet":
        """The choices on every asset the actor's team may see."""
        if not actor.has(Permission.VIEW):
            return self.none()
        return self.filter(asset__in=Asset.objects.visible_to(actor).values("pk"))


class DefaultQuerySet(models.QuerySet["Default"]):
    """Defaults."""

    def visible_to(self, actor: Actor) -> "DefaultQuerySet":
        """The actor's own team's."""
        return self.filter(team_id=actor.team_id) if actor.has(Permission.VIEW) else self.none()

    def in_force(self, *, now: datetime) -> "DefaultQuerySet":
        """Set by the team itself, or under a mandate that has not ended; by two people where the team wants two."""
        mandated = Q(mandate__revoked_at__isnull=True, mandate__until__gt=now)
        takes_two = Q(team__two_people__bulk=True) | Q(team__two_people__training=True, use="train")
        alone = Q(answer__gt=0, seconded_at__isnull=True)
        return self.filter(Q(mandate__isnull=True) | mandated).exclude(takes_two & alone)


class PendingYesQuerySet(models.QuerySet["PendingYes"]):
    """What waits, or waited, for a second person."""

    def visible_to(self, actor: Actor) -> "PendingYesQuerySet":
        """The team's own, for its members."""
        return self.filter(team_id=actor.team_id) if actor.role and actor.has(Permission.VIEW) else self.none()

    def waiting(self, *, now: datetime) -> "PendingYesQuerySet":
        """Neither confirmed, nor refused, nor run out."""
        return self.filter(outcome="", expires_at__gt=now)
