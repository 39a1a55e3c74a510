"""Where a request stands: one table of states and of the acts that lead from one to another. The docs draw it."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Every state but `open` is an answer; only `approved` opens anything."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"
    CONFLICTED = "conflicted"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What moves it. The last vote of a round and the deadline move it by themselves."""

    ALL_SAID_YES = "all said yes"
    ALL_SAID_NO = "all said no"
    YES_AND_NO = "a yes and a no"
    COUNTER = "counter"
    WITHDRAW = "withdraw"
    DEADLINE = "deadline"
    NEW_ROUND = "new round, when invited"


TRANSITIONS: Mapping[tuple[State, Act], State] = MappingProxyType(
    {
        (State.OPEN, Act.COUNTER): State.OPEN,
        (State.OPEN, Act.ALL_SAID_YES): State.APPROVED,
        (State.OPEN, Act.ALL_SAID_NO): State.DECLINED,
        (State.OPEN, Act.YES_AND_NO): State.CONFLICTED,
        (State.OPEN, Act.DEADLINE): State.LAPSED,
        (State.OPEN, Act.WITHDRAW): State.WITHDRAWN,
        (State.DECLINED, Act.NEW_ROUND): State.OPEN,
        (State.CONFLICTED, Act.NEW_ROUND): State.OPEN,
        (State.LAPSED, Act.NEW_ROUND): State.OPEN,
    }
)


class Outward(StrEnum):
    """What the one who asked is told: whether there were a yes and a no, or only noes, is nobody's business there."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


def outward(state: State) -> Outward:
    """The state as the partner sees it."""
    return Outward.REFUSED if state in (State.DECLINED, State.CONFLICTED) else Outward(state.value)


def verdict(answers: Collection[bool | None]) -> Act | None:
    """What the votes of a round come to: None while one is missing (None among them), for votes are sealed till then.

    No voter at all is a no: silence is no.
    """
    if not answers:
        return Act.ALL_SAID_NO
    if None in answers:
        return None
    if all(answers):
        return Act.ALL_SAID_YES
    return Act.YES_AND_NO if any(answers) else Act.ALL_SAID_NO
