"""New terms for a request: a counter-offer while it is open, or another try after a no."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from artists.access import Conflict, Invalid, Permission, require
from consent.licences.models import Version
from consent.requests import actions, thread
from consent.requests.actions import asset_ids
from consent.requests.models import Request
from consent.requests.selectors_page import Page, page_of
from portal.site.htmx import render_page
from portal.site.requests.detail import acts_of
from portal.site.requests.views import found
from portal.site.scoping import TeamRequest, team_view
from portal.site.terms.forms import TermsForm
from portal.site.terms.offers import OfferForm


@require_http_methods(["GET", "HEAD", "POST"])
@team_view
def counter(request: TeamRequest, number: int) -> HttpResponse:
    """Put other terms on the table. It is no yes, and sets aside the votes on the round before."""
    one = found(request, number)
    return _changed(request, one, again=False)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view
def again(request: TeamRequest, number: int) -> HttpResponse:
    """Come back with new terms after a no."""
    one = found(request, number)
    return _changed(request, one, again=True)


def _changed(request: TeamRequest, one: Request, *, again: bool) -> HttpResponse:
    page = page_of(one, request.actor, now=timezone.now())
    acts = acts_of(page, request.actor, now=timezone.now())
    if request.method != "POST":
        if not (acts.again if again else acts.counter):
            return redirect("site:request", team_slug=request.team.slug, number=one.pk)
        return _show(request, page, _form(one), _offer(one), again=again)
    require(request.actor, Permission.SIGN if one.kind == Request.Kind.LICENCE else Permission.ASK)
    form, offer = _form(one, request.POST), _offer(one, request.POST)
    if not all([form.is_valid(), offer is None or offer.is_valid()]):
        return _show(request, page, form, offer, again=again, status=200 if form.wants_row else 422)
    try:
        version = _send(request, one, form, offer, again=again)
    except Invalid as wrong:
        if offer is None or not offer.refused(wrong):
            form.refused(wrong)
        return _show(request, page, form, offer, again=again, status=422)
    except Conflict as refusal:
        return _show(request, page, form, offer, again=again, problem=refusal.sentence, status=409)
    _note(request, one)
    messages.success(request, f"Round {version.number} of {one.reference} is on the table. Everybody in it is told.")
    return redirect("site:request", team_slug=request.team.slug, number=one.pk)


def _send(request: TeamRequest, one: Request, form: TermsForm, offer: OfferForm | None, *, again: bool) -> Version:
    terms = replace(form.terms, offer=offer.offer) if offer is not None else form.terms
    if again:
        return actions.ask_again(one, terms, actor=request.actor)
    return actions.counter(one, terms, seen_sha256=request.POST.get("seen", ""), actor=request.actor)


def _form(one: Request, data: Any = None) -> TermsForm:
    subject = None if one.kind == Request.Kind.LICENCE else asset_ids(one)
    return TermsForm(data, initial_terms=one.version.agreed, subject=subject)


def _offer(one: Request, data: Any = None) -> OfferForm | None:
    """What fans do, where it is an experience that is asked for."""
    offer = one.version.agreed.offer
    return OfferForm(data, offer=offer, tool=offer.tool) if offer is not None else None


def _note(request: TeamRequest, one: Request) -> None:
    """The line that goes with the terms, said to everyone."""
    words = request.POST.get("note", "").strip()[:4000]
    if words:
        thread.post(one, words, "everyone", actor=request.actor)


def _show(
    request: TeamRequest,
    page: Page,
    form: TermsForm,
    offer: OfferForm | None,
    *,
    again: bool,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    one = page.request
    url = reverse("site:request", args=[request.team.slug, one.pk])
    context = {
        "one": one,
        "page": page,
        "terms": form,
        "offer": offer,
        "again": again,
        "problem": problem,
        "note": request.POST.get("note", ""),
        "next_round": one.version.number + 1,
        "back": url,
        "crumbs": [
            ("Requests", reverse("site:requests", args=[request.team.slug])),
            (one.reference, url),
        ],
    }
    return render_page(request, "site/requests/change.html", context, status=status)
