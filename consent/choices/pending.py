"""A yes that waits for a second person: kept exactly as it was pressed, and opening nothing meanwhile."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from artists.access import Actor, MandateScope
from artists.journal.record import Act, record
from consent.choices import entries
from consent.choices.models import PendingYes
from consent.choices.state import State
from consent.choices.write import Notice

WAITS = timedelta(days=7)


@dataclass(frozen=True)
class Change:
    """One answer to be written. An undo also says which entry it undoes, and the text and the no it brings back."""

    asset_id: UUID
    use: str
    state: State
    undoes: int | None = None
    notice: Notice | None = None
    closed_at: datetime | None = None

    def as_data(self, version: int) -> dict[str, Any]:
        """For the table, with the version of the choice that the press was made on."""
        return {
            "asset": str(self.asset_id),
            "use": self.use,
            "to": self.state.as_data(),
            "undoes": self.undoes,
            "notice": self.notice.as_data() if self.notice else None,
            "closed_at": self.closed_at.isoformat() if self.closed_at else None,
            "version": version,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Change":
        """Back from `as_data`."""
        return cls(
            UUID(data["asset"]),
            data["use"],
            State.from_data(data["to"]),
            data["undoes"],
            Notice(**data["notice"]) if data["notice"] else None,
            datetime.fromisoformat(data["closed_at"]) if data["closed_at"] else None,
        )


@dataclass(frozen=True)
class Held:
    """What to keep: what was pressed, on how many assets, and which text stood beside it."""

    kind: PendingYes.Kind
    uses: Sequence[str]
    changes: Any
    count: int
    notice_sha256: str = ""
    mandate: MandateScope | None = None


def hold(what: Held, *, actor: Actor, at: datetime) -> PendingYes:
    """Keep a yes for a second person; the same press again is the one that waits already.

    The caller holds a lock that makes two presses on the same things wait for each other.
    """
    text = json.dumps([what.kind, what.changes, what.notice_sha256], sort_keys=True, default=str)
    press = hashlib.sha256(text.encode()).hexdigest()
    same = PendingYes.objects.filter(team_id=actor.team_id, press_sha256=press, outcome="")
    if (known := same.filter(expires_at__gt=at).first()) is not None:
        return known
    same.update(outcome=PendingYes.Outcome.LAPSED, decided_at=at)
    kept = PendingYes.objects.create(
        team_id=actor.team_id,
        kind=what.kind,
        uses=sorted(set(what.uses)),
        changes=what.changes,
        count=what.count,
        press_sha256=press,
        notice_sha256=what.notice_sha256,
        mandate_id=what.mandate.mandate_id if what.mandate else None,
        pressed_at=at,
        pressed_by_id=actor.person_id,
        expires_at=at + WAITS,
    )
    data = {"kind": kept.kind, "uses": kept.uses, "count": kept.count}
    record(Act(entries.SECOND_NEEDED, "pending", str(kept.pk), data, mandate=what.mandate), actor=actor, at=at)
    return kept
