"""Where the money of an experience goes, for its public page: the split in force of each asset, with teams by name."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from artists.catalog.models import Asset
from artists.teams.models import Team
from consent.experiences.public import ShareOf, register_shares
from consent.splits.inforce import in_force_of, sides_of
from consent.splits.states import Side
from consent.uses import USES, Need


def shares(assets: Sequence[Asset], uses: Sequence[str]) -> dict[UUID, tuple[ShareOf, ...]]:
    """Who shares what each asset earns by these uses today, largest first; empty where the holders have not agreed.

    A use that needs the song's yes pays the song's side too. Four queries.
    """
    song_too = any(Need.COMPOSITION in USES[use].needs for use in uses)
    works = {asset.pk: (asset.pk, _side(asset, song_too=song_too)) for asset in assets}
    found = in_force_of(list(works.values()), timezone.now().date())
    teams = {part.team_id for split in found.values() if split for part in split.parts}
    names = dict(Team.objects.filter(pk__in=teams).values_list("pk", "name"))
    return {
        asset: tuple(ShareOf(names[part.team_id], part.basis_points) for part in split.parts if part.basis_points)
        for asset, work in works.items()
        if (split := found[work]) is not None
    }


def _side(asset: Asset, *, song_too: bool) -> Side:
    sides = sides_of(asset)
    return Side.WHOLE if song_too and Side.WHOLE in sides else sides[0]


register_shares(shares)
