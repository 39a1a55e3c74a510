"""Which requests, posts, files and rules somebody may see."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from artists.access import Actor, Permission

if TYPE_CHECKING:
    from consent.requests.models import Attachment, Post, Request, Rule  # noqa: F401  (type parameters only)


class RequestQuerySet(models.QuerySet["Request"]):
    """Requests."""

    def visible_to(self, actor: Actor) -> "RequestQuerySet":
        """What the team sent or was sent, and what waits for its yes."""
        if not actor.has(Permission.VIEW):
            return self.none()
        return self.filter(Q(partner_id=actor.team_id) | Q(pk__in=self._voted_by(actor.team_id)))

    def asking(self, team_id: int) -> "RequestQuerySet":
        """Those that need this team's yes."""
        return self.filter(pk__in=self._voted_by(team_id))

    def open(self, *, now: datetime) -> "RequestQuerySet":
        """A vote counts still."""
        return self.filter(state="open", deadline_at__gt=now)

    def _voted_by(self, team_id: int) -> "models.QuerySet[Request, int]":
        return self.model._default_manager.filter(voters__team_id=team_id).values("pk")  # type: ignore[return-value]


class PostQuerySet(models.QuerySet["Post"]):
    """What was said."""

    def visible_to(self, actor: Actor) -> "PostQuerySet":
        """One's own team's, what was said to everyone, and among holders what they said to each other.

        The caller has found the request by its own `visible_to`.
        """
        if not actor.has(Permission.VIEW):
            return self.none()
        among = Q(audience="holders") & ~Q(request__partner_id=actor.team_id)
        return self.filter(Q(audience="everyone") | among | Q(team_id=actor.team_id))


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Files."""

    def visible_to(self, actor: Actor) -> "AttachmentQuerySet":
        """Those of posts one may read, and clips; of requests one may see."""
        if not actor.has(Permission.VIEW):
            return self.none()
        requests = Q(request__partner_id=actor.team_id) | Q(request__voters__team_id=actor.team_id)
        among = Q(post__audience="holders") & ~Q(request__partner_id=actor.team_id)
        read = Q(post__isnull=True) | Q(post__audience="everyone") | among | Q(team_id=actor.team_id)
        return self.filter(requests, read).distinct()


class RuleQuerySet(models.QuerySet["Rule"]):
    """Rules."""

    def visible_to(self, actor: Actor) -> "RuleQuerySet":
        """The team's own, for its members."""
        return self.filter(team_id=actor.team_id) if actor.role and actor.has(Permission.VIEW) else self.none()

    def running(self, *, now: datetime) -> "RuleQuerySet":
        """Neither removed, nor paused, nor run out."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=now), removed_at__isnull=True, paused_at__isnull=True)
