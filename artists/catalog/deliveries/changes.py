"""What a part of a file comes to: rows to write, lines to show. Built in memory; nothing is written here."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from artists.catalog.deliveries.structure import Place
from artists.catalog.models import Artist, Asset, Credit, Embodiment, Holding, Release, ReleaseTrack

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
SHOWN = {NEW: 200, CHANGED: 500, SAME: 0, REFUSED: 2000, "warning": 500}


@dataclass
class Item:
    """One line of the file, as the preview shows it."""

    place: Place
    title: str
    artist: str = ""
    isrc: str = ""
    language: str = ""
    outcome: str = SAME
    fields: list[tuple[str, str, str]] = field(default_factory=list)
    adds: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problem: str = ""

    def as_data(self) -> dict[str, Any]:
        """For the delivery's plan."""
        return {
            "place": str(self.place),
            "line": self.place.line,
            "language": self.language,
            "title": self.title,
            "artist": self.artist,
            "isrc": self.isrc,
            "fields": [list(change) for change in self.fields],
            "adds": self.adds,
            "notes": self.notes,
            "problem": self.problem,
        }


@dataclass
class Changes:
    """Rows to create and to update. Every new row has its id already, so that rows can point at each other."""

    artists: list[Artist] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    assets: list[Asset] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)
    embodiments: list[Embodiment] = field(default_factory=list)
    holdings: list[Holding] = field(default_factory=list)
    changed_artists: dict[UUID, Artist] = field(default_factory=dict)
    changed_releases: dict[UUID, tuple[Release, list[tuple[str, str, str]]]] = field(default_factory=dict)
    changed_assets: dict[UUID, tuple[Asset, list[tuple[str, str, str]]]] = field(default_factory=dict)
    changed_holdings: list[tuple[Holding, int | None]] = field(default_factory=list)
    places: list[ReleaseTrack] = field(default_factory=list)
    dropped_places: set[int] = field(default_factory=set)
    items: list[Item] = field(default_factory=list)

    def touched(self) -> set[UUID]:
        """The assets whose holders, songs or credits are new or other than before: their standings depend on it."""
        found = {asset.pk for asset in self.assets}
        found |= {holding.asset_id for holding in self.holdings}
        found |= {link.recording_id for link in self.embodiments}
        found |= {credit.recording_id for credit in self.credits}
        return found


@dataclass
class Summary:
    """Counts and the first lines of each kind, over a whole file."""

    counts: Counter[str] = field(default_factory=Counter)
    items: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, changes: Changes) -> None:
        """Take a part's lines in."""
        for item in changes.items:
            self.counts[item.outcome] += 1
            self._show(item.outcome, item)
            if item.notes and item.outcome != REFUSED:
                self.counts["warning"] += 1
                self._show("warning", item)
        self.counts["artists"] += len(changes.artists)
        self.counts["releases"] += len(changes.releases)
        self.counts["songs"] += sum(asset.kind == "composition" for asset in changes.assets)
        self.counts["releases_changed"] += len(changes.changed_releases)

    def warn(self, item: Item) -> None:
        """Something to look at that keeps nothing out."""
        self.counts["warning"] += 1
        self._show("warning", item)

    def refuse(self, item: Item) -> None:
        """A line the reader could make nothing of."""
        self.counts[REFUSED] += 1
        self._show(REFUSED, item)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Summary":
        """What `as_data` said, to go on from."""
        return cls(Counter(data["counts"]), data["items"])

    def _show(self, kind: str, item: Item) -> None:
        shown = self.items.setdefault(kind, [])
        if len(shown) < SHOWN[kind]:
            shown.append(item.as_data())

    def as_data(self) -> dict[str, Any]:
        """For the delivery's plan."""
        return {"counts": dict(self.counts), "items": self.items}
