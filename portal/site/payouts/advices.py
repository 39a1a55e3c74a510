"""A remittance advice: what a transfer was for, as page and as PDF."""

from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from consent.payouts.advices import Advice
from consent.payouts.advices import advice as find
from consent.payouts.states import State
from portal.site.htmx import render_page
from portal.site.payouts.views import WORDS, may_see
from portal.site.scoping import TeamRequest, team_view
from portal.site.statements.typeset import sheet
from portal.site.templatetags.amounts import exactly, money

_SHEET = Path(__file__).resolve().parent / "advice.typ"


@require_safe
@team_view
@cache_control(private=True, no_store=True)
def advice(request: TeamRequest, reference: str) -> HttpResponse:
    """The page: how to find it in the account, and the statements it pays, each with its link."""
    found = _found(request, reference)
    word, glyph, tone = WORDS[State(found.payout.state)]
    context = {
        "advice": found, "payout": found.payout, "word": word, "glyph": glyph, "tone": tone,
        "others": [(one, *WORDS[State(one.state)]) for one in found.others],
    }  # fmt: skip
    return render_page(request, "site/payouts/advice.html", context)


@require_safe
@team_view
@cache_control(private=True, no_store=True)
def pdf(request: TeamRequest, reference: str) -> HttpResponse:
    """The sheet, for the books: tagged, made to be kept, the same bytes while nothing new is known of the transfer."""
    found = _found(request, reference)
    made = sheet(_SHEET, _printed(found), at=found.payout.made_at)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.payout.reference}.pdf"'
    return response


def _found(request: TeamRequest, reference: str) -> Advice:
    may_see(request)
    found = find(request.actor, reference)
    if found is None:
        raise Http404("No such payout of this team.")
    return found


def _printed(found: Advice) -> dict[str, Any]:
    one = found.payout
    made = one.made_at
    known = [
        ("Amount", money(one.amount, one.currency)), ("From", found.payer.name), ("To", one.account.shown),
        ("Reference", one.reference), ("Text", found.text), ("Bank’s reference", one.bank_reference),
    ]  # fmt: skip
    return {
        "reference": one.reference, "currency": one.currency, "made": [made.year, made.month, made.day],
        "title": f"{one.due_on:%-d %B %Y}", "for": one.team.name, "from": found.payer.name,
        "total": money(one.amount, one.currency), "state": _state(found),
        "known": [[label, value] for label, value in known if value],
        "statements": [
            {
                "month": f"{said.month_id:%B %Y}", "reference": said.reference, "number": f"No {said.number}",
                "due": exactly(said.due, said.currency), "carried": exactly(said.carried_out, said.currency),
                "paid": money(said.payable, said.currency),
            }
            for said in found.statements
        ],
    }  # fmt: skip


def _state(found: Advice) -> str:
    one = found.payout
    if one.returned_on:
        later = next((other.reference for other in found.others if other.pk > one.pk), "")
        return f"Came back on {one.returned_on:%-d %B %Y}: {one.reason}" + (
            f"; went out again as {later}" * bool(later)
        )
    return f"Paid on {one.paid_on:%-d %B %Y}" if one.paid_on else WORDS[State(one.state)][0]
