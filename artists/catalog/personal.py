"""An artist's voice and likeness: the artist's own team holds them, alone, and no file or other team ever does."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from uuid_utils.compat import uuid7

from artists.access import Actor
from artists.catalog import entries
from artists.catalog.models import Artist, Asset, AssetKind, Holding, Right
from artists.journal.record import Act

_KINDS = (AssetKind.VOICE, AssetKind.LIKENESS)


def personal_assets(artists: Sequence[Artist], *, actor: Actor, holder_id: int | None = None) -> list[Asset]:
    """Write the voice and the likeness of artists where they lack them.

    Of those of the actor's own team; an operator who links an artist says whose it is with `holder_id`.
    """
    team_id = holder_id or actor.team_id
    own = [artist for artist in artists if artist.team_id == team_id]
    if not own:
        return []
    now = timezone.now()
    there = set(Asset.objects.filter(artist__in=own, kind__in=_KINDS).values_list("artist_id", "kind"))
    assets = [
        Asset(pk=uuid7(), kind=kind, title=f"{artist.name}: {kind.label.lower()}", artist=artist, created_at=now)
        for artist in own
        for kind in _KINDS
        if (artist.pk, kind) not in there
    ]
    Asset.objects.bulk_create(assets)
    Holding.objects.bulk_create(
        [
            Holding(
                asset=asset, team_id=team_id, right=Right.SELF, share_bp=10_000, created_at=now,
                created_by_id=actor.person_id,
            )
            for asset in assets
        ]
    )  # fmt: skip
    return assets


def personal_acts(assets: Iterable[Asset]) -> list[Act]:
    """The journal's lines for them."""
    return [
        Act(entries.PERSONAL_ADDED, "asset", str(asset.pk), data={"title": asset.title, "kind": asset.kind})
        for asset in assets
    ]
