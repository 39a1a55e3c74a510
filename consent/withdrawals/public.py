"""What everybody may read: which partners are overdue in public, and how a partner keeps its word. No artist's name."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import F

from artists.teams.models import Team
from consent.uses import USES, Use
from consent.withdrawals.models import Demand
from consent.withdrawals.states import DEADLINES, MISSED, State, What

_RECENT = timedelta(days=365)


@dataclass(frozen=True)
class Overdue:
    """Something a partner has not acknowledged, two days and more after its deadline."""

    partner: Team
    uses: tuple[Use, ...]
    assets: int
    label: str
    due_at: datetime


@dataclass(frozen=True)
class Keeping:
    """How a partner answered what withdrawals asked of it in a year. `median` is None where it answered nothing yet."""

    asked: int
    acknowledged: int
    late: int
    overdue: int
    public: int
    median: timedelta | None


def overdue(*, most: int = 200) -> list[Overdue]:
    """What is overdue in public now, the longest first. One query."""
    rows = Demand.objects.filter(state=State.PUBLIC, concern__withdrawal__test=False)
    rows = rows.select_related("concern__partner").order_by("due_at", "pk")
    return [
        Overdue(
            one.concern.partner, tuple(USES[code] for code in one.concern.uses), one.concern.assets,
            DEADLINES[What(one.what)].label, one.due_at,
        )
        for one in rows[:most]
    ]  # fmt: skip


def standing_of(partner_id: int, *, now: datetime) -> Keeping:
    """For the partner's card. One query."""
    rows = Demand.objects.filter(
        concern__partner_id=partner_id, concern__withdrawal__test=False, asked_at__gt=now - _RECENT
    )
    found = list(rows.values_list("state", F("acknowledged_at") - F("asked_at")))
    answered = [took for state, took in found if state in (State.DONE, State.LATE)]
    return Keeping(
        asked=sum(state != State.VOID for state, _ in found),
        acknowledged=len(answered),
        late=sum(state == State.LATE for state, _ in found),
        overdue=sum(state in MISSED for state, _ in found),
        public=sum(state == State.PUBLIC for state, _ in found),
        median=median(answered) if answered else None,
    )
