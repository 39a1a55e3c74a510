"""What this room files in the outbox for its own worker."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from artists.journal.record import Follows

CHECK = "sound.check"
CLEAR = "sound.clear"
KEPT_ON = timedelta(days=1)
"""How long the files of a sound stay after it was replaced: whoever works on it or hears it now may end."""


def check(sound: UUID) -> Follows:
    """The message that has an upload checked."""
    return Follows(CHECK, f"sound:{sound}:check", {"sound": str(sound)})


def clear(sounds: Sequence[UUID], *, delay: timedelta = timedelta(0)) -> list[Follows]:
    """The messages that delete the files of sounds which play no more."""
    return [Follows(CLEAR, f"sound:{one}:clear", {"sound": str(one)}, delay) for one in sounds]
