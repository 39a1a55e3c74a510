"""Withdrawals on pages: one address for both sides, and each sees its own."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from artists.access import Permission, why_not
from consent.withdrawals import actions, feed, selectors
from consent.withdrawals.models import Concern, Withdrawal
from consent.withdrawals.states import DEADLINES, What
from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest, team_view
from portal.site.withdrawals import lists
from portal.site.withdrawals.forms import DoneForm, MoreForm

ASSETS = 50


@require_safe
@team_view
def withdrawals(request: TeamRequest) -> HttpResponse:
    """The list: for holders how far each has come, for a partner what waits."""
    if request.actor.team_kind.holds_rights:
        return render_page(request, "site/withdrawals/list.html", lists.of_holder(request))
    _require_partner(request)
    return render_page(request, "site/withdrawals/partner_list.html", lists.of_partner(request))


@require_safe
@team_view
def withdrawal(request: TeamRequest, pk: UUID) -> HttpResponse:
    """One of them."""
    if request.actor.team_kind.holds_rights:
        return _holder_page(request, pk, None)
    return _partner_page(request, pk, None)


@require_POST
@team_view
def more(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Ask the partners for more than to stop."""
    found = get_object_or_404(Withdrawal.objects.visible_to(request.actor), pk=pk)
    form = MoreForm(request.POST, train="train" in found.uses)
    if not form.is_valid():
        return _holder_page(request, pk, form)
    count = actions.ask_more(found, form.cleaned_data["what"], actor=request.actor, date=form.moment())
    label = DEADLINES[What(form.cleaned_data["what"])].label.lower()
    messages.success(request, f"{count} partner{'' if count == 1 else 's'} asked: {label}.")
    return redirect("site:withdrawal", request.team.slug, pk)


@require_POST
@team_view
def done(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Acknowledge, as a person."""
    concern = _own(request, pk)
    waiting = [one.what for one in feed.waiting_of(concern)]
    if not waiting:
        messages.info(request, "That is acknowledged already, or lifted.")
        return redirect("site:withdrawal", request.team.slug, pk)
    form = DoneForm(request.POST, concern=concern, waiting=waiting)
    if not form.is_valid():
        return _partner_page(request, pk, form)
    actions.acknowledge(concern, form.cleaned_data["what"], actor=request.actor, note=form.cleaned_data["note"])
    messages.success(request, "Acknowledged. The holders are told.")
    return redirect("site:withdrawal", request.team.slug, pk)


def _holder_page(request: TeamRequest, pk: UUID, form: MoreForm | None) -> HttpResponse:
    visible = Withdrawal.objects.visible_to(request.actor).select_related("team", "licence")
    found = get_object_or_404(visible, pk=pk)
    (one,) = selectors.shown(request.actor, [found])
    assets = Paginator(selectors.assets_of(request.actor, found), ASSETS).get_page(request.GET.get("page"))
    own = found.team_id == request.actor.team_id
    context = {
        "row": lists.holder_row(one),
        "page": assets,
        "own": own,
        "form": form or MoreForm(train="train" in found.uses),
        "why_not_ask": why_not(request.actor, Permission.CHOOSE) if own else "",
    }
    status = 422 if form is not None else 200
    return render_page(request, "site/withdrawals/one.html", context, status=status)


def _partner_page(request: TeamRequest, pk: UUID, form: DoneForm | None) -> HttpResponse:
    concern = _own(request, pk)
    actions.seen([concern], Concern.ToldBy.PAGE)
    waiting = [one.what for one in feed.waiting_of(concern)]
    (row,) = lists.partner_rows([concern])
    items = Paginator(feed.asset_ids(concern), ASSETS).get_page(request.GET.get("page"))
    context = {
        "row": row,
        "page": items,
        "assets": feed.named(concern, list(items.object_list)),
        "form": form or DoneForm(concern=concern, waiting=waiting),
        "waiting": waiting,
        "why_not_done": why_not(request.actor, Permission.ACKNOWLEDGE),
    }
    status = 422 if form is not None else 200
    return render_page(request, "site/withdrawals/partner_one.html", context, status=status)


def _own(request: TeamRequest, pk: UUID) -> Concern:
    _require_partner(request)
    return get_object_or_404(feed.of(request.actor), pk=pk)


def _require_partner(request: TeamRequest) -> None:
    if request.actor.team_kind != "partner":
        raise Http404("Nothing is taken back from a team of this kind.")
