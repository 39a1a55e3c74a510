"""Sound for the tracks that the demonstration's experiences are made of: songs that a program of ours wrote.

They go the way of every upload: a team that holds the recording sends the file, and the worker checks it.
"""

from pathlib import Path

from django.core.files import File
from django.utils.text import slugify

from artists.audio import intake
from artists.audio.models import Sound
from artists.catalog.models import Asset, AssetKind
from portal.ops.demo_music.songs import SONGS
from portal.ops.seeding.world import World

FILES = Path(__file__).parent / "music"
CREDIT = "Written and played by a program, for this demonstration (CC0)"
_WHO = {"Ayla Marsh": ("ayla", "Ayla Marsh"), "Odette Quaye": ("odette", "Odette Quaye")}


def sow_sounds(world: World) -> None:
    """Upload each song to its track; the worker has checked them some seconds after it starts."""
    tracks = Asset.objects.filter(kind=AssetKind.RECORDING, title__in=SONGS, version_title="").select_related("artist")
    for track in tracks:
        who = _WHO.get(track.artist.name if track.artist else "")
        if who is None or Sound.objects.filter(asset=track).exists():
            continue
        name = f"{slugify(track.title)}.opus"
        with (FILES / name).open("rb") as file:
            intake.add(track, File(file, name=name), actor=world.acting(*who), credit=CREDIT)
