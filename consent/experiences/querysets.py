"""Who may see which experience."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from artists.access import Actor, Permission, TeamKind
from consent.experiences.states import State

if TYPE_CHECKING:
    from consent.experiences.models import Experience, Follow, Word  # noqa: F401  (type parameters only)


class ExperienceQuerySet(models.QuerySet["Experience"]):
    """Experiences."""

    def visible_to(self, actor: Actor) -> "ExperienceQuerySet":
        """A partner's own; for holders those whose licence names them, once they were asked."""
        if not actor.has(Permission.VIEW):
            return self.none()
        if actor.team_kind is TeamKind.PARTNER:
            return self.filter(partner_id=actor.team_id)
        asked = Q(licence__parties__team_id=actor.team_id)
        return self.filter(asked, licence__isnull=False).exclude(state=State.DRAFT).distinct()

    def in_public(self) -> "ExperienceQuerySet":
        """Those that fans were ever offered: their pages say so when they are paused or over."""
        return self.filter(approved_at__isnull=False).exclude(state=State.APPROVED)


class WordQuerySet(models.QuerySet["Word"]):
    """Unwanted words."""

    def visible_to(self, actor: Actor) -> "WordQuerySet":
        """A team's own."""
        return self.filter(team_id=actor.team_id) if actor.has(Permission.VIEW) else self.none()


class FollowQuerySet(models.QuerySet["Follow"]):
    """Whom people follow."""

    def of_person(self, person_id: int) -> "FollowQuerySet":
        """One's own: nobody else reads them, teams see no more than how many."""
        return self.filter(person_id=person_id)
