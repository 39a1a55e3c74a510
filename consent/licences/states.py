"""Where a licence stands: one table of states and of the acts that lead from one to another. The docs draw it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """What is stored. Dates make the rest: see `phase`."""

    DRAFT = "draft"
    OFFERED = "offered"
    SIGNED = "signed"
    SUSPENDED = "suspended"
    ENDED = "ended"
    REFUSED = "refused"


class Act(StrEnum):
    """What moves it."""

    OFFER = "offer"
    SIGN = "sign"
    REFUSE = "refuse"
    SUSPEND = "suspend"
    RESUME = "resume"
    END = "end"


TRANSITIONS: Mapping[tuple[State, Act], State] = MappingProxyType(
    {
        (State.DRAFT, Act.OFFER): State.OFFERED,
        (State.OFFERED, Act.SIGN): State.SIGNED,
        (State.OFFERED, Act.REFUSE): State.REFUSED,
        (State.REFUSED, Act.OFFER): State.OFFERED,
        (State.SIGNED, Act.OFFER): State.SIGNED,
        (State.SIGNED, Act.SIGN): State.SIGNED,
        (State.SIGNED, Act.REFUSE): State.SIGNED,
        (State.SIGNED, Act.SUSPEND): State.SUSPENDED,
        (State.SUSPENDED, Act.SUSPEND): State.SUSPENDED,
        (State.SUSPENDED, Act.RESUME): State.SIGNED,
        (State.SUSPENDED, Act.OFFER): State.SUSPENDED,
        (State.SUSPENDED, Act.SIGN): State.SUSPENDED,
        (State.SUSPENDED, Act.REFUSE): State.SUSPENDED,
        (State.SIGNED, Act.END): State.ENDED,
        (State.SUSPENDED, Act.END): State.ENDED,
        (State.ENDED, Act.OFFER): State.ENDED,
        (State.ENDED, Act.SIGN): State.SIGNED,
        (State.ENDED, Act.REFUSE): State.ENDED,
    }
)

EXPIRING = timedelta(days=60)


class Phase(StrEnum):
    """Where it stands for a person who reads it now."""

    DRAFT = "draft"
    OFFERED = "waiting for signatures"
    AGREED = "signed, not begun"
    IN_FORCE = "in force"
    EXPIRING = "expiring"
    SUSPENDED = "suspended"
    ENDED = "ended"
    REFUSED = "not agreed"


def phase(state: State, starts_at: datetime | None, ends_at: datetime | None, *, now: datetime) -> Phase:
    """The stored state, told by the clock. A licence ends at its moment whether or not anybody noted it."""
    if state in (State.SIGNED, State.SUSPENDED) and ends_at and ends_at <= now:
        return Phase.ENDED
    if state is State.SIGNED and starts_at and starts_at > now:
        return Phase.AGREED
    if state is State.SIGNED and ends_at and ends_at - now <= EXPIRING:
        return Phase.EXPIRING
    return {
        State.DRAFT: Phase.DRAFT,
        State.OFFERED: Phase.OFFERED,
        State.SIGNED: Phase.IN_FORCE,
        State.SUSPENDED: Phase.SUSPENDED,
        State.ENDED: Phase.ENDED,
        State.REFUSED: Phase.REFUSED,
    }[state]
