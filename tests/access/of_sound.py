"""The rows of the matrix for sounds."""

from django.core.files.uploadedfile import SimpleUploadedFile

from artists.audio import addresses
from tests.access.people import World
from tests.access.rows import ON, of_artist, of_team, public
from tests.support.sounding import encoded, sound

CHOOSE = ("ayla", "marco", "ed")


def own(world: World) -> dict[str, object]:
    """Her own track."""
    return {"asset": world.own.pk}


def foreign(world: World) -> dict[str, object]:
    """A track of others."""
    return {"asset": world.foreign.pk}


def shared(world: World) -> dict[str, object]:
    """A track the label holds too."""
    return {"asset": world.shared.pk}


def an_address(world: World) -> dict[str, object]:
    """Whoever has it hears it."""
    return {"token": addresses.listen(sound(world.own)).split("/")[2]}


def a_file(world: World) -> dict[str, object]:
    """What a browser sends."""
    return {"file": SimpleUploadedFile("saltglass.wav", encoded())}


SOUNDS = (
    public("fans:listen", an_address),
    public("fans:credentials_root"),
    of_artist("site:sound", args=own),
    of_team("label", "dana", "site:sound", args=shared, notes="of another holder"),
    of_artist("site:sound", args=foreign, outcome=404, others=404, notes="of others"),
    of_artist("site:sound", "POST", own, data=a_file, outcome=ON, may=CHOOSE),
    of_artist("site:sound", "POST", foreign, data=a_file, outcome=404, others=404, notes="of others"),
    of_artist("site:sound_remove", "POST", own, outcome=ON, may=CHOOSE),
    of_artist("site:sound_remove", "POST", foreign, outcome=404, others=404, notes="of others"),
)
