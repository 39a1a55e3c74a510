"""What a partner has asked for, by how it stands outwardly: the state, the tabs, the page."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from artists.access import Actor
from consent.requests import asked
from consent.requests.asked import Asked
from consent.requests.models import Request
from consent.requests.states import Outward
from consent.uses import USES, Use

ROWS = 25
_LABELS = {
    Outward.OPEN: "Waiting", Outward.APPROVED: "Approved", Outward.REFUSED: "Not approved", Outward.LAPSED: "Ran out",
    Outward.WITHDRAWN: "Withdrawn",
}  # fmt: skip


@dataclass(frozen=True)
class Tab:
    """One state to look at; `components/tabs.html` draws it."""

    label: str
    url: str
    current: bool
    count: int


@dataclass(frozen=True)
class Row:
    """One request as the list shows it. `yours` says that a holder's counter-offer waits for the partner."""

    one: Asked
    label: str
    uses: tuple[Use, ...]
    yours: bool


@dataclass(frozen=True)
class Sent:
    """The list."""

    tabs: tuple[Tab, ...]
    page: "Page[Request]"
    rows: tuple[Row, ...]
    state: Outward | None


def sent_list(actor: Actor, query: QueryDict, *, now: datetime) -> Sent:
    """The requests in the state that the address names, or all. Three queries, however many there are."""
    named = query.get("state", "")
    state = Outward(named) if named in list(Outward) else None
    counts = asked.counted(actor, now=now)
    found = asked.sent(actor)
    if state is not None:
        found = asked.standing_at(found, state, now=now)
    page = Paginator(found, ROWS).get_page(query.get("page"))
    tabs = [Tab("All", "?", state is None, sum(counts.values()))]
    tabs += [Tab(_LABELS[one], f"?state={one.value}", one is state, counts[one]) for one in Outward]
    return Sent(tuple(tabs), page, tuple(_row(one, now) for one in page.object_list), state)


def _row(request: Request, now: datetime) -> Row:
    one = asked.summary(request, now=now)
    uses = tuple(USES[code] for code in one.uses if code in USES)
    return Row(one, _LABELS[one.state], uses, one.state is Outward.OPEN and not one.ours)
