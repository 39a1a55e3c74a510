"""Does this yes need a second member of the team? The team says so for voices, for training, for many at once."""

from collections.abc import Collection
from dataclasses import dataclass

from consent.choices.models import TwoPeople
from consent.uses import USES

MANY = 10


@dataclass(frozen=True)
class Policy:
    """For which yes a team wants a second member."""

    voice: bool = False
    training: bool = False
    bulk: bool = False

    def needs_two(self, uses: Collection[str], count: int) -> bool:
        """Whether a yes to these uses of `count` assets takes a second person. More than ten are many."""
        personal = any(USES[use].answered_on != "track" for use in uses)
        return (self.voice and personal) or (self.training and "train" in uses) or (self.bulk and count > MANY)


def policy_of(team_id: int) -> Policy:
    """What the team wants; nothing where it never said."""
    wants = TwoPeople.objects.filter(team_id=team_id).first()
    return Policy(wants.voice, wants.training, wants.bulk) if wants else Policy()


def needed(team_id: int, uses: Collection[str], count: int) -> bool:
    """Whether the team wants a second person for a yes to these uses of `count` assets."""
    return policy_of(team_id).needs_two(uses, count)
