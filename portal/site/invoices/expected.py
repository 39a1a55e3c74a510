"""Expected against reported: what was allowed or published in a month, what was reported of it, and who was asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from artists.access import Conflict, Invalid, Permission, TeamKind, require, why_not
from consent.earnings.expected import Difference, against_reported
from consent.invoices import questions
from consent.invoices.questions import Asked
from consent.reports import silence
from consent.reports.silence import Found
from portal.site.htmx import render_page
from portal.site.invoices.forms import AnswerForm, AskForm
from portal.site.scoping import TeamRequest, team_view

_MONTHS = 13


@dataclass(frozen=True)
class Row:
    """A licence's use in a month, with what the alarm found of it and what was asked. `wide`: 0 to 100."""

    one: Difference
    findings: tuple[tuple[Found, Asked | None], ...]
    wide: str


@require_safe
@team_view
@cache_control(private=True, no_store=True)
def expected(request: TeamRequest, said: str = "") -> HttpResponse:
    """A month: each licence and use, the difference in money, and what the partner says to it."""
    if request.actor.team_kind is TeamKind.OPERATOR:
        raise Http404("An operator holds nothing and reports nothing.")
    require(request.actor, Permission.SEE_MONEY)
    today = timezone.now().astimezone(UTC).date()
    month = _month(request.GET.get("month", said), today)
    found = against_reported(request.actor, month)
    seen = [one for one in silence.findings(request.actor) if one.first < _after(month) and one.last >= month]
    asked = questions.of([one.pk for one in seen], request.actor)
    rows = [_row(one, seen, asked) for one in found]
    shown = {finding.pk for row in rows for finding, _ in row.findings}
    context = {
        "month": month,
        "months": [(first, first == month) for first in _months(today)],
        "rows": rows,
        "others": [(one, asked.get(one.pk)) for one in seen if one.pk not in shown],
        "sums": _sums(found),
        "partner": request.actor.team_kind is TeamKind.PARTNER,
        "may_ask": request.actor.team_kind.holds_rights,
        "why_not": why_not(request.actor, Permission.REPORT),
    }
    return render_page(request, "site/invoices/expected.html", context)


@require_POST
@team_view
def ask(request: TeamRequest) -> HttpResponse:
    """Ask the partner what became of a finding."""
    require(request.actor, Permission.SEE_MONEY)
    form = AskForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid("finding_unknown", "There is nothing like that to ask about.")
        made = questions.ask(form.cleaned_data["finding"], actor=request.actor)
        messages.success(request, f"Asked. The partner has until {made.due_on:%-d %B %Y}.")
    except Conflict as refusal:
        messages.info(request, refusal.sentence)
    except Invalid as refusal:
        messages.error(request, refusal.sentence)
    return _back(request)


@require_POST
@team_view
def answer(request: TeamRequest) -> HttpResponse:
    """Say what became of it."""
    require(request.actor, Permission.REPORT)
    form = AnswerForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid("answer_wrong", f"Write what became of it, in {questions.MOST} characters at most.")
        questions.answer(form.cleaned_data["question"], form.cleaned_data["answer"], actor=request.actor)
        messages.success(request, "Answered. Who asked is told.")
    except Conflict as refusal:
        messages.info(request, refusal.sentence)
    except Invalid as refusal:
        messages.error(request, refusal.sentence)
    return _back(request)


def _back(request: TeamRequest) -> HttpResponse:
    month = _month(request.POST.get("month", ""), timezone.now().astimezone(UTC).date())
    return redirect(f"{reverse('site:expected', args=[request.team.slug])}?month={month:%Y-%m}")


def _row(one: Difference, seen: Sequence[Found], asked: dict[int, Asked]) -> Row:
    about = tuple(
        (finding, asked.get(finding.pk))
        for finding in seen
        if finding.licence_id == one.licence_id and finding.use and finding.use.code == one.code
    )
    whole = one.expected
    wide = f"{min(max(one.reported / whole * 100, Decimal(0)), Decimal(100)):.1f}" if whole > 0 else "100"
    return Row(one, about, wide)


def _sums(found: Sequence[Difference]) -> list[tuple[str, Decimal, Decimal]]:
    reported: dict[str, Decimal] = {}
    missing: dict[str, Decimal] = {}
    for one in found:
        if one.currency:
            reported[one.currency] = reported.get(one.currency, Decimal(0)) + one.reported
            missing[one.currency] = missing.get(one.currency, Decimal(0)) + one.missing
    return [(currency, reported[currency], missing[currency]) for currency in sorted(reported)]


def _month(said: str, today: date) -> date:
    """A month such as 2026-10; the one before this for anything else."""
    try:
        first = date.fromisoformat(f"{said}-01")
    except ValueError:
        return (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return first if date(2000, 1, 1) <= first <= today else today.replace(day=1)


def _after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _months(today: date) -> list[date]:
    first, found = today.replace(day=1), []
    for _ in range(_MONTHS):
        found.append(first)
        first = (first - timedelta(days=1)).replace(day=1)
    return found
