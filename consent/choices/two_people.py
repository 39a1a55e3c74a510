"""Does this yes need a second member of the team? The team says so for voices, for training, for many at once."""

from collections.abc import Collection

from consent.choices.models import TwoPeople
from consent.uses import USES

MANY = 10


def needed(team_id: int, uses: Collection[str], count: int) -> bool:
    """Whether the team wants a second person for a yes to these uses of `count` assets. More than ten are many."""
    wants = TwoPeople.objects.filter(team_id=team_id).first()
    if wants is None:
        return False
    personal = any(USES[use].answered_on != "track" for use in uses)
    return (wants.voice and personal) or (wants.training and "train" in uses) or (wants.bulk and count > MANY)
