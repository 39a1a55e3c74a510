"""The list of requests as the inbox shows it: a tab, filters, groups by the time that is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from consent.requests import selectors
from consent.requests.models import Request
from consent.requests.selectors import Counts, Row, Turn, Wanted
from portal.site.requests import words
from portal.site.requests.forms import InboxForm
from portal.site.scoping import TeamRequest

PAGE = 40
_KEPT = ("tab", "use", "partner", "assignee", "page")


@dataclass(frozen=True)
class Item:
    """A row with what only the page knows."""

    row: Row
    url: str
    left: str
    share: int
    urgent: bool
    state: str
    current: bool

    @property
    def pickable(self) -> bool:
        """Whether an answer is missing that can be given together with others."""
        return self.row.waits and not self.row.second


@dataclass(frozen=True)
class Group:
    """Rows under one heading."""

    title: str
    items: tuple[Item, ...]


class _Counted(Paginator):
    """A paginator that was told how many there are."""

    def __init__(self, found: Any, size: int, known: int | None) -> None:
        super().__init__(found, size)
        self._known = known

    @cached_property
    def count(self) -> int:
        """All of them."""
        return super().count if self._known is None else self._known


@dataclass(frozen=True)
class Listing:
    """One page of the inbox. `query` is the part of the address that keeps tab and filters."""

    form: InboxForm
    turn: Turn
    wanted: Wanted
    counts: Counts
    page: "Page[Request]"
    groups: tuple[Group, ...]
    tabs: tuple[dict[str, Any], ...]
    query: str

    @property
    def filtered(self) -> bool:
        """Whether a filter hides some."""
        return self.wanted != Wanted()

    @property
    def items(self) -> list[Item]:
        """All rows in order."""
        return [item for group in self.groups for item in group.items]

    def beside(self, pk: int) -> tuple[Item | None, Item | None]:
        """The rows before and after this one."""
        places = [item.row.pk for item in self.items]
        if pk not in places:
            return None, next(iter(self.items), None)
        at = places.index(pk)
        return (self.items[at - 1] if at else None), (self.items[at + 1] if at + 1 < len(places) else None)


def listing(request: TeamRequest, *, current: int | None = None) -> Listing:
    """The list, with the row of `current` marked."""
    actor, now = request.actor, timezone.now()
    form = InboxForm(request.GET, partners=selectors.partners_of(actor), colleagues=selectors.colleagues(actor))
    turn, wanted = form.turn(), form.wanted()
    counts = selectors.counts(actor, now=now)
    found = selectors.in_turn(selectors.inbox(actor, now=now), turn, now=now)
    found = selectors.narrowed(found.select_related("partner", "version__proposed_for"), wanted, actor)
    known = {Turn.YOURS: counts.yours, Turn.OTHERS: counts.others, Turn.SNOOZED: counts.snoozed}.get(turn)
    # What is signed is long, and no row shows it.
    found = found.defer("purpose", "version__text", "version__terms")
    page = _Counted(found, PAGE, known if wanted == Wanted() else None).get_page(request.GET.get("page"))
    query = _query(request.GET)
    rows = selectors.rows(list(page.object_list), actor, now=now)
    items = [_item(row, request, query, now, current) for row in rows]
    return Listing(
        form, turn, wanted, counts, page, tuple(_groups(items, turn, now)), tuple(_tabs(request, turn, counts)), query
    )


def _query(data: QueryDict) -> str:
    kept = QueryDict(mutable=True)
    for name in _KEPT:
        if value := data.get(name):
            kept[name] = str(value)
    return kept.urlencode()


def _item(row: Row, request: TeamRequest, query: str, now: datetime, current: int | None) -> Item:
    url = reverse("site:request", args=[request.team.slug, row.pk])
    return Item(
        row,
        f"{url}?{query}" if query else url,
        words.left(row.deadline_at, now),
        words.share_left(row.opened_at, row.deadline_at, now),
        row.deadline_at - now <= words.URGENT,
        words.STATES[row.state],
        row.pk == current,
    )


def _groups(items: Sequence[Item], turn: Turn, now: datetime) -> list[Group]:
    if turn is Turn.DONE:
        headings = [("Closed this week", now - timedelta(days=7)), ("Earlier", None)]
        place = [
            next(i for i, (_, since) in enumerate(headings) if since is None or _closed(one) >= since) for one in items
        ]
    else:
        headings = [
            ("Closes within 48 hours", now + words.URGENT), ("This week", now + timedelta(days=7)), ("Later", None)
        ]  # fmt: skip
        place = [
            next(i for i, (_, until) in enumerate(headings) if until is None or one.row.deadline_at <= until)
            for one in items
        ]
    found = [
        (title, tuple(one for one, at in zip(items, place, strict=True) if at == i))
        for i, (title, _) in enumerate(headings)
    ]
    return [Group(title, some) for title, some in found if some]


def _closed(item: Item) -> datetime:
    return item.row.closed_at or item.row.deadline_at


def _tabs(request: TeamRequest, turn: Turn, counts: Counts) -> list[dict[str, Any]]:
    tabs = []
    for value, label, count in (
        (Turn.YOURS, "Yours", counts.yours),
        (Turn.OTHERS, "Others’ turn", counts.others),
        (Turn.SNOOZED, "Snoozed", counts.snoozed),
        (Turn.DONE, "Done", None),
    ):
        query = QueryDict(mutable=True)
        for name in ("use", "partner", "assignee"):
            if request.GET.get(name):
                query[name] = request.GET[name]
        if value is not Turn.YOURS:
            query["tab"] = value.value
        url = reverse("site:requests", args=[request.team.slug])
        tabs.append(
            {
                "label": label,
                "url": f"{url}?{query.urlencode()}" if query else url,
                "current": value is turn,
                "count": count,
            }
        )
    return tabs
