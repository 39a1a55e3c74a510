"""The operator's pages: what a batch would hold, batches with their files, and the bank's answers."""

from decimal import Decimal
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from artists.access import Conflict, Invalid, Permission, why_not
from consent.payouts import batches as paying
from consent.payouts import confirmations, planning, selectors
from consent.payouts.balances import ZERO
from consent.payouts.cancelled import covering, fetched_at, paid_elsewhere, to_settle
from consent.payouts.models import PayoutBatch, Reply
from consent.payouts.planning import Line
from consent.payouts.reading import COLUMNS, LARGEST
from consent.payouts.states import BatchState, State
from portal.site.htmx import render_page
from portal.site.payouts.views import WORDS
from portal.site.scoping import TeamRequest, team_view

_PAGE = 25
_MOST_LINES = 500


def _operator(request: TeamRequest) -> None:
    if request.actor.team_kind != "operator":
        raise Http404("Only the operator of the portal has this page.")
    planning.require_operator(request.actor, Permission.SEE_MONEY)


@require_safe
@team_view
@cache_control(private=True, no_store=True)
def batches(request: TeamRequest) -> HttpResponse:
    """What a batch would hold now, the batches, and the last answers."""
    _operator(request)
    lines = planning.preview(request.actor)
    page = Paginator(selectors.batches(request.actor), _PAGE).get_page(request.GET.get("page"))
    context = {
        "goes": [line for line in lines if not line.waits][:_MOST_LINES],
        "waits": [line for line in lines if line.waits][:_MOST_LINES],
        "totals": _totals(lines),
        "to_settle": [(one, confirmations.what_to_do(other)) for one in to_settle() if (other := covering(one))],
        "page": page,
        "rows": [(one, selectors.totals_of(one)) for one in page],
        "replies": Reply.objects.visible_to(request.actor).select_related("taken_by")[:10],
        "cannot": why_not(request.actor, Permission.CHANGE_MONEY),
        "columns": COLUMNS,
    }
    return render_page(request, "site/payouts/batches.html", context)


@require_POST
@team_view
def make(request: TeamRequest) -> HttpResponse:
    """Make the batch, after a fresh sign-in."""
    _operator(request)
    try:
        made = paying.make(actor=request.actor)
    except Conflict as refusal:
        messages.error(request, refusal.sentence)
        return redirect("site:payout_batches", request.team.slug)
    messages.success(request, f"{made.reference} is made. Fetch its files and carry them to the bank.")
    return redirect("site:payout_batch", request.team.slug, made.pk)


@require_safe
@team_view
@cache_control(private=True, no_store=True)
def batch(request: TeamRequest, pk: int) -> HttpResponse:
    """One batch: its payouts, its files, and what to do next."""
    _operator(request)
    one = get_object_or_404(selectors.batches(request.actor), pk=pk)
    page = Paginator(selectors.payouts_of(one), 100).get_page(request.GET.get("page"))
    context = {
        "batch": one,
        "files": one.files.order_by("-name"),
        "totals": selectors.totals_of(one),
        "page": page,
        "rows": [(payout, *WORDS[State(payout.state)]) for payout in page],
        "cannot": why_not(request.actor, Permission.CHANGE_MONEY),
        "fetched_at": fetched_at(one) if one.state == BatchState.PLANNED else None,
        "cancelling": "cancel" in request.GET,
        "paid_elsewhere": paid_elsewhere(one) if one.state == BatchState.PLANNED else None,
        "moved_on": planning.moved_on(one, timezone.now()) if one.state == BatchState.PLANNED else [],
    }
    return render_page(request, "site/payouts/batch.html", context)


@require_safe
@team_view
@cache_control(private=True, no_store=True)
def file(request: TeamRequest, pk: int, name: str) -> HttpResponse:
    """A file for the bank, after a fresh sign-in: the same bytes each time."""
    found = paying.fetch(_batch(request, pk), name, actor=request.actor)
    response = HttpResponse(found.content, content_type=found.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    return response


@require_POST
@team_view
def send(request: TeamRequest, pk: int) -> HttpResponse:
    """The bank has it."""
    one = _batch(request, pk)
    paying.send(one, actor=request.actor)
    messages.success(request, f"{one.reference} is sent. Upload the bank's answers when they come.")
    return redirect("site:payout_batch", request.team.slug, one.pk)


@require_POST
@team_view
def cancel(request: TeamRequest, pk: int) -> HttpResponse:
    """The bank shall never have it; where it may have it already, only with a second press that says so."""
    one = _batch(request, pk)
    try:
        paying.cancel(one, actor=request.actor, though_fetched=bool(request.POST.get("though_fetched")))
    except Conflict as refusal:
        if refusal.code != "file_was_fetched":
            raise
        return redirect(reverse("site:payout_batch", args=[request.team.slug, one.pk]) + "?cancel=1#cancel")
    messages.success(request, f"{one.reference} is cancelled. What it was for is owed as before.")
    return redirect("site:payout_batch", request.team.slug, one.pk)


@require_POST
@team_view
def take(request: TeamRequest) -> HttpResponse:
    """Read a file of the bank's answers."""
    _operator(request)
    upload = request.FILES.get("file")
    try:
        if upload is None or (upload.size or 0) > LARGEST:
            raise Invalid("file_wrong", "Choose a file of at most 8 MB: CSV, pain.002 or camt.054.")
        reply = confirmations.take(upload.name or "answers", upload.read(), actor=request.actor)
    except Invalid as refusal:
        messages.error(request, refusal.sentence)
        return redirect("site:payout_batches", request.team.slug)
    return redirect("site:payout_reply", request.team.slug, reply.pk)


@require_safe
@team_view
@cache_control(private=True, no_store=True)
def reply(request: TeamRequest, pk: int) -> HttpResponse:
    """What became of each line of an upload."""
    _operator(request)
    one = get_object_or_404(Reply.objects.visible_to(request.actor), pk=pk)
    kinds = ("alarm", "refused", "returned", "paid", "noted", "known")
    context = {
        "reply": one,
        "alarms": sum(line["outcome"] == "alarm" for line in one.lines),
        "counts": [(kind, sum(line["outcome"] == kind for line in one.lines)) for kind in kinds],
        "lines": sorted(one.lines, key=lambda line: kinds.index(line["outcome"]))[:_MOST_LINES],
        "more": max(0, len(one.lines) - _MOST_LINES),
    }
    return render_page(request, "site/payouts/reply.html", context)


def _batch(request: TeamRequest, pk: int) -> PayoutBatch:
    _operator(request)
    return get_object_or_404(PayoutBatch.objects.visible_to(request.actor), pk=pk)


def _totals(lines: list[Line]) -> list[tuple[str, Decimal]]:
    sums: dict[str, Decimal] = {}
    for line in lines:
        if not line.waits:
            sums[line.due.currency] = sums.get(line.due.currency, ZERO) + line.amount
    return sorted(sums.items())
