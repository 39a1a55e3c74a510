"""Which artists, releases and assets a team may see: those it holds a right in, or that are its own."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from artists.access import Actor, Permission

if TYPE_CHECKING:
    from artists.catalog.models import Artist, Asset, Delivery, Identification, Release  # noqa: F401  (type parameters only)


class ArtistQuerySet(models.QuerySet["Artist"]):
    """Artists."""

    def visible_to(self, actor: Actor) -> "ArtistQuerySet":
        """The team's own artists, those it brought in, and those of recordings it holds a right in or a song of."""
        if not actor.has(Permission.VIEW):
            return self.none()
        every = self.model._default_manager
        held = every.filter(assets__holdings__team_id=actor.team_id).values("pk")
        songs = every.filter(assets__compositions__holdings__team_id=actor.team_id).values("pk")
        own = Q(team_id=actor.team_id) | Q(delivered_by_id=actor.team_id)
        return self.filter(own | Q(pk__in=held) | Q(pk__in=songs), merged_into=None)

    def to_identify(self, team_id: int) -> "ArtistQuerySet":
        """Those a team may say it is: nobody speaks for them, or another team does whom nobody has checked."""
        return self.filter(merged_into=None, checked_at=None).exclude(team_id=team_id)


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Releases."""

    def visible_to(self, actor: Actor) -> "ReleaseQuerySet":
        """What the team delivered and what has a recording it holds a right in."""
        if not actor.has(Permission.VIEW):
            return self.none()
        held = self.model._default_manager.filter(recordings__holdings__team_id=actor.team_id).values("pk")
        return self.filter(Q(delivered_by_id=actor.team_id) | Q(pk__in=held))


class AssetQuerySet(models.QuerySet["Asset"]):
    """Assets."""

    def visible_to(self, actor: Actor) -> "AssetQuerySet":
        """What the team holds, and the recordings of songs it holds."""
        if not actor.has(Permission.VIEW):
            return self.none()
        every = self.model._default_manager
        mine = every.filter(holdings__team_id=actor.team_id).values("pk")
        songs = every.filter(compositions__holdings__team_id=actor.team_id).values("pk")
        # A union and not an OR: PostgreSQL reads every asset there is to weigh an OR of two subqueries.
        return self.filter(pk__in=mine.union(songs))

    def held_by(self, team_id: int) -> "AssetQuerySet":
        """What the team itself holds a right in."""
        return self.filter(pk__in=self.model._default_manager.filter(holdings__team_id=team_id).values("pk"))


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries."""

    def visible_to(self, actor: Actor) -> "DeliveryQuerySet":
        """The team's own; nobody sees what another team uploaded."""
        return self.filter(team_id=actor.team_id) if actor.has(Permission.VIEW) else self.none()


class IdentificationQuerySet(models.QuerySet["Identification"]):
    """Identifications."""

    def visible_to(self, actor: Actor) -> "IdentificationQuerySet":
        """The team's own; all of them for who checks them."""
        if actor.has(Permission.CHECK_IDENTITY):
            return self.all()
        return self.filter(team_id=actor.team_id) if actor.role and actor.has(Permission.VIEW) else self.none()
