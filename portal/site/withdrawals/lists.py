"""The two lists of withdrawals, from the address: a holder's own, and what waits for a partner."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Min, Q
from django.utils import timezone

from artists.access import Actor
from consent.uses import USES, Use
from consent.withdrawals import feed, selectors
from consent.withdrawals.models import Concern
from consent.withdrawals.querysets import ConcernQuerySet
from consent.withdrawals.selectors import Line, Shown
from consent.withdrawals.states import WAITING, Standing, State, What
from portal.site.scoping import TeamRequest
from portal.site.withdrawals import words

PAGE = 20
_HOLDER = (("", "All"), ("open", "Waiting for partners"), ("late", "Overdue"))
_PARTNER = (("open", "Waiting for you"), ("acknowledged", "Acknowledged"), ("lifted", "Lifted"), ("", "All"))


@dataclass(frozen=True)
class Tab:
    """One tab, as `components/tabs.html` wants it."""

    label: str
    url: str
    current: bool
    count: int


@dataclass(frozen=True)
class HolderRow:
    """A withdrawal, with its sentence."""

    one: Shown
    about: str
    live: str


@dataclass(frozen=True)
class PartnerRow:
    """What a partner is asked: `left` until the nearest deadline, None where nothing waits; what it is `about`."""

    concern: Concern
    uses: tuple[Use, ...]
    lines: tuple[Line, ...]
    left: words.Left | None
    due_at: datetime | None
    about: str


def of_holder(request: TeamRequest) -> dict[str, Any]:
    """The list a holder sees."""
    state = _state(request, _HOLDER, "")
    counts = selectors.counts(request.actor)
    rows = selectors.listed(request.actor, state=state).select_related("team", "licence")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    found = [holder_row(one) for one in selectors.shown(request.actor, list(page.object_list))]
    return {"rows": found, "page": page, "state": state, "tabs": _tabs(_HOLDER, state, counts)}


def of_partner(request: TeamRequest) -> dict[str, Any]:
    """The list a partner sees: what is due first comes first."""
    state = _state(request, _PARTNER, "open")
    every = Concern.objects.visible_to(request.actor).filter(withdrawal__test=False)
    by = feed.counts(every)
    counts = {**by, "open": by[Standing.WAITING] + by[Standing.OVERDUE], "": sum(by.values())}
    found = every.waiting() if state == "open" else every.filter(standing=state) if state else every
    page = Paginator(_by_due(found), PAGE).get_page(request.GET.get("page"))
    rows = partner_rows(list(page.object_list))
    return {"rows": rows, "page": page, "state": state, "tabs": _tabs(_PARTNER, state, counts)}


def newest(actor: Actor) -> HolderRow | None:
    """The newest withdrawal that is not lifted, for a holder's home."""
    found = selectors.latest(actor)
    return holder_row(found) if found else None


def waiting_rows(actor: Actor, *, most: int = 3) -> list[PartnerRow]:
    """What waits for the partner and is due first, for its home."""
    return partner_rows(
        list(_by_due(Concern.objects.visible_to(actor).filter(withdrawal__test=False).waiting())[:most])
    )


def holder_row(one: Shown) -> HolderRow:
    """With what it is about, and how far it has come."""
    return HolderRow(one, words.about(one), words.live(one))


def partner_rows(concerns: list[Concern]) -> list[PartnerRow]:
    """Each with what is asked and how long is left. Two queries."""
    titles = feed.first_titles(concerns)
    now = timezone.now()
    return [_partner_row(one, titles.get(one.pk, ""), now) for one in concerns]


def _partner_row(concern: Concern, title: str, now: datetime) -> PartnerRow:
    demands = sorted(concern.demands.all(), key=lambda one: one.pk)
    lines = tuple(Line(one, What(one.what), State(one.state)) for one in demands)
    nearest = min((one.demand for one in lines if one.is_waiting), key=lambda one: one.due_at, default=None)
    left = words.left(nearest.asked_at, nearest.due_at, now) if nearest and not concern.lifted_at else None
    return PartnerRow(
        concern, tuple(USES[code] for code in concern.uses), lines, left, nearest.due_at if nearest and left else None,
        words.named(title, concern.assets),
    )  # fmt: skip


def _by_due(found: ConcernQuerySet) -> ConcernQuerySet:
    due = Min("demands__due_at", filter=Q(demands__state__in=WAITING))
    rows = found.select_related("withdrawal", "withdrawal__licence").prefetch_related("demands")
    return rows.annotate(due=due).order_by(F("due").asc(nulls_last=True), "-id")


def _state(request: TeamRequest, tabs: tuple[tuple[str, str], ...], usual: str) -> str:
    asked = request.GET.get("state", usual)
    return asked if asked in dict(tabs) else usual


def _tabs(tabs: tuple[tuple[str, str], ...], state: str, counts: Any) -> list[Tab]:
    return [Tab(label, f"?state={code}", code == state, counts[code]) for code, label in tabs]
