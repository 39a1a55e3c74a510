"""Where a claim can stand, which answer leads where, and by when one is due. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What is wrong."""

    RIGHTS = "rights"
    HARM = "harm"
    LABEL = "label"

    @property
    def label(self) -> str:
        """What people choose."""
        return {
            "rights": "I hold rights and did not agree",
            "harm": "It is harmful or hateful",
            "label": "The label or credit is wrong",
        }[self.value]

    @property
    def short(self) -> str:
        """The same in a word or two, for lists."""
        return {"rights": "Rights", "harm": "Harm", "label": "Label or credit"}[self.value]

    @property
    def silences(self) -> bool:
        """Whether the sound may be kept from playing until somebody has looked."""
        return self in (Kind.RIGHTS, Kind.HARM)

    @property
    def working_days(self) -> int:
        """Within how many working days a person answers."""
        return 1 if self.silences else 5


class State(StrEnum):
    """Open, or what the answer was."""

    OPEN = "open"
    UPHELD = "upheld"
    MENDED = "mended"
    DISMISSED = "dismissed"

    @property
    def label(self) -> str:
        """What people read."""
        return {
            "open": "Being looked at",
            "upheld": "Taken down",
            "mended": "Mended",
            "dismissed": "Stays as it is",
        }[self.value]


class Act(StrEnum):
    """An operator's answer."""

    UPHOLD = "uphold"
    MEND = "mend"
    DISMISS = "dismiss"


TRANSITIONS: Mapping[tuple[State, Act], State] = MappingProxyType(
    {
        (State.OPEN, Act.UPHOLD): State.UPHELD,
        (State.OPEN, Act.MEND): State.MENDED,
        (State.OPEN, Act.DISMISS): State.DISMISSED,
    }
)
_SATURDAY = 5


def due_at(kind: Kind, *, at: datetime) -> datetime:
    """By when a person answers. The clock stands still on Saturdays and Sundays (UTC)."""
    due = at.astimezone(UTC)
    if due.weekday() >= _SATURDAY:
        due = datetime.combine(due.date() + timedelta(days=7 - due.weekday()), time.min, UTC)
    for _ in range(kind.working_days):
        due += timedelta(days=3 if due.weekday() == _SATURDAY - 1 else 1)
    return due
