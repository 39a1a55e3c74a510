"""What the catalogue's screens read. Each owns its joins; the number of queries does not grow with the rows."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet

from artists.access import Actor
from artists.catalog.models import Artist, Asset, AssetKind, Credit, Holding, Release, ReleaseTrack


@dataclass(frozen=True)
class Filters:
    """What a person looks for: words, one artist, one release."""

    q: str = ""
    artist: str = ""
    release: UUID | None = None


def tracks(actor: Actor, filters: Filters) -> QuerySet[Asset]:
    """The team's tracks with artist, releases and the team's own rights; in the order of their titles."""
    found = (
        Asset.objects.visible_to(actor)
        .filter(kind=AssetKind.RECORDING)
        .select_related("artist")
        .prefetch_related(
            Prefetch("places", ReleaseTrack.objects.select_related("release").order_by("release__title")),
            Prefetch("holdings", Holding.objects.select_related("team").order_by("right", "team__name")),
        )
    )
    if filters.artist:
        found = found.filter(artist__slug=filters.artist)
    if filters.release:
        found = found.filter(places__release_id=filters.release).order_by("places__disc", "places__position", "pk")
        return _matching(found, filters.q)
    return _matching(found, filters.q).order_by("title", "pk")


def songs(actor: Actor, q: str = "") -> QuerySet[Asset]:
    """The songs the team holds a right in, with how many tracks here embody each."""
    held = Asset.objects.held_by(actor.team_id).filter(kind=AssetKind.COMPOSITION)
    code = "".join(q.upper().split()).replace("-", "").replace(".", "")
    if q:
        held = held.filter(Q(title__icontains=q) | Q(iswc=code))
    return (
        held.annotate(tracks=Count("embodied_by"))
        .prefetch_related(Prefetch("holdings", Holding.objects.select_related("team").order_by("team__name")))
        .order_by("title", "pk")
    )


def releases(actor: Actor, q: str = "") -> QuerySet[Release]:
    """The team's releases, newest first, with the number of their tracks."""
    found = Release.objects.visible_to(actor).select_related("artist").annotate(size=Count("tracks"))
    if q:
        found = found.filter(Q(title__icontains=q) | Q(artist__name__icontains=q) | Q(upc=q.strip()))
    return found.order_by(F("released_on").desc(nulls_last=True), "title", "pk")


def artists(actor: Actor) -> QuerySet[Artist]:
    """The team's artists by name, with the number of their tracks here."""
    counted = Count("assets", filter=Q(assets__kind=AssetKind.RECORDING))
    return Artist.objects.visible_to(actor).annotate(size=counted).order_by("name", "pk")


@dataclass(frozen=True)
class TrackPage:
    """One track, song, voice or likeness with all that is known of it."""

    asset: Asset
    credits: tuple[Credit, ...]
    places: tuple[ReleaseTrack, ...]
    holdings: tuple[Holding, ...]
    songs: tuple[Asset, ...]
    recordings: tuple[Asset, ...]

    @property
    def performers(self) -> str:
        """Main artists, then featured ones, as a credit line."""
        main = [credit.artist.name for credit in self.credits if credit.role == Credit.Role.MAIN]
        featured = [credit.artist.name for credit in self.credits if credit.role == Credit.Role.FEATURED]
        return ", ".join(main) + (f" feat. {', '.join(featured)}" if featured else "")


def track_page(actor: Actor, asset_id: UUID) -> TrackPage | None:
    """One asset of the team's catalogue; None where the team may not see it."""
    asset = Asset.objects.visible_to(actor).select_related("artist").filter(pk=asset_id).first()
    if asset is None:
        return None
    holders = Prefetch("holdings", Holding.objects.select_related("team").order_by("team__name"))
    mine = Asset.objects.visible_to(actor)
    return TrackPage(
        asset=asset,
        credits=tuple(asset.credits.select_related("artist")),
        places=tuple(asset.places.select_related("release")),
        holdings=tuple(asset.holdings.select_related("team").order_by("right", "team__name")),
        songs=tuple(asset.compositions.prefetch_related(holders).order_by("title")),
        recordings=tuple(mine.filter(compositions=asset).select_related("artist").order_by("title")[:50]),
    )


def _matching(found: QuerySet[Asset], q: str) -> QuerySet[Asset]:
    if not q:
        return found
    code = "".join(q.upper().split()).replace("-", "")
    return found.filter(Q(title__icontains=q) | Q(isrc=code) | Q(artist__name__icontains=q))
