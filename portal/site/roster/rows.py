"""The roster as the page shows it: a row for each artist whose tracks the team holds a right in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from artists.access import Actor
from artists.catalog.models import Artist
from artists.teams.models import Team
from consent.choices import kept_tallies, tallies
from consent.choices.models import Pause
from consent.choices.tallies import Tally
from consent.uses import TRACK_USES, Use

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Cell:
    """One use over an artist's tracks."""

    use: Use
    on: int
    ask: int


@dataclass(frozen=True)
class Row:
    """One artist. `missing` and `waiting` are for the use that is asked for, else for any of the six."""

    artist: Artist
    tracks: int
    cells: tuple[Cell, ...]
    missing: int
    waiting: int
    changed_at: datetime | None
    paused: bool


@dataclass(frozen=True)
class Roster:
    """All rows and what they come to. `tracks`, `missing`, `waiting` are over the whole roster."""

    rows: tuple[Row, ...]
    tracks: int
    missing: int
    waiting: int

    def narrowed(self, *, q: str, show: str, sort: str) -> list[Row]:
        """The rows that match, in order."""
        words = q.casefold()
        found = [row for row in self.rows if words in row.artist.name.casefold()]
        if show:
            found = [row for row in found if getattr(row, show)]
        return sorted(found, key=_ORDER.get(sort, _ORDER["name"]))


_ORDER: dict[str, Callable[[Row], Any]] = {
    "name": lambda row: (row.artist.name.casefold(), row.artist.slug),
    "tracks": lambda row: (-row.tracks, row.artist.name.casefold()),
    "missing": lambda row: (-row.missing, row.artist.name.casefold()),
    "waiting": lambda row: (-row.waiting, row.artist.name.casefold()),
    "changed": lambda row: (-(row.changed_at or _NEVER).timestamp(), row.artist.name.casefold()),
}


def roster(actor: Actor, *, use: str = "") -> Roster:
    """The team's whole roster. A handful of queries, however many artists and tracks; only what changed is counted.

    A voice is its artist's alone, so no voice is in it (rule 7 of the language).
    """
    found = kept_tallies.by_artist(actor.team_id)
    artists = Artist.objects.in_bulk([tally.artist_id for tally in found])
    paused = set(Pause.objects.filter(resumed_at__isnull=True).values_list("team_id", flat=True))
    rows = [_row(tally, artists[tally.artist_id], use, paused) for tally in found]
    return Roster(tuple(rows), sum(r.tracks for r in rows), sum(r.missing for r in rows), sum(r.waiting for r in rows))


def _row(tally: Tally, artist: Artist, use: str, paused: set[int]) -> Row:
    return Row(
        artist=artist,
        tracks=tally.tracks,
        cells=tuple(Cell(one, tally.on[one.code], tally.ask[one.code]) for one in TRACK_USES),
        missing=tally.missing_by[use] if use else tally.missing,
        waiting=tally.waiting_by[use] if use else tally.waiting,
        changed_at=tally.changed_at,
        paused=artist.team_id in paused,
    )


def named(actor: Actor, rows: Sequence[Row], slug: str) -> tuple[str, list[tuple[str, int]]]:
    """Whom the team waits for on the tracks of the artist with this slug, if it is on the roster: two queries."""
    row = next((row for row in rows if row.artist.slug == slug), None)
    if row is None:
        return "", []
    waiting = tallies.holdouts(actor.team_id, row.artist.pk)
    teams = Team.objects.in_bulk([team for team, _ in waiting])
    return slug, [(teams[team].name, tracks) for team, tracks in waiting]
