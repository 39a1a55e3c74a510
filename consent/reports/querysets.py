"""Who may see what was reported: the partner all of its own, a holder what touches what it holds. Tests are nobody's
but the partner's."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from artists.access import Actor, Permission, TeamKind
from artists.catalog.models import Asset
from consent.licences.models import Licence

if TYPE_CHECKING:
    from consent.reports.models import Batch, Due, Line, Output  # noqa: F401  (type parameters only)


class BatchQuerySet(models.QuerySet["Batch"]):
    """Batches."""

    def visible_to(self, actor: Actor) -> "BatchQuerySet":
        """The partner's own. A holder sees lines, never what else they came with."""
        if not actor.has(Permission.VIEW) or actor.team_kind is not TeamKind.PARTNER:
            return self.none()
        return self.filter(partner_id=actor.team_id)


class LineQuerySet(models.QuerySet["Line"]):
    """Lines."""

    def visible_to(self, actor: Actor) -> "LineQuerySet":
        """The partner's own; for holders those about an asset they hold a right in, or about a track of a song."""
        if not actor.has(Permission.VIEW):
            return self.none()
        if actor.team_kind is TeamKind.PARTNER:
            return self.filter(partner_id=actor.team_id)
        return self.filter(test=False, asset_id__in=Asset.objects.visible_to(actor).values("pk"))


class DueQuerySet(models.QuerySet["Due"]):
    """Reports that are due."""

    def visible_to(self, actor: Actor) -> "DueQuerySet":
        """Those of licences one may see."""
        return self.filter(licence__in=Licence.objects.visible_to(actor).values("pk"))


class OutputQuerySet(models.QuerySet["Output"]):
    """What was made."""

    def visible_to(self, actor: Actor) -> "OutputQuerySet":
        """The partner's own; for holders what was made from an asset they hold a right in."""
        if not actor.has(Permission.VIEW):
            return self.none()
        if actor.team_kind is TeamKind.PARTNER:
            return self.filter(partner_id=actor.team_id)
        parts = self.model._meta.get_field("parts").related_model._default_manager
        mine = parts.filter(asset_id__in=Asset.objects.visible_to(actor).values("pk"))
        return self.filter(Q(test=False), pk__in=mine.values("output_id"))
