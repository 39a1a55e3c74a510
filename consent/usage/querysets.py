"""Who may see what a partner asked: the partner's own team, and nobody else."""

from typing import TYPE_CHECKING

from django.db import models

from artists.access import Actor, Permission

if TYPE_CHECKING:
    from consent.usage.models import Asked, Hour, Tally  # noqa: F401  (type parameters only)


class AskedQuerySet(models.QuerySet["Asked"]):
    """The log."""

    def visible_to(self, actor: Actor) -> "AskedQuerySet":
        """Its own team's alone."""
        return self.filter(partner_id=actor.team_id) if _may_look(actor) else self.none()


class TallyQuerySet(models.QuerySet["Tally"]):
    """Tallies."""

    def visible_to(self, actor: Actor) -> "TallyQuerySet":
        """Its own team's alone."""
        return self.filter(partner_id=actor.team_id) if _may_look(actor) else self.none()

    def of_questions(self) -> "TallyQuerySet":
        """Each question once, whatever its answer rests on."""
        return self.filter(version__isnull=True)

    def of_versions(self) -> "TallyQuerySet":
        """Each `allow` once for every licence version it rests on."""
        return self.filter(version__isnull=False)


class HourQuerySet(models.QuerySet["Hour"]):
    """Hours."""

    def visible_to(self, actor: Actor) -> "HourQuerySet":
        """Its own team's alone."""
        return self.filter(partner_id=actor.team_id) if _may_look(actor) else self.none()


def _may_look(actor: Actor) -> bool:
    return actor.role is not None and actor.has(Permission.VIEW)
