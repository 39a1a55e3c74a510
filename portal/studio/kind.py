"""What a fan reads when a check said no: kindly, and never whose no it is."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

TAKEN_BACK = "The people behind this music do not say yes to it right now, so this was not made. Nothing was counted."
_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "experience_full": "All that were agreed for this have been made. It was lovely.",
        "experience_full_today": "All of today’s have been made. It opens again at midnight, UTC.",
        "experience_closed": "This is resting now, so it was not made. That is for the people behind the music to "
        "decide, and it may be back.",
        "territory_not_named": "This is not open where you are. The people behind the music opened it elsewhere.",
        "unknown_experience": "This is not made here.",
        "permits_stopped": "The studio may make nothing new for now. Please look in again later.",
        "paused": "The artist has paused everything AI does with this music for now.",
    }
)
BROKE = "Something broke on our side, so this was not made. Nothing was counted. Please try again."
NO_SOUND = "The sound of this track is not here yet, so nothing could be made of it."
TOO_LONG = "This took longer than we let anything take, so we stopped it. Nothing was counted."


def sentence(codes: Collection[str]) -> str:
    """The kindest true thing to say of these reasons."""
    return next((said for code, said in _SENTENCES.items() if code in codes), TAKEN_BACK)
