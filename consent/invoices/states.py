"""Where an invoice stands: one table of states, what the clock makes of them, and when who is told. Pure."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from types import MappingProxyType


class State(StrEnum):
    """What is stored. It follows from what was paid; the clock makes the rest: see `phase`."""

    OPEN = "open"
    PART_PAID = "part_paid"
    PAID = "paid"


class Act(StrEnum):
    """What moves it."""

    PART = "part of it comes in"
    REST = "all of it has come in"
    BACK = "a payment goes back, all of it"
    SOME_BACK = "a payment goes back, part of it"


TRANSITIONS: Mapping[tuple[State, Act], State] = MappingProxyType(
    {
        (State.OPEN, Act.PART): State.PART_PAID,
        (State.OPEN, Act.REST): State.PAID,
        (State.PART_PAID, Act.PART): State.PART_PAID,
        (State.PART_PAID, Act.REST): State.PAID,
        (State.PART_PAID, Act.BACK): State.OPEN,
        (State.PART_PAID, Act.SOME_BACK): State.PART_PAID,
        (State.PAID, Act.BACK): State.OPEN,
        (State.PAID, Act.SOME_BACK): State.PART_PAID,
    }
)

DUE = timedelta(days=30)
SOON = timedelta(days=3)
FINAL = timedelta(days=14)
STOPS = timedelta(days=28)
NOTICE = timedelta(days=14)
"""So long after the last notice permits stop at the earliest, however late it went out."""


class Step(IntEnum):
    """How far a partner has been reminded. Each is taken once, in order, the ones whose time has passed left out."""

    NONE = 0
    SOON = 1
    DUE = 2
    FINAL = 3
    STOPPED = 4


class Phase(StrEnum):
    """Where it stands for a person who reads it now."""

    NOTHING = "nothing to pay"
    CREDIT = "credit note"
    OPEN = "open"
    PART_PAID = "part-paid"
    PAID = "paid"
    OVERDUE = "overdue"


def state_of(total: Decimal, paid: Decimal) -> State:
    """The state that so much paid comes to. An invoice of nothing is paid from the start."""
    if paid >= total:
        return State.PAID
    return State.PART_PAID if paid else State.OPEN


def act_of(total: Decimal, before: Decimal, after: Decimal) -> Act:
    """What a change of the paid amount is called."""
    if after > before:
        return Act.REST if after >= total else Act.PART
    return Act.SOME_BACK if after else Act.BACK


def overdue_at(due_on: date) -> datetime:
    """The first moment at which an invoice due on that day is overdue: the day in UTC has passed."""
    return datetime.combine(due_on + timedelta(days=1), time.min, UTC)


def phase(state: State, total: Decimal, due: Decimal, due_on: date, *, now: datetime) -> Phase:
    """The stored state, told by the clock. `due` is what the invoice came to before anything was carried out."""
    if not total:
        return Phase.CREDIT if due < 0 else Phase.NOTHING
    if state is State.PAID:
        return Phase.PAID
    if now >= overdue_at(due_on):
        return Phase.OVERDUE
    return Phase.OPEN if state is State.OPEN else Phase.PART_PAID


def step_at(taken: Step, due_on: date, final_at: datetime | None, *, now: datetime) -> Step | None:
    """The step that is due now, None if none is. Permits never stop without a last notice `NOTICE` before."""
    late = overdue_at(due_on)
    if taken is Step.FINAL and final_at is not None:
        return Step.STOPPED if now >= max(late + STOPS, final_at + NOTICE) else None
    if taken >= Step.FINAL:
        return None
    if now >= late + FINAL:
        return Step.FINAL
    if now >= late and taken < Step.DUE:
        return Step.DUE
    return Step.SOON if taken is Step.NONE and late - SOON <= now < late else None
