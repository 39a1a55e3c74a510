"""Pressing a switch, and what belongs to it: review, limits, defaults, pause, undo."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artists.access import Conflict, Invalid, Refusal
from artists.catalog.models import Asset, AssetKind
from consent.choices import actions, defaults, pauses, seconding, selectors
from consent.choices.models import PendingYes
from consent.uses import TRACK_USES, USES, text_of
from portal.site.htmx import render_page
from portal.site.middleware import STATUS
from portal.site.participation import words
from portal.site.participation.forms import AnswerForm, LimitsForm, PressForm, UndoForm
from portal.site.participation.page import Listing, row_views
from portal.site.participation.press import (
    answer_asset,
    back_to,
    carry_out,
    consent_of,
    default_review,
    ours,
    pressed,
    review_context,
    to_review,
    wished,
)
from portal.site.participation.views import track_page
from portal.site.scoping import TeamRequest, team_view

PERSONAL = (AssetKind.VOICE, AssetKind.LIKENESS)


@require_POST
@team_view
def answer(request: TeamRequest) -> HttpResponse:
    """One press on the switch of a track or a song."""
    asset, form = pressed(request)
    try:
        outcome = carry_out(asset, form, actor=request.actor)
    except Refusal as refusal:
        if refusal.code == "review_needed":
            data, state = form.cleaned_data, wished(asset, form, actor=request.actor)
            return to_review(request, asset, data["use"], state, seen=data["seen"], back=data["next"])
        return _refused(request, asset, form, refusal)
    use = form.cleaned_data["use"]
    [row] = selectors.rows(request.actor, [asset.pk], [use])
    _tell(request, words.said(row.title, row.cells[0], changed=bool(outcome.batch)), outcome)
    if getattr(request, "htmx", False):
        return _fragment(request, asset, form)
    here = back_to(request, reverse("site:participation", args=[request.team.slug]))
    return redirect(here if "#" in here else f"{here}#row-{asset.pk}")


def _refused(request: TeamRequest, asset: Asset, form: PressForm, refusal: Refusal) -> HttpResponse:
    """The fresh row with the reason; without HTMX a stale page gets the fresh page of the track."""
    if refusal.code == "fresh_sign_in":
        raise refusal
    if getattr(request, "htmx", False):
        messages.error(request, refusal.sentence)
        return _fragment(request, asset, form, status=STATUS[type(refusal)])
    if isinstance(refusal, Conflict):
        return track_page(request, asset, problem=refusal.sentence, status=409)
    raise refusal


def _fragment(request: TeamRequest, asset: Asset, form: PressForm, *, status: int = 200) -> HttpResponse:
    """The row as it is now, the rows that share its song, the numbers and the toast."""
    here = back_to(request, "")
    listing = Listing.of(request, QueryDict(here.partition("?")[2].partition("#")[0]))
    others = selectors.siblings(request.actor, asset.pk) if asset.kind == AssetKind.RECORDING else []
    uses = listing.filter.uses
    [row] = row_views(request.actor, [asset.pk], uses)
    context = {
        "row": row,
        "others": row_views(request.actor, others, uses) if others else [],
        "listing": listing,
        "here": here,
        "pause": selectors.open_pause(request.actor),
        "seconds": seconding.waiting(request.actor),
    }
    response = render(request, "site/participation/page.html#pressed", context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@require_safe
@team_view
def review(request: TeamRequest, asset: UUID, use: str) -> HttpResponse:
    """What a yes that cannot be taken back means, before it is given."""
    if use not in USES:
        raise Http404("This use is not in the vocabulary.")
    found = get_object_or_404(Asset.objects.visible_to(request.actor), pk=asset)
    given = {key: request.GET.get(key, "") for key in ("seen", "next", "partners", "territories", "until")}
    given["next"] = ours(request, given["next"])
    context = review_context(request, found, USES[use], {key: value for key, value in given.items() if value})
    return render_page(request, "site/participation/review.html", context, fragments={"dialog": "dialog"})


@require_http_methods(["GET", "HEAD", "POST"])
@team_view
def limits(request: TeamRequest, asset: UUID, use: str) -> HttpResponse:
    """Narrow a yes, or an ask: to partners, to territories, to an end."""
    found = get_object_or_404(Asset.objects.visible_to(request.actor), pk=asset)
    if use not in USES:
        raise Http404("This use is not in the vocabulary.")
    cell = selectors.rows(request.actor, [asset], [use])[0].cells[0]
    form = LimitsForm(request.POST) if request.method == "POST" else LimitsForm.of(cell.state, seen=cell.version)
    if form.is_bound and form.is_valid():
        try:
            return _limit(request, found, use, form)
        except Invalid as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
    back = _home_of(request, found)
    context = {
        "form": form,
        "asset": found,
        "use": USES[use],
        "text": text_of(use),
        "cell": cell,
        "back": f"{back}#{use}",
        "blocked": selectors.why_not_answer(request.actor, use, kind=found.kind),
        "crumbs": [("Voice and likeness" if found.kind in PERSONAL else str(found), back)],
    }
    return render_page(request, "site/participation/limits.html", context, status=422 if form.errors else 200)


def _home_of(request: TeamRequest, asset: Asset) -> str:
    """The page where an asset's switches are."""
    if asset.kind in PERSONAL:
        return reverse("site:voice", args=[request.team.slug])
    return reverse("site:participation_track", args=[request.team.slug, asset.pk])


def _limit(request: TeamRequest, asset: Asset, use: str, form: LimitsForm) -> HttpResponse:
    data, state, back = form.cleaned_data, form.state(), f"{_home_of(request, asset)}#{use}"
    try:
        consent = consent_of(use, data["texts"], seen=data["seen"])
        outcome = answer_asset(asset, use, state, consent, actor=request.actor)
    except Conflict as refusal:
        if refusal.code != "review_needed":
            raise
        return to_review(request, asset, use, state, seen=data["seen"], back=back)
    told = f"{USES[use].short} is limited now." if state.limits else f"{USES[use].short} has no limits now."
    _tell(request, told if outcome.batch else "That was so already. Nothing changed.", outcome)
    return redirect(back)


@require_POST
@team_view
def set_default(request: TeamRequest) -> HttpResponse:
    """How new releases start for one use; what exists stays as it is."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Invalid("not_understood", "This press did not arrive whole. Load the page again, then press.")
    data = form.cleaned_data
    here = back_to(request, reverse("site:participation", args=[request.team.slug]))
    try:
        held = defaults.set_default(data["use"], data["state"], actor=request.actor, consent=form.consent)
    except Conflict as refusal:
        if refusal.code != "review_needed":
            raise
        query = urlencode({"seen": data["seen"] or 0, "next": here})
        return redirect(reverse("site:review_default", args=[request.team.slug, data["use"]]) + f"?{query}")
    if isinstance(held, PendingYes):
        messages.info(request, words.SECOND)
        return redirect(f"{here}#defaults")
    word = {"on": "on", "ask": "by asking you first", "off": "off"}[data["state"].effective.word]
    messages.success(request, f"New releases start with {USES[data['use']].short} {word}. What exists stays as it is.")
    return redirect(f"{here}#defaults")


@require_safe
@team_view
def review_default(request: TeamRequest, use: str) -> HttpResponse:
    """What it means to let every new release start with a yes that cannot be taken back."""
    if USES.get(use) not in TRACK_USES:
        raise Http404("There is no default for this.")
    back = ours(request, request.GET.get("next", ""))
    context = default_review(request, USES[use], seen=request.GET.get("seen", "0"), back=back)
    return render_page(request, "site/participation/review.html", context)


@require_POST
@team_view
def pause(request: TeamRequest) -> HttpResponse:
    """Pause everything."""
    done = pauses.pause_all(actor=request.actor)
    messages.success(request, "Everything is paused from now on." if done else "Everything was paused already.")
    return redirect(back_to(request, reverse("site:participation", args=[request.team.slug])))


@require_POST
@team_view
def resume(request: TeamRequest) -> HttpResponse:
    """Let the answers count again."""
    done = pauses.resume_all(actor=request.actor)
    messages.success(request, "Your answers count again." if done else "Nothing was paused.")
    return redirect(back_to(request, reverse("site:participation", args=[request.team.slug])))


@require_POST
@team_view
def undo(request: TeamRequest, batch: UUID | None = None) -> HttpResponse:
    """Take one press of the last 24 hours back; the batch is in the address or in the form."""
    form = UndoForm(request.POST)
    wanted = batch or (form.cleaned_data["batch"] if form.is_valid() else None)
    if wanted is None:
        raise Invalid("not_understood", "This undo did not arrive whole. Load the page again, then press.")
    outcome = actions.undo(wanted, actor=request.actor)
    if outcome.entries:
        messages.success(request, words.taken_back(outcome.entries))
    if outcome.waiting:
        messages.info(request, words.SECOND)
    return redirect(back_to(request, reverse("site:participation", args=[request.team.slug])))


def _tell(request: TeamRequest, sentence: str, outcome: actions.Outcome) -> None:
    """A toast, with Undo where something was written; and what waits for a second person."""
    if outcome.waiting:
        messages.info(request, words.SECOND)
        if not outcome.batch:
            return
    tags = f"undo:{reverse('site:undo_batch', args=[request.team.slug, outcome.batch])}" if outcome.batch else ""
    messages.success(request, sentence, extra_tags=tags)
