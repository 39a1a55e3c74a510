"""Who may see splits: every team that has a part, or holds a right in the asset, with the permission to see money."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from artists.access import Actor, Permission
from artists.catalog.models import Asset

if TYPE_CHECKING:
    from consent.splits.models import Dispute, Split  # noqa: F401  (type parameters only)


class SplitQuerySet(models.QuerySet["Split"]):
    """Splits."""

    def visible_to(self, actor: Actor) -> "SplitQuerySet":
        """Those with a part for the team, and those of what it holds a right in."""
        if not actor.has(Permission.SEE_MONEY) or not actor.team_kind.holds_rights:
            return self.none()
        held = Asset.objects.visible_to(actor).values("pk")
        shares = self.model._meta.get_field("shares").related_model._default_manager
        mine = shares.filter(team_id=actor.team_id).values("split_id")
        return self.filter(Q(pk__in=mine) | Q(asset_id__in=held))


class DisputeQuerySet(models.QuerySet["Dispute"]):
    """Disputes."""

    def visible_to(self, actor: Actor) -> "DisputeQuerySet":
        """Those the team raised, those against it, and those over what it holds a right in."""
        if not actor.has(Permission.SEE_MONEY) or not actor.team_kind.holds_rights:
            return self.none()
        held = Asset.objects.visible_to(actor).values("pk")
        return self.filter(Q(raised_for_id=actor.team_id) | Q(against_id=actor.team_id) | Q(asset_id__in=held))
