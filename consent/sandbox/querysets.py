"""Who may see what happens in a sandbox: the partner whose it is."""

from typing import TYPE_CHECKING

from django.db import models

from artists.access import Actor, Permission

if TYPE_CHECKING:
    from consent.sandbox.models import SandboxChoice  # noqa: F401  (type parameters only)


class SandboxChoiceQuerySet(models.QuerySet["SandboxChoice"]):
    """What test artists were made to say."""

    def visible_to(self, actor: Actor) -> "SandboxChoiceQuerySet":
        """Its own team's alone."""
        return self.filter(team_id=actor.team_id) if actor.has(Permission.VIEW) else self.none()
