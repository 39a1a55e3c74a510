"""Where a report that is due stands: one table of states, and of what leads from one to another. The docs draw it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """What is stored. The clock makes the rest: see `phase`."""

    EXPECTED = "expected"
    LATE = "late"
    MISSING = "missing"
    FILED = "filed"


class Act(StrEnum):
    """What moves it."""

    FILE = "file"
    DUE_DATE = "due date passes"
    GRACE_TIME = "grace time passes"


TRANSITIONS: Mapping[tuple[State, Act], State] = MappingProxyType(
    {
        (State.EXPECTED, Act.FILE): State.FILED,
        (State.EXPECTED, Act.DUE_DATE): State.LATE,
        (State.LATE, Act.FILE): State.FILED,
        (State.LATE, Act.GRACE_TIME): State.MISSING,
        (State.MISSING, Act.FILE): State.FILED,
    }
)

GRACE = timedelta(days=14)
"""A late report is called missing when so much time has passed since it was due."""


class Phase(StrEnum):
    """Where it stands for a person who reads it now."""

    RUNNING = "running"
    EXPECTED = "expected"
    LATE = "late"
    MISSING = "missing"
    PUNCTUAL = "reported"
    FILED_LATE = "reported late"


def phase(state: State, ends_at: datetime, due_at: datetime, filed_at: datetime | None, *, now: datetime) -> Phase:
    """The stored state, told by the clock: a report is late at its moment, whether or not anybody noted it."""
    if state is State.FILED and filed_at is not None:
        return Phase.PUNCTUAL if filed_at < due_at else Phase.FILED_LATE
    if now < ends_at:
        return Phase.RUNNING
    if now < due_at:
        return Phase.EXPECTED
    return Phase.LATE if now < due_at + GRACE else Phase.MISSING
