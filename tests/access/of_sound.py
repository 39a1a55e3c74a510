"""The rows of the matrix for sounds."""

from artists.audio import addresses
from tests.access.people import World
from tests.access.rows import public
from tests.support.sounding import sound


def an_address(world: World) -> dict[str, object]:
    """Whoever has it hears it."""
    return {"token": addresses.listen(sound(world.own)).split("/")[2]}


SOUNDS = (public("fans:listen", an_address),)
