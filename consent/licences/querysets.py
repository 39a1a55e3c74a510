"""Which licences somebody may see: the parties from the start, and every holder it covers once it was signed."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from artists.access import Actor, Permission
from artists.catalog.models import Holding
from consent.licences.states import State

if TYPE_CHECKING:
    from consent.licences.models import Licence  # noqa: F401  (type parameters only)

_SEEN_BY_PARTIES = [State.OFFERED, State.SIGNED, State.SUSPENDED, State.ENDED, State.REFUSED]


class LicenceQuerySet(models.QuerySet["Licence"]):
    """Licences."""

    def visible_to(self, actor: Actor) -> "LicenceQuerySet":
        """Drafts for the team that writes them; what was sent for its parties; what was signed for all it covers.

        Whoever acts under a mandate sees what covers the artist, never an open negotiation.
        """
        if not actor.has(Permission.VIEW):
            return self.none()
        team = actor.team_id
        if actor.role is None:
            return self.covering(team)
        party = Q(partner_id=team) | Q(parties__team_id=team)
        mine = self.model._default_manager.filter(
            Q(drafted_for_id=team, state=State.DRAFT) | (party & Q(state__in=_SEEN_BY_PARTIES))
        )
        return self.filter(Q(pk__in=mine.values("pk")) | Q(pk__in=self.covering(team).values("pk")))

    def covering(self, team_id: int) -> "LicenceQuerySet":
        """Signed licences, in force or past, that cover an asset the team holds a right in."""
        covers = self.model._meta.get_field("covers").related_model
        held = Holding.objects.filter(team_id=team_id)
        named = held.filter(asset_id=OuterRef("asset_id"))
        of_artist = held.filter(asset__artist_id=OuterRef("artist_id"))
        shared = held.filter(asset__holdings__team_id=OuterRef("team_id"))
        by_song = held.filter(asset__compositions__holdings__team_id=OuterRef("team_id"))
        found = covers._default_manager.filter(
            Q(Exists(named))
            | (Q(artist__isnull=False) & Exists(of_artist))
            | (Q(asset__isnull=True, artist__isnull=True) & (Exists(shared) | Exists(by_song)))
        )
        return self.model._default_manager.filter(pk__in=found.values("licence_id"))
