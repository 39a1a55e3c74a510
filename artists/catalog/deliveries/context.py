"""What is there already of what a part of a file speaks of: a fixed number of queries, however long the part."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Lower

from artists.catalog.deliveries.structure import ReadArtist, ReadRelease, ReadTrack
from artists.catalog.models import Artist, Asset, AssetKind, Credit, Embodiment, Holding, Release, ReleaseTrack


@dataclass
class Context:
    """The rows a part of a file may touch, by what it knows them by."""

    recordings: dict[str, Asset] = field(default_factory=dict)
    songs: dict[str, Asset] = field(default_factory=dict)
    own_songs: dict[str, Asset] = field(default_factory=dict)
    songs_of: dict[UUID, list[Asset]] = field(default_factory=lambda: defaultdict(list))
    holdings: dict[UUID, list[Holding]] = field(default_factory=lambda: defaultdict(list))
    credits: dict[UUID, dict[UUID, str]] = field(default_factory=lambda: defaultdict(dict))
    artists_by_isni: dict[str, Artist] = field(default_factory=dict)
    artists_by_name: dict[str, list[Artist]] = field(default_factory=lambda: defaultdict(list))
    own_artists: list[Artist] = field(default_factory=list)
    known_artists: set[UUID] = field(default_factory=set)
    releases_by_upc: dict[str, Release] = field(default_factory=dict)
    releases_by_title: dict[tuple[str, str], Release] = field(default_factory=dict)
    places: dict[UUID, list[ReleaseTrack]] = field(default_factory=lambda: defaultdict(list))

    def holds(self, asset: UUID, team_id: int) -> bool:
        """Whether the team holds any right in the asset."""
        return any(holding.team_id == team_id for holding in self.holdings[asset])


def load(team_id: int, tracks: Sequence[ReadTrack], releases: Sequence[ReadRelease], *, lock: bool) -> Context:
    """Read it; with `lock`, hold the recordings and songs against other writers until the transaction ends."""
    found = Context()
    _load_assets(found, team_id, tracks, lock=lock)
    _load_artists(found, team_id, tracks, releases)
    _load_releases(found, team_id, releases)
    return found


def _load_assets(found: Context, team_id: int, tracks: Sequence[ReadTrack], *, lock: bool) -> None:
    isrcs = {track.isrc for track in tracks if track.isrc}
    iswcs = {track.song.iswc for track in tracks if track.song and track.song.iswc}
    titles = {(track.song.title if track.song else track.title).lower() for track in tracks}
    wanted = Q(kind=AssetKind.RECORDING, isrc__in=isrcs) | Q(kind=AssetKind.COMPOSITION, iswc__in=iswcs)
    assets = Asset.objects.filter(wanted).select_related(None).order_by("pk")
    for asset in assets.select_for_update() if lock else assets:
        (found.recordings if asset.isrc else found.songs)[asset.isrc or asset.iswc] = asset
    ids = [asset.pk for asset in found.recordings.values()]
    links = Embodiment.objects.filter(recording_id__in=ids).select_related("composition").order_by("pk")
    for link in links:
        song = found.songs.get(link.composition.iswc) if link.composition.iswc else None
        found.songs_of[link.recording_id].append(song or link.composition)
    own = Asset.objects.held_by(team_id).annotate(lowered=Lower("title"))
    for song in own.filter(kind=AssetKind.COMPOSITION, lowered__in=titles).order_by("-pk"):
        found.own_songs[song.title.casefold()] = found.songs.get(song.iswc, song) if song.iswc else song
    songs = {s.pk for some in found.songs_of.values() for s in some} | {s.pk for s in found.songs.values()}
    songs |= {song.pk for song in found.own_songs.values()}
    for holding in Holding.objects.filter(asset_id__in=[*ids, *songs]).order_by("pk"):
        found.holdings[holding.asset_id].append(holding)
    for credit in Credit.objects.filter(recording_id__in=ids):
        found.credits[credit.recording_id][credit.artist_id] = credit.role


def _load_artists(found: Context, team_id: int, tracks: Sequence[ReadTrack], releases: Sequence[ReadRelease]) -> None:
    named: set[ReadArtist] = {release.artist for release in releases}
    for track in tracks:
        named.update(track.main, track.featured, track.song.writers if track.song else ())
    isnis, names = {artist.isni for artist in named if artist.isni}, {artist.name.lower() for artist in named}
    every = (
        Artist.objects.select_related("team", "merged_into__team")
        .annotate(lowered=Lower("name"))
        .filter(Q(isni__in=isnis) | Q(lowered__in=names) | Q(team_id=team_id))
    )
    for known in every.order_by("pk"):
        artist = known.merged_into or known
        same = found.artists_by_name[known.name.casefold()]
        if artist not in same:
            same.append(artist)
        if known.isni:
            found.artists_by_isni[known.isni] = artist
        if artist.team_id == team_id and artist not in found.own_artists:
            found.own_artists.append(artist)
    ids = [artist.pk for some in found.artists_by_name.values() for artist in some]
    held = Credit.objects.filter(artist_id__in=ids, recording__holdings__team_id=team_id)
    found.known_artists = set(held.values_list("artist_id", flat=True).distinct())


def _load_releases(found: Context, team_id: int, releases: Sequence[ReadRelease]) -> None:
    upcs = {release.upc for release in releases if release.upc}
    titles = {release.title.lower() for release in releases}
    every = Release.objects.annotate(lowered=Lower("title")).select_related("artist")
    for release in every.filter(Q(upc__in=upcs) | Q(delivered_by_id=team_id, lowered__in=titles)).order_by("-pk"):
        if release.upc:
            found.releases_by_upc[release.upc] = release
        if release.delivered_by_id == team_id:
            found.releases_by_title[release.title.casefold(), release.artist.name.casefold()] = release
    ids = {release.pk for release in (*found.releases_by_upc.values(), *found.releases_by_title.values())}
    for place in ReleaseTrack.objects.filter(release_id__in=ids):
        found.places[place.release_id].append(place)
