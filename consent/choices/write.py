"""Putting a state into a row, with the text it was given under."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar

from consent.choices.answers import Answer
from consent.choices.models import Choice, Narrowed
from consent.choices.state import State
from consent.uses import text_of

Row = TypeVar("Row", bound=Narrowed)

_KEY = ("asset", "team", "use")
_CHANGED = (
    "answer", "partners", "territories", "until", "version", "notice_version", "notice_sha256", "set_at", "set_by",
    "closed_at",
)  # fmt: skip
_BATCH = 2000  # rows a statement: PostgreSQL takes at most 65,535 parameters


@dataclass(frozen=True)
class Notice:
    """Which text stood beside the switch: its version and its hash."""

    version: int
    sha256: str

    def as_data(self) -> dict[str, Any]:
        """For the journal."""
        return asdict(self)

    @classmethod
    def of(cls, row: Narrowed) -> "Notice":
        """The text this answer was given under."""
        return cls(row.notice_version, row.notice_sha256)

    @classmethod
    def current(cls, use: str) -> "Notice":
        """The text that stands beside the switch now."""
        text = text_of(use)
        return cls(text.version, text.sha256)


def put(row: Row, state: State, *, person_id: int | None, at: datetime, notice: Notice | None = None) -> Row:
    """Write a state into a choice or a default, unsaved, as its next version; under the current text unless said."""
    under = notice or Notice.current(row.use)
    row.answer = state.answer.value if state.answer is not None else None
    row.partners = list(state.limits.partners)
    row.territories = list(state.limits.territories)
    row.until = state.limits.until
    row.version += 1
    row.notice_version, row.notice_sha256 = under.version, under.sha256
    row.set_at, row.set_by_id = at, person_id
    if isinstance(row, Choice) and state.effective is Answer.OFF:
        row.closed_at = at
    return row


def save_choices(rows: Sequence[Choice]) -> None:
    """Insert or update these choices, whose assets the caller has locked; one statement for two thousand."""
    Choice.objects.bulk_create(
        rows, batch_size=_BATCH, update_conflicts=True, unique_fields=_KEY, update_fields=_CHANGED
    )


def change_data(row: Narrowed, before: State, notice_before: dict[str, Any] | None) -> dict[str, Any]:
    """What the journal keeps of a change that `put` made: from what, to what, under which text."""
    return {
        "use": row.use,
        "from": before.as_data(),
        "to": State(row.given, row.limits).as_data(),
        "version": row.version,
        "notice": Notice.of(row).as_data(),
        "notice_before": notice_before,
    }
