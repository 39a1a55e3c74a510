"""Who may see which sound."""

from typing import TYPE_CHECKING

from django.db import models

from artists.access import Actor, Permission
from artists.catalog.models import Asset

if TYPE_CHECKING:
    from artists.audio.models import Sound  # noqa: F401  (type parameter only)


class SoundQuerySet(models.QuerySet["Sound"]):
    """Sounds."""

    def visible_to(self, actor: Actor) -> "SoundQuerySet":
        """Those of assets the team holds a right in. What fans made is seen through their makings."""
        if not actor.has(Permission.VIEW):
            return self.none()
        return self.filter(asset__in=Asset.objects.visible_to(actor).values("pk"))

    def current(self) -> "SoundQuerySet":
        """Those that play: checked, and neither replaced nor removed since."""
        return self.filter(state="ready", replaced_at__isnull=True)
