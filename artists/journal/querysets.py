"""Who may read which entry; which messages wait."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from artists.access import Actor, Permission, TeamKind
from artists.journal import types

if TYPE_CHECKING:
    from artists.journal.models import Entry, Message  # noqa: F401  (the type parameter only)


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries."""

    def visible_to(self, actor: Actor) -> "EntryQuerySet":
        """What concerns the actor's team, if the actor may look at all; of money only for who may see that.

        Under a mandate only the uses it names.
        """
        if not actor.has(Permission.VIEW):
            return self.none()
        mine = self.filter(concerns__contains=[actor.team_id])
        if not actor.has(Permission.SEE_MONEY):
            mine = mine.exclude(type__in=types.of_area("money"))
        if actor.role is None:
            mine = mine.filter(data__use__in=sorted({use for scope in actor.mandates for use in scope.uses}))
        return mine


class MessageQuerySet(models.QuerySet["Message"]):
    """Outbox messages."""

    def visible_to(self, actor: Actor) -> "MessageQuerySet":
        """Everything, for those who run the portal, and nothing for anybody else."""
        mine = actor.team_kind is TeamKind.OPERATOR and actor.role is not None and actor.has(Permission.VIEW)
        return self.all() if mine else self.none()

    def waiting(self, *, now: datetime | None = None, lane: str | None = None) -> "MessageQuerySet":
        """Neither done nor dead; with `now`, only those due by then; with `lane`, only those in it."""
        which: dict[str, Any] = {"due_at__lte": now} if now else {}
        if lane is not None:
            which["lane"] = lane
        return self.filter(done_at__isnull=True, dead_at__isnull=True, **which)

    def dead(self) -> "MessageQuerySet":
        """Given up, and neither sent again nor dropped by an operator since."""
        return self.filter(dead_at__isnull=False, dropped_at__isnull=True)
