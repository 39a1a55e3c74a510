"""An answer with its limits as one value: what the journal keeps before and after, and what an undo brings back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consent.choices.answers import Answer, Limits


@dataclass(frozen=True)
class State:
    """What a holder answers: nothing yet (`answer` None), or on, ask, off with its limits."""

    answer: Answer | None = None
    limits: Limits = Limits()

    @property
    def effective(self) -> Answer:
        """Silence is off."""
        return self.answer or Answer.OFF

    def loosens(self, before: "State") -> bool:
        """Whether this allows anything that `before` did not."""
        if self.effective is Answer.OFF:
            return False
        if self.effective > before.effective:
            return True
        return not _within(self.limits, before.limits)

    def as_data(self) -> dict[str, Any]:
        """For the journal: JSON with words, ISO 8601 times, and no names."""
        return {
            "answer": self.answer.word if self.answer is not None else None,
            "partners": list(self.limits.partners),
            "territories": list(self.limits.territories),
            "until": self.limits.until.isoformat() if self.limits.until else None,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "State":
        """Back from `as_data`."""
        return cls(
            Answer.parse(data["answer"]) if data["answer"] else None,
            Limits(
                tuple(data["partners"]),
                tuple(data["territories"]),
                datetime.fromisoformat(data["until"]) if data["until"] else None,
            ),
        )


def _within(inner: Limits, outer: Limits) -> bool:
    if outer.partners and not (inner.partners and set(inner.partners) <= set(outer.partners)):
        return False
    if outer.territories and not (inner.territories and set(inner.territories) <= set(outer.territories)):
        return False
    return not outer.until or bool(inner.until and inner.until <= outer.until)
