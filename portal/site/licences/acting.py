"""Acting on a licence: send, sign, decline, stop for now, give notice. Each by one press, each safe to press twice."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from artists.access import Invalid
from consent.licences import actions
from consent.requests import actions as asking
from consent.requests import votes
from consent.requests.models import Request
from portal.site.licences.forms import SendForm
from portal.site.licences.page import LicencePage
from portal.site.licences.views import page_of
from portal.site.scoping import TeamRequest, team_view


@require_POST
@team_view
def send(request: TeamRequest, pk: int) -> HttpResponse:
    """Send a draft for signatures. Sent by the partner, sending signs it."""
    page, form = page_of(request, pk), SendForm(request.POST)
    if not page.is_draft:
        return redirect("site:licence", request.team.slug, pk)
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        raise Invalid(field, f"{form.fields[field].label}: {errors[0]}", field=field)
    asking.offer_licence(page.licence, form.ask(page.licence.title, page.terms), actor=request.actor)
    messages.success(
        request, f"{page.licence.reference} is sent. Each side signs, or says no, without seeing the others."
    )
    return redirect("site:licence", request.team.slug, pk)


@require_POST
@team_view
def discard(request: TeamRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    page = page_of(request, pk)
    actions.discard(page.licence, actor=request.actor)
    messages.success(request, f"The draft {page.licence.reference} is thrown away.")
    return redirect("site:licences", request.team.slug)


@require_POST
@team_view
def sign(request: TeamRequest, pk: int) -> HttpResponse:
    """Sign the round that was read, for the team."""
    page = page_of(request, pk)
    if _signed_already(page, request.POST.get("seen", "")):
        return redirect("site:licence", request.team.slug, pk)
    if not page.text_matches:
        raise Invalid("text_does_not_match", "Signing is stopped: the text and its hash do not match.")
    if not request.POST.get("authority"):
        raise Invalid(
            "authority", "Say that you have read it and may sign for your team: tick the line above the button."
        )
    if page.lowered and not request.POST.get("lowers"):
        raise Invalid("lowers", "Say that you know which other licence pays less from then on: tick its line.")
    cast = votes.vote(_on_the_table(page), yes=True, seen_sha256=request.POST.get("seen", ""), actor=request.actor)
    said = (
        "A second person of your team must confirm it." if cast.needs_second else "It is in force once every side has."
    )
    messages.success(request, f"Signed for {request.team.name}. {said}")
    return redirect("site:licence", request.team.slug, pk)


@require_POST
@team_view
def confirm(request: TeamRequest, pk: int) -> HttpResponse:
    """Confirm a colleague's signature, as second person."""
    page = page_of(request, pk)
    votes.confirm(_on_the_table(page), seen_sha256=request.POST.get("seen", ""), actor=request.actor)
    messages.success(request, "Confirmed: the signature of your team counts.")
    return redirect("site:licence", request.team.slug, pk)


@require_POST
@team_view
def decline(request: TeamRequest, pk: int) -> HttpResponse:
    """Say no to the round that was read."""
    page = page_of(request, pk)
    votes.vote(_on_the_table(page), yes=False, seen_sha256=request.POST.get("seen", ""), actor=request.actor)
    messages.success(request, "Your no is kept sealed until every side has answered.")
    return redirect("site:licence", request.team.slug, pk)


@require_POST
@team_view
def withdraw(request: TeamRequest, pk: int) -> HttpResponse:
    """Take back what the team put on the table."""
    page = page_of(request, pk)
    asking.withdraw(_on_the_table(page), actor=request.actor)
    messages.success(request, "Taken back. Nothing was signed.")
    return redirect("site:licence", request.team.slug, pk)


@require_POST
@team_view
def suspend(request: TeamRequest, pk: int) -> HttpResponse:
    """Stop it for now."""
    reason = request.POST.get("reason", "")
    return _act(request, pk, lambda page: actions.suspend(page.licence, actor=request.actor, reason=reason),
                "Suspended. The next check no longer counts it.")  # fmt: skip


@require_POST
@team_view
def resume(request: TeamRequest, pk: int) -> HttpResponse:
    """Let it go on."""
    return _act(request, pk, lambda page: actions.resume(page.licence, actor=request.actor),
                "Your side lets it go on. It counts again once no side suspends it.")  # fmt: skip


@require_POST
@team_view
def notice(request: TeamRequest, pk: int) -> HttpResponse:
    """End it after its notice period."""
    page = page_of(request, pk)
    ends = actions.give_notice(page.licence, actor=request.actor)
    messages.success(request, f"Notice is given. It ends on {date_format(localtime(ends), 'j F Y')}.")
    return redirect("site:licence", request.team.slug, pk)


@require_POST
@team_view
def notice_back(request: TeamRequest, pk: int) -> HttpResponse:
    """Take the notice back."""
    return _act(request, pk, lambda page: actions.take_notice_back(page.licence, actor=request.actor),
                "The notice is taken back. It runs to its own end.")  # fmt: skip


def _act(request: TeamRequest, pk: int, act: Callable[[LicencePage], None], said: str) -> HttpResponse:
    act(page_of(request, pk))
    messages.success(request, said)
    return redirect("site:licence", request.team.slug, pk)


def _on_the_table(page: LicencePage) -> Request:
    if page.request is None:
        raise Http404("There is nothing on the table here.")
    return page.request


def _signed_already(page: LicencePage, seen: str) -> bool:
    """A second press on the same text after everybody signed is no mistake."""
    signed = (one for version in page.versions if version.sha256 == seen for one in version.signatures.all())
    return any(one.team_id == page.team.pk for one in signed)
