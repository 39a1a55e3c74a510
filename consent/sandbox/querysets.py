"""Who may see what happens in a sandbox: the partner whose it is. A badge is public."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from artists.access import Actor, Permission
from consent.sandbox.states import State

if TYPE_CHECKING:
    from consent.sandbox.models import Badge, Run, SandboxChoice  # noqa: F401  (type parameters only)


class SandboxChoiceQuerySet(models.QuerySet["SandboxChoice"]):
    """What test artists were made to say."""

    def visible_to(self, actor: Actor) -> "SandboxChoiceQuerySet":
        """Its own team's alone."""
        return self.filter(team_id=actor.team_id) if actor.has(Permission.VIEW) else self.none()


class RunQuerySet(models.QuerySet["Run"]):
    """Conformance runs."""

    def visible_to(self, actor: Actor) -> "RunQuerySet":
        """Its own team's alone."""
        return self.filter(team_id=actor.team_id) if actor.has(Permission.VIEW) else self.none()

    def open(self) -> "RunQuerySet":
        """Those that go on."""
        return self.filter(state=State.OPEN)


class BadgeQuerySet(models.QuerySet["Badge"]):
    """Badges."""

    def valid(self, *, now: datetime) -> "BadgeQuerySet":
        """Those that a card shows now."""
        return self.filter(until__gt=now, revoked_at__isnull=True)
