"""Which choices somebody may see: their own team's, and those of the other holders of an asset it holds (rule 7)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from artists.access import Actor, Permission
from artists.catalog.models import Asset

if TYPE_CHECKING:
    from consent.choices.models import Choice, Default  # noqa: F401  (type parameters only)


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
        """Set by the team itself, or under a mandate that has not ended."""
        mandated = Q(mandate__revoked_at__isnull=True, mandate__until__gt=now)
        return self.filter(Q(mandate__isnull=True) | mandated)
