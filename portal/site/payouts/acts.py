"""What a team's people do about where the money goes. Forms with account numbers are only shown to a fresh sign-in.

A POST that is no longer fresh is not kept, as others are: an account number has no business in the session. The person
proves who they are and finds the form again.
"""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from artists.access import Denied, Invalid, Permission, Refusal, require
from consent.payouts import accounts
from consent.payouts.models import Account
from portal.site.account.freshness import where_to_prove
from portal.site.htmx import render_page
from portal.site.middleware import STATUS
from portal.site.payouts.forms import AccountForm, SmallestForm, TaxForm
from portal.site.payouts.views import may_see, payouts_page
from portal.site.scoping import TeamRequest, team_view


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@team_view
@cache_control(private=True, no_store=True)
def account(request: TeamRequest) -> HttpResponse:
    """Name an account: the form after a proof, then what it comes to."""
    if (answer := _unproven(request)) is not None:
        return answer
    form = AccountForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, form, "account")
    made: list[Account] = []
    answer = _try(
        request, form, "account", lambda: made.append(accounts.name_account(form.payee(), actor=request.actor))
    )
    if answer is not None:
        return answer
    waits = made[0].force_at > timezone.now()
    said = "It takes force in five days. Everybody who may see money was told." if waits else "It is in force now."
    messages.success(request, f"Your payouts are to go to {made[0].shown}. {said}")
    return redirect("site:payouts", request.team.slug)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@team_view
@cache_control(private=True, no_store=True)
def tax(request: TeamRequest) -> HttpResponse:
    """Read and change the tax details, after a proof."""
    if (answer := _unproven(request)) is not None:
        return answer
    known = accounts.tax_details(request.actor)
    start = {"country": known.country, "number": known.number, "vat": known.vat} if known else None
    form = TaxForm(request.POST or None, initial=start)
    if request.method != "POST" or not form.is_valid():
        return _show(request, form, "tax")
    answer = _try(request, form, "tax", lambda: accounts.set_tax(form.tax(), actor=request.actor))
    if answer is not None:
        return answer
    messages.success(request, "Saved, and sealed.")
    return redirect("site:payouts", request.team.slug)


@require_POST
@team_view
def stop(request: TeamRequest, pk: int) -> HttpResponse:
    """Stop a change that waits."""
    may_see(request)
    held = get_object_or_404(Account.objects.visible_to(request.actor), pk=pk)
    accounts.stop(held, actor=request.actor)
    messages.success(
        request,
        "Stopped. If you did not ask for the change, sign everyone out and set a new password: see your profile.",
    )
    return redirect("site:payouts", request.team.slug)


@require_POST
@team_view
def affirm(request: TeamRequest, pk: int) -> HttpResponse:
    """Say that it was the team itself."""
    may_see(request)
    held = get_object_or_404(Account.objects.visible_to(request.actor), pk=pk)
    accounts.affirm(held, actor=request.actor)
    messages.success(request, "Good. It still waits its five days, and can still be stopped.")
    return redirect("site:payouts", request.team.slug)


@require_POST
@team_view
@cache_control(private=True, no_store=True)
def smallest(request: TeamRequest) -> HttpResponse:
    """Set the least that is paid out at once."""
    may_see(request)
    require(request.actor, Permission.CHANGE_MONEY)
    form = SmallestForm(request.POST)
    if form.is_valid():
        try:
            accounts.set_smallest(form.cleaned_data["amount"], actor=request.actor)
        except Invalid as refusal:
            form.add_error("amount", refusal.sentence)
        else:
            messages.success(request, "Saved. It counts from the next batch on.")
            return redirect("site:payouts", request.team.slug)
    return payouts_page(request, form=form)


def _unproven(request: TeamRequest) -> HttpResponse | None:
    """What to answer somebody who may not, has no second factor, or has to prove who they are; None to go on."""
    may_see(request)
    try:
        accounts.require_second_factor(request.actor)
    except Denied as refusal:
        if refusal.code == "second_factor_needed":
            return render_page(request, "site/payouts/second_factor.html", status=403)
        if refusal.code != "fresh_sign_in":
            raise
        was_post, request.method = request.method, "GET"
        if was_post == "POST":
            messages.info(request, "That took a while: confirm that it is you, then write it once more.")
        return redirect(where_to_prove(request))
    return None


def _try(request: TeamRequest, form: forms.Form, which: str, act: Callable[[], object]) -> HttpResponse | None:
    """Carry it out; the form again, with the field that is wrong, where it is refused."""
    try:
        act()
    except Refusal as refusal:
        field = refusal.field if isinstance(refusal, Invalid) and refusal.field in form.fields else None
        form.add_error(field, refusal.sentence)
        return _show(request, form, which, status=STATUS[type(refusal)])
    return None


def _show(request: TeamRequest, form: forms.Form, which: str, *, status: int = 200) -> HttpResponse:
    if form.is_bound and status == 200:
        status = 422
    return render_page(request, f"site/payouts/{which}.html", {"form": form, "wait_days": 5}, status=status)
