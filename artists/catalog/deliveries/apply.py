"""Writing what a part of a file came to: a fixed number of statements, inside the caller's transaction."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from artists.access import Actor
from artists.catalog import entries
from artists.catalog.deliveries.changes import Changes
from artists.catalog.deliveries.names import settle_slugs
from artists.catalog.deliveries.plan import FIELDS
from artists.catalog.models import (
    Artist,
    Asset,
    AssetKind,
    Credit,
    Embodiment,
    Holding,
    Release,
    ReleaseTrack,
)
from artists.catalog.personal import personal_acts, personal_assets
from artists.catalog.topics import catalogue_changed
from artists.journal.record import Act, record_many

_BATCH = 2000
_ADDED = {AssetKind.RECORDING: entries.TRACK_ADDED, AssetKind.COMPOSITION: entries.SONG_ADDED}


def write(changes: Changes, *, actor: Actor, batch: UUID) -> None:
    """Write the rows, the journal, and the messages that let consent follow."""
    settle_slugs(changes.artists)
    Artist.objects.bulk_create(changes.artists, batch_size=_BATCH)
    Artist.objects.bulk_update(changes.changed_artists.values(), ["isni"], batch_size=_BATCH)
    Release.objects.bulk_create(changes.releases, batch_size=_BATCH)
    Release.objects.bulk_update(
        [release for release, _ in changes.changed_releases.values()],
        ["title", "kind", "label_name", "p_line", "c_line", "released_on", "upc"],
        batch_size=_BATCH,
    )
    changed = [asset for asset, _ in changes.changed_assets.values()]
    new = {asset.pk for asset in changes.assets}
    Asset.objects.bulk_create(changes.assets, batch_size=_BATCH)
    Asset.objects.bulk_update(
        [asset for asset in changed if asset.pk not in new], [name for name, _ in FIELDS] + ["iswc"], batch_size=500
    )
    Credit.objects.bulk_create(changes.credits, batch_size=_BATCH)
    Embodiment.objects.bulk_create(changes.embodiments, batch_size=_BATCH)
    Holding.objects.bulk_create(changes.holdings, batch_size=_BATCH)
    Holding.objects.bulk_update([h for h, _ in changes.changed_holdings if h.pk], ["share_bp"], batch_size=_BATCH)
    ReleaseTrack.objects.filter(pk__in=changes.dropped_places).delete()
    ReleaseTrack.objects.bulk_create(changes.places, batch_size=_BATCH)
    voices = personal_assets([artist for artist in changes.artists if artist.team_id], actor=actor)
    acts = [*_acts(changes), *personal_acts(voices)]
    touched = changes.touched() | {asset.pk for asset in voices}
    if acts:
        record_many(acts, actor=actor, batch=batch, follows=catalogue_changed(touched))


def _acts(changes: Changes) -> Iterable[Act]:
    new = {asset.pk: asset for asset in changes.assets}
    holders = _holders(changes)
    for artist in changes.artists:
        yield Act(entries.ARTIST_ADDED, "artist", str(artist.pk), data={"name": artist.name})
    for release in changes.releases:
        yield Act(entries.RELEASE_ADDED, "release", str(release.pk), data={"title": release.title, "upc": release.upc})
    for release, fields in changes.changed_releases.values():
        data = {"title": release.title, "fields": [list(change) for change in fields]}
        yield Act(entries.RELEASE_CHANGED, "release", str(release.pk), data=data)
    for asset in changes.assets:
        data = {"title": str(asset), "isrc": asset.isrc, "iswc": asset.iswc}
        type_ = _ADDED[AssetKind(asset.kind)]
        yield Act(type_, "asset", str(asset.pk), data=data, concerns=holders[asset.pk])
    for asset, fields in changes.changed_assets.values():
        if asset.pk not in new:
            data = {"title": str(asset), "fields": [list(change) for change in fields]}
            yield Act(entries.TRACK_CHANGED, "asset", str(asset.pk), data=data, concerns=holders[asset.pk])
    for holding in changes.holdings:
        if holding.asset_id not in new:
            yield holding_act(entries.HOLDING_ADDED, holding, concerns=holders[holding.asset_id])
    for holding, before in changes.changed_holdings:
        yield holding_act(entries.HOLDING_CHANGED, holding, concerns=holders[holding.asset_id], before=before)


def holding_act(type_: str, holding: Holding, *, concerns: frozenset[int], before: int | None = None) -> Act:
    """A line about a right: whose, which, in what, and its share before and after."""
    data = {
        "title": str(holding.asset),
        "right": holding.right,
        "team": holding.team_id,
        "share_bp": holding.share_bp,
        "before_bp": before,
    }
    return Act(type_, "asset", str(holding.asset_id), data=data, concerns=concerns)


def _holders(changes: Changes) -> dict[UUID, frozenset[int]]:
    """Who may read an act on an asset: all its holders, the newest too."""
    touched = {asset.pk for asset in changes.assets} | set(changes.changed_assets)
    touched |= {holding.asset_id for holding in changes.holdings}
    touched |= {holding.asset_id for holding, _ in changes.changed_holdings}
    return holders_of(touched)


def holders_of(assets: Iterable[UUID]) -> dict[UUID, frozenset[int]]:
    """The teams that hold a right in each asset."""
    found: dict[UUID, set[int]] = defaultdict(set)
    for asset, team in Holding.objects.filter(asset_id__in=list(assets)).values_list("asset_id", "team_id"):
        found[asset].add(team)
    return defaultdict(frozenset, {asset: frozenset(teams) for asset, teams in found.items()})
