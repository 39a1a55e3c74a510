"""What a team was paid, what comes next, and where it goes."""

import csv
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from artists.access import Permission, require, why_not
from consent.earnings.closing_calendar import closes_on
from consent.payouts import calendar, selectors
from consent.payouts.states import WAIT, State
from portal.site.htmx import render_page
from portal.site.payouts.forms import SmallestForm
from portal.site.scoping import TeamRequest, team_view

_PAGE = 24
WORDS = {
    State.PLANNED: ("Planned", "clock", ""), State.SENT: ("On its way", "send", ""),
    State.PAID: ("Paid", "check", "chip-good"), State.RETURNED: ("Returned", "undo-2", "chip-signal"),
    State.AGAIN: ("Returned", "undo-2", "chip-signal"), State.CANCELLED: ("Cancelled", "x", ""),
}  # fmt: skip


def may_see(request: TeamRequest) -> None:
    """404 for a team that holds no rights: nothing is paid out to it; 403 for who may not see money."""
    if not request.actor.team_kind.holds_rights:
        raise Http404("Nothing is paid out to a team of this kind.")
    require(request.actor, Permission.SEE_MONEY)


@require_safe
@team_view
@cache_control(private=True, no_store=True)
def payouts(request: TeamRequest) -> HttpResponse:
    """The page."""
    may_see(request)
    return payouts_page(request)


def payouts_page(request: TeamRequest, *, form: SmallestForm | None = None) -> HttpResponse:
    """The page; 422 with a form that is not right."""
    now = timezone.now()
    page = Paginator(selectors.payouts(request.actor), _PAGE).get_page(request.GET.get("page"))
    where = selectors.where(request.actor, now=now)
    sums = selectors.sums(request.actor, today=now.date())
    rows = selectors.rows(list(page))
    context: dict[str, Any] = {
        "page": page,
        "rows": [(row, *WORDS[State(row.payout.state)]) for row in rows],
        "sums": sums,
        "payday": calendar.next_payday(now.date()),
        **_open_month(now.date()),
        "where": where,
        "owed": [one for one in sums if one.balance.open > 0],
        "back": [row for row in rows if row.payout.state == State.RETURNED],
        "days": _days(where, now) if where.waiting else [],
        "cannot": why_not(request.actor, Permission.CHANGE_MONEY),
        "form": form or SmallestForm(initial={"amount": where.smallest}),
    }
    return render_page(request, "site/payouts/page.html", context, status=422 if form else 200)


def _open_month(today: date) -> dict[str, date]:
    """The month that goes on now, when it closes, and the payday after that."""
    first = today.replace(day=1)
    closes = closes_on(first)
    return {"month": first, "closes": closes, "paid_after": calendar.next_payday(closes + timedelta(days=1))}


@require_safe
@team_view
@cache_control(private=True, no_store=True)
def payouts_csv(request: TeamRequest) -> HttpResponse:
    """Every payout, newest first; days in UTC."""
    may_see(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="payouts-{request.team.slug}.csv"'
    sheet = csv.writer(response)
    sheet.writerow(
        ["reference", "due_on", "state", "amount", "currency", "statements", "account", "paid_on", "bank_reference",
         "returned_on", "reason"]
    )  # fmt: skip
    for row in selectors.rows(list(selectors.payouts(request.actor))):
        one = row.payout
        named = " ".join(statement.reference for statement in row.statements)
        cells = [
            one.reference,
            one.due_on,
            one.state,
            f"{one.amount.normalize():f}",
            one.currency,
            named,
            one.account.shown,
        ]
        rest = [one.paid_on or "", _cell(one.bank_reference), one.returned_on or "", _cell(one.reason)]
        sheet.writerow([*cells, *rest])
    return response


def _cell(text: str) -> str:
    """What the bank wrote, so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _days(where: selectors.Where, now: datetime) -> list[tuple[str, date]]:
    """The five days of a wait, each from the hour of the asking: gone, today, to come."""
    waiting = where.waiting
    if waiting is None:
        return []
    asked = timezone.localtime(waiting.account.asked_at).date()
    gone = (now - waiting.account.asked_at).days
    kinds = ["gone" if day < gone else "today" if day == gone else "" for day in range(WAIT.days)]
    return [(kind, asked + timedelta(days=place)) for place, kind in enumerate(kinds)]
