"""The songs of a file: linking a track to its song, and a publisher's own songs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from uuid_utils.compat import uuid7

from artists.catalog.deliveries.changes import NEW, Item
from artists.catalog.deliveries.structure import ReadSong, ReadTrack
from artists.catalog.models import Artist, Asset, AssetKind, Embodiment, Right

if TYPE_CHECKING:
    from artists.catalog.deliveries.plan import Planner


class Songs:
    """Part of a planner. A song is known by its ISWC, or as the team's own by its title."""

    def __init__(self, planner: "Planner") -> None:
        self.planner = planner
        self.made: dict[str, Asset] = {}

    def meant(self, recording: Asset | None, read: ReadTrack) -> Asset | None:
        """The song a line speaks of, as far as it is here."""
        if read.song is None:
            return None
        linked = self.planner.context.songs_of[recording.pk] if recording else []
        there = linked[0] if linked and not read.song.iswc else None
        return self._linked(linked, read.song) or there or self._known(read.song)

    def plan_song(self, recording: Asset, read: ReadTrack, main: Sequence[Artist], item: Item) -> None:
        """Link a track, which the team may change, to the song the file names. Links are added, never taken away."""
        if read.song is None:
            return
        linked = self.planner.context.songs_of[recording.pk]
        song = self._linked(linked, read.song)
        if song is None:
            if linked and not read.song.iswc:
                item.notes.append(f"The song here is “{linked[0].title}”. It stays; give an ISWC to add another.")
                song = linked[0]
            else:
                song = self._known(read.song) or self._make(read.song, main, item)
                linked.append(song)
                self.planner.changes.embodiments.append(Embodiment(recording=recording, composition=song))
                if item.outcome != NEW:
                    self.planner.note_added(item, f"Song: {song.title}")
        elif read.song.iswc and not song.iswc:
            self._give_iswc(song, read.song.iswc, item)
        if self.planner.team.kind == "artist" and read.publishing_bp is not None:
            self.planner.hold(song, self.planner.team, Right.PUBLISHING, read.publishing_bp, item)

    def plan_publishing(self, read: ReadTrack, item: Item) -> None:
        """A publisher's line: its song, its share. Which tracks embody it is said by those who hold the tracks."""
        context, team = self.planner.context, self.planner.team
        said = read.song or ReadSong(read.title)
        song = self._known(said)
        if song is not None:
            self.planner.check_share(song, Right.PUBLISHING, read.publishing_bp)
        if song is None:
            song = self._make(said, (), item)
            item.outcome = NEW
        elif context.holds(song.pk, team.pk):
            self.planner.update(song, (("title", "Title", said.title if read.song else ""),), item)
            if said.iswc and not song.iswc:
                self._give_iswc(song, said.iswc, item)
        self.planner.hold(song, team, Right.PUBLISHING, read.publishing_bp, item)
        item.title = song.title
        recording = context.recordings.get(read.isrc) if read.isrc else None
        if read.isrc and (recording is None or song not in context.songs_of[recording.pk]):
            item.notes.append(
                "The song comes in. That this track is a recording of it is for the track's holders to say."
            )

    def _linked(self, linked: Sequence[Asset], said: ReadSong) -> Asset | None:
        """The song among those the track embodies already."""
        for song in linked:
            if song.iswc == said.iswc if said.iswc and song.iswc else song.title.casefold() == said.title.casefold():
                return song
        return None

    def _known(self, said: ReadSong) -> Asset | None:
        context = self.planner.context
        if said.iswc and (song := context.songs.get(said.iswc) or self.made.get(said.iswc)):
            return song
        title = said.title.casefold()
        song = context.own_songs.get(title) or self.made.get(title)
        # The same title with another ISWC is another song.
        return None if song is None or (said.iswc and song.iswc) else song

    def _make(self, said: ReadSong, main: Sequence[Artist], item: Item) -> Asset:
        """A new song. Its writers who have a team must say yes; where nobody is named, the main artists stand in."""
        planner = self.planner
        song = Asset(pk=uuid7(), kind=AssetKind.COMPOSITION, title=said.title, iswc=said.iswc, created_at=planner.now)
        planner.changes.assets.append(song)
        if said.iswc:
            self.made[said.iswc] = song
        if planner.team.kind in ("artist", "publisher"):
            self.made[said.title.casefold()] = song
        writers = [planner.names.known(writer, planner.context) for writer in said.writers]
        for artist in [writer for writer in writers if writer] or main:
            if artist.team:
                planner.hold(song, artist.team, Right.PUBLISHING, None, item)
        return song

    def _give_iswc(self, song: Asset, iswc: str, item: Item) -> None:
        taken = self.planner.context.songs.get(iswc) or self.made.get(iswc)
        if taken and taken.pk != song.pk:
            item.notes.append("This ISWC belongs to another song here, so it was left out.")
            return
        self.planner.update(song, (("iswc", "ISWC", iswc),), item)
        self.made[iswc] = song
