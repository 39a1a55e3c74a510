"""Makings of a tool with their files, ready to be shown."""

from dataclasses import replace
from typing import Any

from django.core.files.base import ContentFile

from artists.audio import keeping
from consent.licences.offer import Tool
from consent.making.models import File, Making
from tests.cast import Cast
from tests.support import experiencing
from tests.support.claiming import a_making, an_output
from tests.support.reporting import open_track
from tests.support.sounding import encoded, sound

SAID = {
    "seconds": 4.0,
    "tempo": 92.3,
    "key": "F major",
    "names": {"57": "A3", "58": "B♭3", "65": "F4"},
    "notes": [[0.0, 1.5, 65, 0.8], [0.5, 1.0, 57, 0.3], [2.0, 3.75, 58, 0.6]],
}


def of(cast: Cast, tool: Tool, *, plays: bool = False, **roles: Any) -> Making:
    """A making of this tool with files: sounds (None), or the content of other files. `plays`: they can be heard."""
    track = open_track(cast)
    body = {"body": encoded("MP3")} if plays else {}
    offer = replace(experiencing.OFFER, tool=tool, title="Sing Saltglass", presets=())
    teams = [cast.artist, cast.label, cast.publisher]
    experience = experiencing.live(cast.partner, teams, [track], offer=offer)
    making = a_making(cast, an_output(cast, asset=track), experience=experience)
    for role, content in roles.items():
        if content is None:
            File.objects.create(making=making, role=role, sound=sound(**body))
        else:
            name = keeping.put_file(f"made/{making.pk}-{role}", ContentFile(content))
            File.objects.create(making=making, role=role, name=name, size=len(content))
    return making
