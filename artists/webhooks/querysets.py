"""Which endpoints, keys and events somebody may see: those of their own team, if they may manage them."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from artists.access import Actor, Permission

if TYPE_CHECKING:
    from artists.webhooks.models import Endpoint, Event, Key  # noqa: F401  (the type parameters only)


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    """Endpoints."""

    def visible_to(self, actor: Actor) -> "EndpointQuerySet":
        """The team's own, for who manages them: an address may be a secret in itself."""
        return self.filter(team_id=actor.team_id) if actor.has(Permission.MANAGE_WEBHOOKS) else self.none()

    def active(self) -> "EndpointQuerySet":
        """Neither paused by a person nor switched off by us."""
        return self.filter(paused_at__isnull=True, disabled_at__isnull=True)


class KeyQuerySet(models.QuerySet["Key"]):
    """Signing keys."""

    def signing(self, now: datetime) -> "KeyQuerySet":
        """Those that sign now, the newest first."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now)).order_by("-made_at", "-id")


class EventQuerySet(models.QuerySet["Event"]):
    """Events."""

    def visible_to(self, actor: Actor) -> "EventQuerySet":
        """What the team's own endpoints were told."""
        if not actor.has(Permission.MANAGE_WEBHOOKS):
            return self.none()
        return self.filter(endpoint__team_id=actor.team_id)
