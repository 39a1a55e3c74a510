"""Where a split and a dispute stand, and the sides of an asset. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Side(StrEnum):
    """Which holders share. A licence signed by those of one side pays that side; signed by both, the whole."""

    RECORDING = "recording"  # performers and masters of a recording
    SONG = "song"  # publishers of a composition
    WHOLE = "whole"  # both, of a recording
    SELF = "self"  # the artist, of a voice or a likeness


class State(StrEnum):
    """Of a split. Only an agreed one divides money."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What moves a split."""

    LAST_YES = "the last team says yes"
    NO = "a team says no"
    TAKE_BACK = "the proposer takes it back"


class Outcome(StrEnum):
    """How a dispute ended."""

    WITHDRAWN = "withdrawn"  # by the team that raised it
    AGREED = "agreed"  # by a new split of all
    DISMISSED = "dismissed"  # by the operator, with a sentence


TRANSITIONS: Mapping[tuple[State, Act], State] = MappingProxyType(
    {
        (State.PROPOSED, Act.LAST_YES): State.AGREED,
        (State.PROPOSED, Act.NO): State.REFUSED,
        (State.PROPOSED, Act.TAKE_BACK): State.WITHDRAWN,
    }
)
