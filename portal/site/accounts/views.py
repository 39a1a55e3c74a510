"""The accounts of money that no single use earned, one sum of it, and the operator's settlements."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from artists.access import Conflict, Invalid, Permission, TeamKind, require, why_not
from consent.earnings import accounts as selectors
from consent.earnings import pool_parts
from consent.earnings.models import Pool
from consent.earnings.settlements import settle
from portal.site.accounts import words
from portal.site.accounts.forms import SettlementForm
from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest, team_view

_PAGE = 50


@require_safe
@team_view
def accounts(request: TeamRequest) -> HttpResponse:
    """Every licence with sums of its own: what came in, what is recouped, what is promised."""
    _require_accounts(request)
    cards = [words.card(one) for one in selectors.balances(request.actor)]
    return render_page(request, "site/accounts/list.html", {"cards": cards, "pays": _pays(request)})


@require_safe
@team_view
def account(request: TeamRequest, pk: int) -> HttpResponse:
    """All of one licence, from its first line on."""
    _require_accounts(request)
    found = selectors.balances(request.actor, licence=pk)
    if not found:
        raise Http404("No accounts of such a licence concern this team.")
    card = words.card(found[0], whole=True)
    return render_page(request, "site/accounts/licence.html", {"card": card, "pays": _pays(request)})


@require_safe
@team_view
def pool(request: TeamRequest, pk: int) -> HttpResponse:
    """One sum: its rule, over what it divided, and how the team's part comes about."""
    require(request.actor, Permission.SEE_MONEY)
    seen = Pool.objects.visible_to(request.actor).select_related("partner", "version__licence", "rate")
    one = get_object_or_404(seen, pk=pk)
    number = request.GET.get("page", "")
    page = int(number) if number.isdecimal() and 0 < len(number) < 7 and int(number) else 1
    division = pool_parts.division(one)
    works, more = pool_parts.my_works(one, request.actor, page=page)
    context = {
        "pool": one, "kind": words.kind_of(one), "division": division, "rule": words.rule_of(one, division),
        "mine": pool_parts.my_part(one, request.actor), "works": works, "page": page,
        "next": page + 1 if more else None, "before": page - 1 if page > 1 else None, "pays": _pays(request),
    }  # fmt: skip
    return render_page(request, "site/accounts/pool.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view
def settlements(request: TeamRequest) -> HttpResponse:
    """What partners paid for the past; the operator records another."""
    if request.team.team_kind is not TeamKind.OPERATOR:
        raise Http404("Settlements are recorded by who runs the portal.")
    require(request.actor, Permission.SEE_MONEY)
    form = SettlementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(request.actor, Permission.CHANGE_MONEY)
        if form.is_valid() and (made := _settled(request, form)):
            messages.success(request, "Recorded, and divided over the works.")
            return redirect("site:pool", request.team.slug, made.pk)
    page = Paginator(selectors.settlements(), _PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "why_not": why_not(request.actor, Permission.CHANGE_MONEY)}
    return render_page(request, "site/accounts/settlements.html", context, status=422 if form.errors else 200)


def _settled(request: TeamRequest, form: SettlementForm) -> Pool | None:
    try:
        return settle(form.settlement, actor=request.actor)
    except Invalid as wrong:
        form.refused(wrong)
    except Conflict as refusal:
        form.add_error(None, refusal.sentence)
    return None


def _require_accounts(request: TeamRequest) -> None:
    if request.team.team_kind is TeamKind.OPERATOR:
        raise Http404("An operator has no accounts of its own; settlements have a page.")
    require(request.actor, Permission.SEE_MONEY)


def _pays(request: TeamRequest) -> bool:
    return request.team.team_kind is TeamKind.PARTNER
