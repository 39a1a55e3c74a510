"""Where one thing that a withdrawal asks of one partner stands: one table. The docs draw it. With it, the deadlines."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType


class What(StrEnum):
    """What is asked. `stop_new` always, and at once."""

    STOP_NEW = "stop_new"
    SUNSET = "sunset"
    TAKEDOWN = "takedown_outputs"
    EXCLUDE = "exclude_from_next_model"


class State(StrEnum):
    """Of one demand. `late` is acknowledged after its deadline, and stays so; `void` is asked no more."""

    ASKED = "asked"
    DONE = "done"
    OVERDUE = "overdue"
    PUBLIC = "public"
    LATE = "late"
    VOID = "void"


class Act(StrEnum):
    """What moves it."""

    ACKNOWLEDGE = "acknowledge"
    MISS = "the deadline passes"
    PUBLISH = "the grace time passes"
    LIFT = "lifted, or something stricter asked"


TRANSITIONS: Mapping[tuple[State, Act], State] = MappingProxyType(
    {
        (State.ASKED, Act.ACKNOWLEDGE): State.DONE,
        (State.ASKED, Act.MISS): State.OVERDUE,
        (State.ASKED, Act.LIFT): State.VOID,
        (State.OVERDUE, Act.ACKNOWLEDGE): State.LATE,
        (State.OVERDUE, Act.PUBLISH): State.PUBLIC,
        (State.OVERDUE, Act.LIFT): State.VOID,
        (State.PUBLIC, Act.ACKNOWLEDGE): State.LATE,
        (State.PUBLIC, Act.LIFT): State.VOID,
    }
)
WAITING = frozenset({State.ASKED, State.OVERDUE, State.PUBLIC})
MISSED = frozenset({State.OVERDUE, State.PUBLIC})
ANSWERED = frozenset({State.DONE, State.LATE})


class Standing(StrEnum):
    """Where a partner stands with a withdrawal as a whole: what the feed filters by."""

    WAITING = "waiting"
    ACKNOWLEDGED = "acknowledged"
    OVERDUE = "overdue"
    LIFTED = "lifted"


def whole(demands: Collection[State], *, lifted: bool) -> Standing:
    """What the demands of one partner come to: one that is late makes the whole late."""
    if lifted:
        return Standing.LIFTED
    if MISSED & set(demands):
        return Standing.OVERDUE
    return Standing.WAITING if State.ASKED in demands else Standing.ACKNOWLEDGED


@dataclass(frozen=True)
class Deadline:
    """By when something must be acknowledged.

    `usual` counts from the asking, and is the least that a holder can ask for. `after` is added to the date itself
    where what is asked has one: existing use that may go on until then is acknowledged when it is over.
    """

    label: str
    says: str
    usual: timedelta
    after: timedelta = timedelta(0)


GRACE = timedelta(hours=48)
"""From the deadline until everybody may read that it passed, and the partner gets no permits."""

DEADLINES: Mapping[What, Deadline] = MappingProxyType(
    {
        What.STOP_NEW: Deadline(
            "Stop new uses", "Start nothing new: empty caches, stop jobs that run.", timedelta(hours=24)
        ),
        What.SUNSET: Deadline(
            "Let existing use run out", "What exists may go on until the date, and no longer.",
            timedelta(hours=24), timedelta(hours=24),
        ),
        What.TAKEDOWN: Deadline(
            "Take down what was made", "Remove every output that was made with it.", timedelta(hours=72)
        ),
        What.EXCLUDE: Deadline(
            "Leave it out of the next model", "No model trained from now on may contain it.", timedelta(days=14)
        ),
    }
)  # fmt: skip


def due_at(what: What, *, at: datetime, date: datetime | None = None) -> datetime:
    """The deadline of what is asked at this moment, for this date where one was given."""
    return (date + DEADLINES[what].after) if date else at + DEADLINES[what].usual
