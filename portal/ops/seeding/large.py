"""A label of 100,000 tracks, to see how pages and checks behave at that size; brought in as a file like any other."""

import csv
import io
import random
from collections.abc import Callable, Iterator

from artists.access import TeamKind
from artists.accounts.models import User
from artists.catalog.models import Asset, AssetKind
from artists.teams.actions import create_team
from artists.teams.models import Team
from consent.choices.defaults import set_default
from portal.ops.seeding.answers import ASK, ON, having_read
from portal.ops.seeding.catalogue import bring_in
from portal.ops.seeding.world import World

NAME, SLUG = "Longshore Archive", "longshore-archive"
TRACKS_OF_A_RELEASE = 10
RELEASES_OF_AN_ARTIST = 5
FILE_TRACKS = 20_000  # a file may have 20 MB
_WORDS = (
    "Amber Anchor April Ash Birch Blue Bright Canal Cedar Clay Copper Coral Dawn Delta Dune Ember Fern Field Flint "
    "Glass Grain Harbour Hazel Heron Hollow Iron Ivory Juniper Lake Lantern Linen Lower Maple Marsh Meadow Mica Mist "
    "Moss North Oak Ochre Orchard Outer Paper Pearl Pine Plum Quarry Quiet Rain Reed River Rust Sable Salt Sand Silver "
    "Slate Slow Sparrow Stone Storm Summer Tide Timber Upper Vale Velvet Violet West White Willow Winter Wren"
)
WORDS = _WORDS.split()


def sow_large_label(tracks: int, *, say: Callable[[str], object]) -> None:
    """Dana's second team. What is there already stays, so that an interrupted sowing can be taken up again."""
    dana = User.objects.get(email="dana@demo.test")
    team = Team.objects.filter(slug=SLUG).first() or create_team(TeamKind.LABEL, NAME, person_id=dana.pk)
    actor = World({"dana": dana}, {NAME: team}).acting("dana", NAME)
    for use, state in (("discover", ON), ("analyse", ON), ("remix", ASK)):
        set_default(use, state, actor=actor, consent=having_read(use))
    there = Asset.objects.filter(kind=AssetKind.RECORDING, holdings__team=team).count()
    for start in range(there - there % FILE_TRACKS, tracks, FILE_TRACKS):
        end = min(start + FILE_TRACKS, tracks)
        say(f"Tracks {start + 1:,} to {end:,} of {tracks:,} …")
        bring_in(f"longshore-{start + 1}.csv", _file(start, end), actor=actor)


def _file(start: int, end: int) -> bytes:
    rows = list(_rows(start, end))
    output = io.StringIO()
    writer = csv.DictWriter(output, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return output.getvalue().encode()


def _rows(start: int, end: int) -> Iterator[dict[str, object]]:
    """The same rows for the same numbers, however often one starts again."""
    for number in range(start, end):
        release, position = divmod(number, TRACKS_OF_A_RELEASE)
        of = random.Random(number)
        title = " ".join(of.sample(WORDS, 2))
        yield {
            "isrc": f"QZLS1{number // 100_000:02d}{number % 100_000:05d}",
            "title": title,
            "artist": _named(release // RELEASES_OF_AN_ARTIST, "artist"),
            "duration": f"{of.randint(2, 5)}:{of.randint(0, 59):02d}",
            "p_line": f"℗ {NAME}",
            "plays": int(20_000 * of.lognormvariate(0, 1.2)),
            "song_title": title,
            "master_share": 100,
            "release_title": _named(release, "release"),
            "release_kind": "album",
            "label": NAME,
            "position": position + 1,
        }


def _named(number: int, what: str) -> str:
    """A name of its own for each number."""
    words = random.Random(f"{what} {number}").sample(WORDS, 2)
    return f"{' '.join(words)} {number + 1}"
