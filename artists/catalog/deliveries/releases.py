"""The releases of a file, and the tracks' places on them."""

from collections import defaultdict
from typing import TYPE_CHECKING
from uuid import UUID

from uuid_utils.compat import uuid7

from artists.access import Invalid
from artists.catalog.deliveries.changes import NEW, Item
from artists.catalog.deliveries.structure import ReadRelease, ReadTrack
from artists.catalog.models import Asset, Release, ReleaseTrack

if TYPE_CHECKING:
    from artists.catalog.deliveries.plan import Planner

FIELDS = (
    ("title", "Title"),
    ("kind", "Kind"),
    ("label_name", "Label"),
    ("p_line", "P-line"),
    ("c_line", "C-line"),
    ("released_on", "Released"),
    ("upc", "UPC"),
)


class Releases:
    """Part of a planner. A team changes the releases that it brought in itself, and no others."""

    def __init__(self, planner: "Planner") -> None:
        self.planner = planner
        self.made: dict[str, Release] = {}
        self.done: set[UUID] = set()
        self.wanted: dict[UUID, dict[tuple[int, int], Asset]] = defaultdict(dict)
        self.said: dict[tuple[UUID, int, int], Item] = {}

    def place(self, recording: Asset, read: ReadTrack, releases: dict[str, ReadRelease], item: Item) -> None:
        """Note a track's places; `settle` compares them with what is there."""
        for place in read.places:
            release = self._release(releases[place.release], item)
            if release is None:
                continue
            spot = (place.disc, place.position)
            taken = self.wanted[release.pk].get(spot)
            if taken is not None and taken.pk != recording.pk:
                item.notes.append(
                    f"Place {place.position} of “{release.title}” is named twice; the first track keeps it."
                )
                continue
            self.wanted[release.pk][spot] = recording
            self.said[release.pk, *spot] = item

    def settle(self) -> None:
        """Move, add and clear places so that the tracks of this part stand where the file says."""
        changes = self.planner.changes
        for release, spots in self.wanted.items():
            moved = {recording.pk for recording in spots.values()}
            there: set[tuple[int, int]] = set()
            for row in self.planner.context.places[release]:
                spot = (row.disc, row.position)
                wanted = spots.get(spot)
                if wanted is not None and wanted.pk == row.recording_id:
                    there.add(spot)
                elif wanted is not None or row.recording_id in moved:
                    changes.dropped_places.add(row.pk)
            for spot, recording in spots.items():
                if spot not in there:
                    changes.places.append(
                        ReleaseTrack(release_id=release, recording=recording, disc=spot[0], position=spot[1])
                    )
                    item = self.said[release, *spot]
                    if item.outcome != NEW:
                        self.planner.note_field(item, "Place", "", f"{spot[0]}.{spot[1]}")
        self.wanted.clear()
        self.said.clear()

    def _release(self, said: ReadRelease, item: Item) -> Release | None:
        """The release, made or changed where the team may; None where it is somebody else's."""
        context, planner = self.planner.context, self.planner
        key = (said.title.casefold(), said.artist.name.casefold())
        by_title = context.releases_by_title.get(key)
        if by_title and said.upc and by_title.upc and by_title.upc != said.upc:
            by_title = None
        known = (context.releases_by_upc.get(said.upc) if said.upc else None) or by_title
        if known is None:
            return self.made.get(said.key) or self._make(said)
        if known.delivered_by_id != planner.team.pk:
            item.notes.append(f"“{known.title}” was brought in by another team. It stays as it is.")
            return None
        if known.pk not in self.done:
            self.done.add(known.pk)
            self._update(known, said)
        return known

    def _make(self, said: ReadRelease) -> Release | None:
        planner = self.planner
        try:
            artist = planner.names.find(said.artist, planner.context, planner.changes)
        except Invalid:
            return None
        made = Release(
            pk=uuid7(), kind=said.kind, title=said.title, artist=artist, upc=said.upc, label_name=said.label_name,
            p_line=said.p_line, c_line=said.c_line, released_on=said.released_on, delivered_by=planner.team,
            created_at=planner.now,
        )  # fmt: skip
        self.made[said.key] = made
        planner.changes.releases.append(made)
        return made

    def _update(self, known: Release, said: ReadRelease) -> None:
        fields = []
        for name, label in FIELDS:
            value, before = getattr(said, name), getattr(known, name)
            if value in ("", None) or value == before:
                continue
            setattr(known, name, value)
            fields.append((label, str(before or ""), str(value)))
        if fields:
            self.planner.changes.changed_releases[known.pk] = (known, fields)
