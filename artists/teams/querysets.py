"""Which teams, members, invitations and mandates somebody may see."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from artists.access import ROLES, Actor, Permission, Role

if TYPE_CHECKING:
    from artists.teams.models import ApiClient, Invitation, Mandate, Membership, Team  # noqa: F401  (type parameters only)


# Who in the team that holds a mandate may use it.
CHOOSING_ROLES = [role for role in Role if Permission.CHOOSE in ROLES[role].permissions]


class TeamQuerySet(models.QuerySet["Team"]):
    """Teams."""

    def of_person(self, person_id: int, *, now: datetime | None = None) -> "TeamQuerySet":
        """Teams the person is in, and teams they may act for under a mandate in force."""
        at = now or timezone.now()
        by_mandate = Q(
            mandates_given__holder_team__memberships__person_id=person_id,
            mandates_given__holder_team__memberships__role__in=CHOOSING_ROLES,
            mandates_given__until__gt=at,
            mandates_given__revoked_at__isnull=True,
        )
        return self.filter(Q(memberships__person_id=person_id) | by_mandate).distinct()


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships."""

    def visible_to(self, actor: Actor) -> "MembershipQuerySet":
        """The members of the actor's team, for its members."""
        return self.filter(team_id=actor.team_id) if actor.role and actor.has(Permission.VIEW) else self.none()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations."""

    def visible_to(self, actor: Actor) -> "InvitationQuerySet":
        """The team's invitations, for those who may manage its members."""
        return self.filter(team_id=actor.team_id) if actor.has(Permission.MANAGE_MEMBERS) else self.none()

    def open(self, *, now: datetime | None = None) -> "InvitationQuerySet":
        """Not used, not revoked, not expired."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now or timezone.now())


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Mandates."""

    def visible_to(self, actor: Actor) -> "MandateQuerySet":
        """Given by, or held by, the actor's team."""
        if not actor.has(Permission.VIEW):
            return self.none()
        return self.filter(Q(artist_team_id=actor.team_id) | Q(holder_team_id=actor.team_id))

    def in_force(self, *, now: datetime | None = None) -> "MandateQuerySet":
        """Neither taken back nor run out."""
        return self.filter(revoked_at__isnull=True, until__gt=now or timezone.now())


class ApiClientQuerySet(models.QuerySet["ApiClient"]):
    """API clients."""

    def visible_to(self, actor: Actor) -> "ApiClientQuerySet":
        """The clients of the actor's team, for its members."""
        return self.filter(team_id=actor.team_id) if actor.role and actor.has(Permission.VIEW) else self.none()

    def live(self) -> "ApiClientQuerySet":
        """Not revoked."""
        return self.filter(revoked_at__isnull=True)
