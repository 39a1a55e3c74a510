"""Where something that a fan makes can stand. Pure."""

from enum import StrEnum


class State(StrEnum):
    """In line, being made, being checked and signed, ready; or what it came to instead."""

    WAITING = "waiting"
    MAKING = "making"
    CHECKING = "checking"
    READY = "ready"
    REFUSED = "refused"  # a check said no, or a limit was reached: `sentence` says so kindly
    FAILED = "failed"  # our side broke
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether a worker may still do something for it."""
        return self in OPEN


OPEN = frozenset({State.WAITING, State.MAKING, State.CHECKING})
