"""Which requests, posts, files and rules somebody may see."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from artists.access import Actor, Permission, TeamKind

if TYPE_CHECKING:
    from consent.requests.models import Attachment, Post, Request, Rule  # noqa: F401  (type parameters only)


class RequestQuerySet(models.QuerySet["Request"]):
    """Requests."""

    def visible_to(self, actor: Actor) -> "RequestQuerySet":
        """A partner sees what it is part of, everybody else what waits, or waited, for their yes.

        Whoever acts under a mandate sees requests for uses that it names, experiences too, and no licence.
        """
        if not actor.has(Permission.VIEW):
            return self.none()
        if actor.team_kind is TeamKind.PARTNER:
            return self.filter(partner_id=actor.team_id)
        found = self.asking(actor.team_id)
        if actor.role is None:
            uses = sorted({use for scope in actor.mandates for use in scope.uses})
            found = found.exclude(kind="licence").filter(uses__contained_by=uses)
        return found

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
        """What was said to everyone, among holders what they said to each other, and for its members the team's own.

        The caller has found the request by its own `visible_to`.
        """
        if not actor.has(Permission.VIEW):
            return self.none()
        return self.filter(_read_by(actor))


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Files."""

    def visible_to(self, actor: Actor) -> "AttachmentQuerySet":
        """Those of posts one may read, and clips. The caller has found the request by its own `visible_to`."""
        if not actor.has(Permission.VIEW):
            return self.none()
        return self.filter(Q(post__isnull=True) | _read_by(actor, "post__"))


class RuleQuerySet(models.QuerySet["Rule"]):
    """Rules."""

    def visible_to(self, actor: Actor) -> "RuleQuerySet":
        """The team's own, for its members."""
        return self.filter(team_id=actor.team_id) if actor.role and actor.has(Permission.VIEW) else self.none()

    def running(self, *, now: datetime) -> "RuleQuerySet":
        """Neither removed, nor paused, nor run out."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=now), removed_at__isnull=True, paused_at__isnull=True)


def _read_by(actor: Actor, of: str = "") -> Q:
    read = Q(**{f"{of}audience": "everyone"})
    if actor.team_kind is not TeamKind.PARTNER:
        read |= Q(**{f"{of}audience": "holders"})
    if actor.role is not None:
        read |= Q(**{f"{of}audience": "team", f"{of}team_id": actor.team_id})
    return read
