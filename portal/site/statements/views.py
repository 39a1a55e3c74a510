"""Statements of a team: the list, one of them as a sheet, and what the open month comes to so far."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from artists.access import Permission, require
from consent.earnings import closing_calendar
from consent.earnings import statements as selectors
from consent.earnings.models_statements import Statement
from consent.payouts.advices import of_statement
from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest, team_view
from portal.site.statements.amounts import coins, micros
from portal.site.statements.page import fingerprint, month_of, page_of

private = cache_control(private=True, no_store=True)


@dataclass(frozen=True)
class Listed:
    """A line of the list."""

    title: str
    url: str
    reference: str
    lines: int
    earned: str
    payable: str
    carried: str
    note: str
    current: bool = False


@require_safe
@team_view
@private
def statements(request: TeamRequest) -> HttpResponse:
    """Every statement of the team, newest first, and above them what is open."""
    holders_only(request)
    context = {"open": _open(request), "closed": [_listed(request, one) for one in selectors.listed(request.actor)]}
    return render_page(request, "site/statements/list.html", context)


@require_safe
@team_view
@private
def statement(request: TeamRequest, number: int) -> HttpResponse:
    """One statement as it was closed."""
    said = statement_of(request, number)
    context = {
        "said": said, "page": page_of(selectors.show(said)), "fingerprint": fingerprint(said),
        "others": _others(request, said), "payout": of_statement(said, actor=request.actor),
    }  # fmt: skip
    return render_page(request, "site/statements/statement.html", context)


@require_safe
@team_view
@private
def draft(request: TeamRequest, month: str, currency: str) -> HttpResponse:
    """What an open month comes to so far: no number, no signature."""
    holders_only(request)
    found = [one for one in selectors.drafts(request.actor, month_of(month)) if one.currency == currency.upper()]
    if month_of(month) not in selectors.open_months(request.actor) or not found:
        raise Http404("The team has earned nothing in this month, or it is closed.")
    context = {
        "said": found[0], "page": page_of(selectors.show_draft(found[0])), "draft": True,
        "closes_on": closing_calendar.closes_on(found[0].month_id), "others": _others(request, found[0]),
    }  # fmt: skip
    return render_page(request, "site/statements/statement.html", context)


def holders_only(request: TeamRequest) -> None:
    """404 for teams that earn nothing, a refusal for who may not see money."""
    if not request.team.team_kind.holds_rights:
        raise Http404("Only teams that hold rights have statements.")
    require(request.actor, Permission.SEE_MONEY)


def statement_of(request: TeamRequest, number: int) -> Statement:
    """The team's own statement with this number, or 404."""
    holders_only(request)
    said = selectors.kept(request.actor, number) if number < 2**31 else None
    if said is None:
        raise Http404("No such statement of this team.")
    return said


def _open(request: TeamRequest) -> list[Listed]:
    found = []
    for month in selectors.open_months(request.actor)[:6]:
        closes = f"closes on {closing_calendar.closes_on(month):%-d %B}"
        for one in selectors.drafts(request.actor, month):
            url = reverse("site:statement_draft", args=[request.team.slug, f"{month:%Y-%m}", one.currency])
            found.append(_line(one, url, "", closes))
    return found


def _listed(request: TeamRequest, said: Statement) -> Listed:
    url = reverse("site:statement", args=[request.team.slug, said.number])
    return _line(said, url, said.reference, f"No {said.number}")


def _line(said: Statement, url: str, reference: str, note: str) -> Listed:
    money = said.currency
    return Listed(
        f"{said.month_id:%B %Y}", url, reference, said.lines, micros(said.earned, money), coins(said.payable, money),
        micros(said.carried_out, money), note,
    )  # fmt: skip


def _others(request: TeamRequest, said: Statement) -> list[Listed]:
    """The months around it in its currency."""
    closed = [one for one in selectors.listed(request.actor) if one.currency == said.currency]
    return [_listed(request, one) for one in closed if one.pk != said.pk][:12]
