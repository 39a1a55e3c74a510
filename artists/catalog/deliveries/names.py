"""From an artist's name in a file to an artist here, or a new one."""

from datetime import datetime
from uuid import UUID

from django.utils.text import slugify
from uuid_utils.compat import uuid7

from artists.access import Invalid
from artists.catalog.deliveries.changes import Changes
from artists.catalog.deliveries.context import Context
from artists.catalog.deliveries.structure import ReadArtist
from artists.catalog.models import Artist
from artists.teams.models import Team


class Names:
    """Resolves the artists of one file. New ones are remembered, so that each is made once."""

    def __init__(self, team: Team, now: datetime) -> None:
        self.team, self.now = team, now
        self.made: dict[str, Artist] = {}

    def find(self, read: ReadArtist, context: Context, changes: Changes) -> Artist:
        """The artist meant. By ISNI first, then by name; `Invalid` where several could be meant.

        A name leads to the artist of that name who is here, somebody's team or not: were a label's file to make a
        second one, that one would have nobody to say no.
        """
        known = context.artists_by_isni.get(read.isni) if read.isni else None
        return known or self._by_name(read, context, changes) or self._make(read, context, changes)

    def forget(self, artists: list[Artist]) -> None:
        """Artists that only a refused line named are not made."""
        self.made = {key: artist for key, artist in self.made.items() if artist not in artists}

    def known(self, read: ReadArtist, context: Context) -> Artist | None:
        """The artist meant, where that is clear; a writer who is nobody here makes no artist."""
        by_isni = context.artists_by_isni.get(read.isni) if read.isni else None
        same = context.artists_by_name.get(read.name.casefold(), [])
        return by_isni or (same[0] if len(same) == 1 else None) or self.made.get(read.isni or read.name.casefold())

    def _by_name(self, read: ReadArtist, context: Context, changes: Changes) -> Artist | None:
        same = context.artists_by_name.get(read.name.casefold(), [])
        same = [artist for artist in same if not (read.isni and artist.isni and artist.isni != read.isni)]
        narrower = (
            lambda artist: artist.team_id == self.team.pk,
            lambda artist: artist.pk in context.known_artists,
            lambda artist: artist.team_id is not None,
        )
        for test in narrower:
            if len(same) > 1:
                same = [artist for artist in same if test(artist)] or same
        if len(same) > 1:
            raise Invalid(
                "artist_unclear",
                f"{len(same)} artists here are called “{read.name}”. Add the ISNI, so that we ask the right one.",
            )
        if same and read.isni and not same[0].isni and self._may_name(same[0], context):
            same[0].isni = read.isni
            changes.changed_artists[same[0].pk] = same[0]
        return same[0] if same else None

    def _may_name(self, artist: Artist, context: Context) -> bool:
        return artist.team_id == self.team.pk or (artist.team_id is None and artist.pk in context.known_artists)

    def _make(self, read: ReadArtist, context: Context, changes: Changes) -> Artist:
        key = read.isni or read.name.casefold()
        if key not in self.made:
            mine = (
                self.team.kind == "artist"
                and not context.own_artists
                and read.name.casefold() == self.team.name.casefold()
            )
            artist = new_artist(read, team=self.team if mine else None, now=self.now)
            self.made[key] = artist
            changes.artists.append(artist)
            if mine:
                context.own_artists.append(artist)
        return self.made[key]


def new_artist(read: ReadArtist, *, team: Team | None, now: datetime) -> Artist:
    """An artist, unsaved. The slug is settled by `settle_slugs` before it is written."""
    return Artist(
        pk=uuid7(),
        name=read.name,
        slug=slugify(read.name)[:60],
        isni=read.isni,
        ipi=read.ipi,
        team=team,
        created_at=now,
    )


def settle_slugs(artists: list[Artist]) -> None:
    """Give every new artist a slug nobody has. One query."""
    taken = set(Artist.objects.filter(slug__in=[artist.slug for artist in artists]).values_list("slug", flat=True))
    for artist in artists:
        if not artist.slug or artist.slug in taken:
            artist.slug = f"{artist.slug or 'artist'}-{_tail(artist.pk)}"
        taken.add(artist.slug)


def _tail(pk: UUID) -> str:
    return pk.hex[-8:]
