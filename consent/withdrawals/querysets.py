"""Who sees a withdrawal: whose press it was, who holds what it is about (rule 7), and a partner its own row alone."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from artists.access import Actor, Permission
from artists.catalog.models import Asset
from consent.withdrawals.states import Standing

if TYPE_CHECKING:
    from consent.withdrawals.models import Concern, Withdrawal  # noqa: F401  (type parameters only)


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    """Withdrawals, as holders see them."""

    def visible_to(self, actor: Actor) -> "WithdrawalQuerySet":
        """The team's own, and those about an asset it may see. A partner sees none here: see `Concern`."""
        if not actor.has(Permission.VIEW) or not actor.team_kind.holds_rights:
            return self.none()
        seen = Asset.objects.visible_to(actor).values("pk")
        about = self.model._default_manager.filter(pk=OuterRef("pk"), concerns__items__asset_id__in=seen)
        return self.filter(Q(team_id=actor.team_id) | Exists(about), test=False)


class ConcernQuerySet(models.QuerySet["Concern"]):
    """Withdrawals, as partners see them."""

    def visible_to(self, actor: Actor) -> "ConcernQuerySet":
        """The partner's own."""
        return self.filter(partner_id=actor.team_id) if actor.has(Permission.VIEW) else self.none()

    def waiting(self) -> "ConcernQuerySet":
        """Something of it is not acknowledged yet."""
        return self.filter(standing__in=[Standing.WAITING, Standing.OVERDUE])
