"""Whose snapshots somebody may read."""

from typing import TYPE_CHECKING

from django.db import models

from artists.access import Actor

if TYPE_CHECKING:
    from consent.snapshots.models import Snapshot  # noqa: F401 - the class below is generic over it


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    """Versions."""

    def visible_to(self, actor: Actor) -> "SnapshotQuerySet":
        """A partner's own."""
        return self.filter(partner_id=actor.team_id)

    def of(self, partner_id: int, *, test: bool) -> "SnapshotQuerySet":
        """Those of a partner, real or for its test clients; newest first."""
        return self.filter(partner_id=partner_id, test=test).order_by("-number")
