"""Months, for those who run the portal: which are closed, what the next would come to, and the button."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from artists.access import Conflict, Permission, TeamKind, require, why_not
from consent.earnings import closing, closing_calendar, closing_preview
from consent.earnings.closing_preview import Preview
from consent.earnings.models import Month
from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest, team_view
from portal.site.statements.amounts import coins, micros
from portal.site.statements.page import month_of
from portal.site.statements.views import private


@dataclass(frozen=True)
class Sum:
    """What a month comes to in one currency."""

    currency: str
    statements: int
    earned: str
    held: str
    recouped: str
    payable: str
    carried: str


@require_safe
@team_view
@private
def months(request: TeamRequest) -> HttpResponse:
    """The months that are closed, the one that comes next with what it would come to, and what speaks against it."""
    _operators_only(request)
    preview = closing_preview.preview(request.actor)
    context = {
        "preview": preview, "sums": _sums(preview), "closes_on": preview and closing_calendar.closes_on(preview.month),
        "months": Month.objects.order_by("-first")[:24], "not_allowed": why_not(request.actor, Permission.CHANGE_MONEY),
    }  # fmt: skip
    return render_page(request, "site/statements/months.html", context)


@require_POST
@team_view
@private
def close(request: TeamRequest, month: str) -> HttpResponse:
    """Begin to close a month; the worker carries it out."""
    _operators_only(request)
    try:
        closing.begin(month_of(month), actor=request.actor)
    except Conflict as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, f"{month_of(month):%B %Y} takes no more lines. Its statements are being made.")
    return redirect("site:months", request.team.slug)


def _operators_only(request: TeamRequest) -> None:
    if request.team.team_kind is not TeamKind.OPERATOR:
        raise Http404("Only those who run the portal close months.")
    require(request.actor, Permission.SEE_MONEY)


def _sums(preview: Preview | None) -> list[Sum]:
    return [
        Sum(
            one.currency, one.statements, micros(one.earned, one.currency), micros(one.held, one.currency),
            micros(one.recouped, one.currency), coins(one.payable, one.currency), micros(one.carried_out, one.currency),
        )
        for one in (preview.sums if preview else ())
    ]  # fmt: skip
