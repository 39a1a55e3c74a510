"""The states of a conformance run as one table. The docs draw it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Where a run stands."""

    OPEN = "open"
    PASSED = "passed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Act(StrEnum):
    """What moves it."""

    FINISH = "the last step passes"
    FAIL = "a step fails"
    CANCEL = "somebody cancels"


TRANSITIONS: Mapping[tuple[State, Act], State] = MappingProxyType(
    {
        (State.OPEN, Act.FINISH): State.PASSED,
        (State.OPEN, Act.FAIL): State.FAILED,
        (State.OPEN, Act.CANCEL): State.CANCELLED,
    }
)
