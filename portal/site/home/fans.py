"""What fans do with a team's music, for the homes of teams that hold rights: what is open, made and earned lately."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from artists.access import Actor
from consent.earnings.reading_experiences import earned_by_licence
from consent.earnings.reading_made import Brought
from consent.experiences.models import Experience
from consent.experiences.states import State
from portal.site.experiences.reading import Made, Row, made_in, rows_of, seen

SHOWN = 3
_MOST = 200
_RUNNING = (State.LIVE, State.PAUSED, State.APPROVED)


@dataclass(frozen=True)
class Fans:
    """The newest experiences in numbers. `rows` are those where most was made this week, `asked` wait for a yes.

    `week` and `brought` (this month, by currency) are of all that is open, paused or begins soon.
    """

    open: int
    paused: int
    week: int
    brought: tuple[Brought, ...]
    rows: Sequence[Row]
    asked: Sequence[Experience]
    asked_total: int

    @property
    def nothing(self) -> bool:
        """Whether there is nothing, and nobody asks."""
        return not self.rows and not self.asked


def fans(actor: Actor) -> Fans | None:
    """None for whoever holds no rights. A dozen queries, however many experiences."""
    if not actor.team_kind.holds_rights:
        return None
    mine = seen(actor)
    newest = mine.filter(state__in=_RUNNING).order_by("-created_at").values_list("pk", "state", "licence_id")[:_MOST]
    found = {pk: (State(state), licence) for pk, state, licence in newest}
    made = made_in(list(found))
    first = sorted(found, key=lambda pk: _rank(found[pk][0], made.get(pk, Made()).week))[:SHOWN]
    rows = {row.one.pk: row for row in rows_of(actor, mine.filter(pk__in=first))} if first else {}
    asked = mine.filter(state=State.IN_REVIEW).order_by("created_at")
    waiting = list(asked[: SHOWN + 1])
    states = [state for state, _ in found.values()]
    return Fans(
        states.count(State.LIVE), states.count(State.PAUSED), sum(one.week for one in made.values()),
        _brought(actor, [licence for _, licence in found.values() if licence]), [rows[pk] for pk in first],
        waiting[:SHOWN], len(waiting) if len(waiting) <= SHOWN else asked.count(),
    )  # fmt: skip


def _rank(state: State, week: int) -> tuple[bool, int]:
    """What is open or paused before what only begins, and the busiest first."""
    return state is State.APPROVED, -week


def _brought(actor: Actor, licences: Sequence[int]) -> tuple[Brought, ...]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for some in earned_by_licence(actor, licences, month=timezone.now().date()).values():
        for one in some:
            sums[one.currency] += one.amount
    return tuple(Brought(amount, currency) for currency, amount in sorted(sums.items()))
