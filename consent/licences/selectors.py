"""Licences as other pages read them. The number of queries never grows with the rows."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from artists.access import Actor
from artists.catalog.models import Asset, Holding
from consent.licences.models import Cover, Exclusion, Licence
from consent.uses import USES, Use


@dataclass(frozen=True)
class Covering:
    """A licence in force that covers an asset, and for which uses."""

    licence: Licence
    uses: tuple[Use, ...]


def covering(actor: Actor, asset: Asset, *, at: datetime) -> list[Covering]:
    """The licences in force that cover this asset and that the actor may read. Two queries."""
    holders = Holding.objects.filter(Q(asset=asset) | Q(asset__recordings=asset)).values("team_id")
    names_it = Q(asset=asset) | (Q(artist__isnull=False) & Q(artist=asset.artist_id))
    all_of_theirs = Q(asset__isnull=True, artist__isnull=True, team_id__in=holders)
    left_out = Exclusion.objects.filter(licence=OuterRef("licence"))
    left_out = left_out.filter(Q(asset=asset) | Q(artist__isnull=False, artist=asset.artist_id))
    found = Cover.objects.filter(names_it | all_of_theirs, live=True, starts_at__lte=at, ends_at__gt=at)
    found = found.filter(~Exists(left_out), licence__in=Licence.objects.visible_to(actor))
    uses: dict[int, set[str]] = defaultdict(set)
    for licence_id, use in found.values_list("licence_id", "use"):
        if asset.kind in USES[use].subjects or asset.kind in USES[use].needs:
            uses[licence_id].add(use)
    licences = Licence.objects.filter(pk__in=uses).select_related("partner").order_by("partner__name", "pk")
    return [Covering(one, tuple(use for use in USES.values() if use.code in uses[one.pk])) for one in licences]
