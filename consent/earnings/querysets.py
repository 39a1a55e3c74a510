"""Who may see money: the team it belongs to, and in it whoever may see money."""

from typing import TYPE_CHECKING

from django.db import models

from artists.access import Actor, Permission, TeamKind
from consent.licences.models import Party

if TYPE_CHECKING:
    from consent.earnings.models import Earning, Export, Pool, Statement  # noqa: F401  (type parameters only)


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


class PoolQuerySet(models.QuerySet["Pool"]):
    """Sums that no single use earned."""

    def visible_to(self, actor: Actor) -> "PoolQuerySet":
        """Whom they concern: who pays, who licenses, who holds something in a work; and the operator settlements."""
        if not actor.has(Permission.SEE_MONEY):
            return self.none()
        team = actor.team_id
        if actor.team_kind is TeamKind.OPERATOR:
            return self.filter(kind="settlement")
        holds = models.Q(pk__in=self.model.objects.filter(concerned__team_id=team).values("pk"))
        given = Party.objects.filter(team_id=team).values("licence_id")
        licenses = models.Q(version__licence__in=given)
        return self.filter(models.Q(partner_id=team) | holds | licenses)


class ExportQuerySet(models.QuerySet["Export"]):
    """Exports."""

    def visible_to(self, actor: Actor) -> "ExportQuerySet":
        """The team's own."""
        return self.filter(team_id=actor.team_id) if actor.has(Permission.SEE_MONEY) else self.none()
