"""What a partner's pages read of its experiences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, QuerySet
from django.http import QueryDict

from artists.access import Actor
from consent.experiences import holding, keeping, public, steering
from consent.experiences.holding import Held
from consent.experiences.models import Experience, Ingredient
from consent.experiences.public import Shown
from consent.experiences.states import Because, State

ROWS = 25
LABELS: Mapping[str, str] = {
    State.DRAFT: "Draft",
    State.IN_REVIEW: "With the holders",
    State.APPROVED: "Approved, not begun",
    State.LIVE: "Live",
    State.PAUSED: "Paused",
    State.ENDED: "Ended",
}
_WHY: Mapping[str, str] = {
    Because.HOLDER: "A holder paused it. Only that holder can let it go on.",
    Because.PARTNER: "Your team paused it.",
    Because.CHOICE: "A choice under it says yes no longer. Once all of them do again, let it go on here.",
    Because.LICENCE: "Its licence is stopped. Once it counts again, let it go on here.",
    Because.NARROWED: "A holder proposed narrower limits and wants to wait for the answers. Yours is asked too.",
    Because.OPERATOR: "This portal stopped it for now, and will write to you.",
}


@dataclass(frozen=True)
class Tab:
    """One state to look at; `components/tabs.html` draws it."""

    label: str
    url: str
    current: bool
    count: int


@dataclass(frozen=True)
class Row:
    """One experience as the list shows it."""

    one: Experience
    label: str
    held: Held
    made: int
    names: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class Listed:
    """The list, its tabs, and whether there is anything at all."""

    tabs: tuple[Tab, ...]
    page: "Page[Experience]"
    rows: tuple[Row, ...]
    state: str


@dataclass(frozen=True)
class One:
    """One experience for its partner: how it stands, why it is not open, and what may be done."""

    one: Experience
    label: str
    held: Held
    why: str
    missing: tuple[str, ...]
    made: int
    followers: int
    shown: Shown | None
    may_steer: bool
    may_resume: bool

    @property
    def left(self) -> int | None:
        """How many may still be made in all; None where that is not limited."""
        most = self.one.outputs_in_all
        return max(0, most - self.made) if most is not None else None


def listed(actor: Actor, query: QueryDict) -> Listed:
    """The team's experiences in the state that the address names, or all. A handful of queries, however many."""
    named = query.get("state", "")
    state = named if named in LABELS else ""
    mine = Experience.objects.visible_to(actor)
    counts = dict(mine.order_by().values_list("state").annotate(Count("pk")))
    page = Paginator(_with_parts(mine.filter(state=state) if state else mine), ROWS).get_page(query.get("page"))
    tabs = [Tab("All", "?", not state, sum(counts.values()))]
    tabs += [Tab(label, f"?state={code}", code == state, counts.get(code, 0)) for code, label in LABELS.items()]
    return Listed(tuple(tabs), page, _rows(list(page.object_list)), state)


def one_of(actor: Actor, experience: Experience) -> One:
    """Everything of one. A dozen queries and a half, however many assets."""
    held = holding.open_now([experience])[experience.pk]
    stopped = experience.state in (State.LIVE, State.PAUSED) and not held.open
    return One(
        experience, LABELS[experience.state], held, _WHY.get(experience.paused_because, ""),
        tuple(holding.in_words(holding.in_the_way(experience))) if stopped else (),
        keeping.made_in([experience.pk]).get(experience.pk, 0), experience.followers.count(),
        public.shown(experience), steering.may_steer(experience, actor), steering.may_resume(experience, actor),
    )  # fmt: skip


def _with_parts(rows: "QuerySet[Experience]") -> "QuerySet[Experience]":
    parts = Prefetch("ingredients", Ingredient.objects.select_related("asset__artist").order_by("pk"))
    return rows.select_related("partner", "paused_for").prefetch_related(parts).order_by("-created_at")


def _rows(found: Sequence[Experience]) -> tuple[Row, ...]:
    held = holding.open_now(found)
    made: Mapping[UUID, int] = keeping.made_in([one.pk for one in found])
    return tuple(_row(one, held[one.pk], made.get(one.pk, 0)) for one in found)


def _row(one: Experience, held: Held, made: int) -> Row:
    names = [str(part.asset) for part in one.ingredients.all()]
    return Row(one, LABELS[one.state], held, made, tuple(names[:3]), max(0, len(names) - 3))
