"""Who may see money: the team it belongs to, and in it whoever may see money."""

from typing import TYPE_CHECKING

from django.db import models

from artists.access import Actor, Permission

if TYPE_CHECKING:
    from consent.earnings.models import Earning, Statement  # noqa: F401  (type parameters only)


class EarningQuerySet(models.QuerySet["Earning"]):
    """Earnings."""

    def visible_to(self, actor: Actor) -> "EarningQuerySet":
        """The team's own."""
        return self.filter(team_id=actor.team_id) if actor.has(Permission.SEE_MONEY) else self.none()


class StatementQuerySet(models.QuerySet["Statement"]):
    """Statements."""

    def visible_to(self, actor: Actor) -> "StatementQuerySet":
        """The team's own, of months that are closed: before that a statement may still be without its signature."""
        closed = self.filter(month__state="closed")
        return closed.filter(team_id=actor.team_id) if actor.has(Permission.SEE_MONEY) else self.none()
