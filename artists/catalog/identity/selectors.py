"""What the pages about who is who read. The number of queries does not grow with the rows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber

from artists.access import Actor, Permission, require
from artists.catalog.models import Artist, Asset, Credit, Holding, Identification, Release
from artists.teams.models import Team

MOST = 20
SHOWN = 6
State = Identification.State


@dataclass(frozen=True)
class Profile:
    """An artist as one compares it: what is on it, and who brought it in. `tracks` counts credits."""

    artist: Artist
    tracks: int
    titles: tuple[str, ...]
    releases: tuple[Release, ...]
    holders: tuple[Team, ...]


@dataclass(frozen=True)
class Comparison:
    """What an operator looks at: the artist that is asked for, the team's own ones, and who else asks."""

    said: Identification
    asked_for: Profile
    own: tuple[Profile, ...]
    rivals: tuple[Identification, ...]


def own_artists(actor: Actor) -> QuerySet[Artist]:
    """The artists the team speaks for, by name."""
    return Artist.objects.filter(team_id=actor.team_id).order_by("name", "pk")


def findable(actor: Actor, q: str) -> Sequence[Any]:
    """Artists the team might be, by part of the name or by ISNI, with the number of their tracks; at most twenty."""
    words = " ".join(q.split())
    if not words:
        return []
    code = "".join(words.split()).replace("-", "").upper()
    found = Artist.objects.to_identify(actor.team_id).filter(Q(name__icontains=words) | Q(isni=code))
    return list(_counted(found).select_related("team").order_by("name", "pk")[:MOST])


def said_by(actor: Actor) -> list[Identification]:
    """What the team has said, newest first, but what it took back itself."""
    mine = Identification.objects.visible_to(actor).filter(team_id=actor.team_id).exclude(state=State.WITHDRAWN)
    return list(mine.select_related("artist", "same_as").order_by("-asked_at", "-pk")[:MOST])


def queue(actor: Actor, *, decided: bool) -> QuerySet[Identification]:
    """For the operator: what waits, the oldest first; or what was decided, the newest first."""
    found = Identification.objects.visible_to(actor).select_related("team", "artist", "same_as")
    if decided:
        return found.exclude(state__in=[State.WAITING, State.WITHDRAWN]).order_by("-decided_at", "-pk")
    tracks = _tracks("artist_id")
    rivals = (
        Identification.objects.filter(artist=OuterRef("artist"), state=State.WAITING)
        .exclude(pk=OuterRef("pk"))
        .order_by()
        .values("artist")
    )
    return found.filter(state=State.WAITING).annotate(
        tracks=tracks, rivals=Coalesce(Subquery(rivals.annotate(n=Count("pk")).values("n")), 0)
    )


def comparison(actor: Actor, identification_id: int) -> Comparison | None:
    """One of them with all there is to compare; None where the actor may not see it."""
    found = Identification.objects.visible_to(actor).select_related("team", "artist__team", "same_as", "asked_by")
    said = found.filter(pk=identification_id).first()
    if said is None:
        return None
    own = own_artists_of(said.team_id).exclude(pk=said.artist_id)
    every = profiles([said.artist, *own[:MOST]])
    rivals = Identification.objects.filter(artist=said.artist, state=State.WAITING).exclude(pk=said.pk)
    return Comparison(said, every[0], tuple(every[1:]), tuple(rivals.select_related("team")))


def own_artists_of(team_id: int) -> QuerySet[Artist]:
    """The artists a team speaks for."""
    return Artist.objects.filter(team_id=team_id).order_by("name", "pk")


def profiles(artists: Sequence[Artist]) -> list[Profile]:
    """Of each: how many tracks, the most played titles, the releases, and the teams that hold a right in them."""
    ids = [artist.pk for artist in artists]
    credited = Credit.objects.filter(artist__in=ids)
    counts = dict(credited.values_list("artist").annotate(Count("pk")).order_by())
    titles: dict[UUID, list[str]] = defaultdict(list)
    first = _first_of("artist", F("recording__plays").desc(), "recording__title", "pk")
    for credit in credited.annotate(place=first).filter(place__lte=SHOWN).select_related("recording").order_by("place"):
        titles[credit.artist_id].append(str(credit.recording))
    releases: dict[UUID, list[Release]] = defaultdict(list)
    newest = _first_of("artist", F("released_on").desc(nulls_last=True), "title", "pk")
    for one in Release.objects.filter(artist__in=ids).annotate(place=newest).filter(place__lte=SHOWN).order_by("place"):
        releases[one.artist_id].append(one)
    holders: dict[UUID, set[int]] = defaultdict(set)
    held = Holding.objects.filter(asset__credits__artist__in=ids)
    for artist_id, team in held.values_list("asset__credits__artist", "team").distinct():
        holders[artist_id].add(team)
    teams = Team.objects.in_bulk({team for some in holders.values() for team in some})
    return [
        Profile(
            artist=artist,
            tracks=counts.get(artist.pk, 0),
            titles=tuple(titles[artist.pk]),
            releases=tuple(releases[artist.pk]),
            holders=tuple(sorted((teams[one] for one in holders[artist.pk]), key=lambda team: team.name)),
        )
        for artist in artists
    ]


def _first_of(partition: str, *order: Any) -> Window:
    return Window(RowNumber(), partition_by=F(partition), order_by=order)


@dataclass(frozen=True)
class Found:
    """What an operator's search came to: artists with their teams, assets with their holders."""

    artists: tuple[Any, ...]
    assets: tuple[Asset, ...]


def look_up(actor: Actor, q: str) -> Found:
    """Artists by name or ISNI, tracks and songs by title, code or id; for who checks them. Twenty of each at most."""
    require(actor, Permission.CHECK_IDENTITY)
    words = " ".join(q.split())
    if not words:
        return Found((), ())
    code = "".join(words.upper().split()).replace("-", "").replace(".", "")
    artists = Artist.objects.filter(Q(name__icontains=words) | Q(isni=code), merged_into=None)
    assets = Asset.objects.filter(_named(words, code)).select_related("artist")
    holders = Prefetch("holdings", Holding.objects.select_related("team").order_by("right", "team__name"))
    return Found(
        tuple(_counted(artists).select_related("team").order_by("name", "pk")[:MOST]),
        tuple(assets.prefetch_related(holders).order_by("title", "pk")[:MOST]),
    )


def _named(words: str, code: str) -> Q:
    named = Q(title__icontains=words) | Q(isrc=code) | Q(iswc=code)
    try:
        return named | Q(pk=UUID(words))
    except ValueError:
        return named


def _counted(artists: QuerySet[Artist]) -> "QuerySet[Any]":
    return artists.annotate(tracks=_tracks("pk"))


def _tracks(outer: str) -> Coalesce:
    credited = Credit.objects.filter(artist=OuterRef(outer)).order_by().values("artist")
    return Coalesce(Subquery(credited.annotate(n=Count("pk")).values("n")), 0)
