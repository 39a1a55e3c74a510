"""What each column of our CSV takes, as the page says it; a test holds it to docs/catalogue.md."""

from collections.abc import Sequence
from dataclasses import dataclass

from artists.access import TeamKind
from artists.catalog.deliveries.claims import may_claim
from artists.catalog.deliveries.csv_file import COLUMNS
from artists.catalog.models import Right

TAKES = {
    "isrc": "ISRC, with or without hyphens. Needed, but for a publisher's songs",
    "title": "the track's title. Needed",
    "version": "such as Instrumental",
    "title_language": "language and script of the title, such as ja-Jpan",
    "artist": "the main artist. Needed",
    "artist_isni": "the main artist's ISNI",
    "featured_artists": "names with | between them",
    "duration": "3:27, 1:02:03, or seconds",
    "p_line": "such as (P) 2026 Northlight Records",
    "plays": "how often it was played; gives the map its heights",
    "song_title": "the song, where it is not called like the track",
    "iswc": "the song's ISWC",
    "master_share": "the team's own share of the master, per cent",
    "publishing_share": "the team's own share of the song, per cent (artist teams and publishers)",
    "release_title": "the release the track is on",
    "release_kind": "single, ep or album; by the number of tracks if empty",
    "release_artist": "where it is not the track's main artist",
    "upc": "UPC or EAN of the release",
    "label": "the label it appears on",
    "c_line": "such as (C) 2026 Northlight Records",
    "release_date": "2026-11-20",
    "disc": "1 if empty",
    "position": "place on the disc; in the order of the lines if empty",
}


@dataclass(frozen=True)
class Column:
    """A column by its name, and what stands in it."""

    name: str
    takes: str


def of(kind: TeamKind) -> Sequence[Column]:
    """The columns that a team of this kind can fill, in the order of the template."""
    shut = set() if may_claim(kind, Right.PUBLISHING) else {"publishing_share"}
    return [Column(name, TAKES[name]) for name in COLUMNS if name not in shut]
