"""The voice and the likeness of a team's artists: what may be done with each, and the switches."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from artists.access import Permission, Refusal, TeamKind, why_not
from artists.catalog.models import Asset, AssetKind
from consent.choices import seconding, selectors
from consent.choices.actions import Outcome
from portal.site.htmx import render_page
from portal.site.middleware import STATUS
from portal.site.participation import who, words
from portal.site.participation.forms import texts_seen
from portal.site.participation.press import back_to, carry_out, pressed, to_review, wished
from portal.site.scoping import TeamRequest, team_view
from portal.site.voice.page import portraits, translations


@require_safe
@team_view
def voice(request: TeamRequest) -> HttpResponse:
    """What AI may do with the voice, the name and the image of each artist of the team."""
    return voice_page(request)


def voice_page(request: TeamRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page; with a problem, after a press that did not count."""
    if request.actor.team_kind is not TeamKind.ARTIST:
        raise Http404("Only an artist's own team has a voice.")
    shown = portraits(request.actor)
    voices = [one.asset for one in shown if one.kind == AssetKind.VOICE and one.asset]
    context = {
        "portraits": shown,
        "who": who.of(voices[0], actor=request.actor) if len(voices) == 1 else None,
        "problem": problem,
        "texts": texts_seen(),
        "here": reverse("site:voice", args=[request.team.slug]),
        "pause": selectors.open_pause(request.actor),
        "seconds": seconding.waiting(request.actor),
        "translated": translations(request.actor),
        "may_set_up": request.actor.has(Permission.EDIT_CATALOGUE),
        "cannot_open": why_not(request.actor, Permission.CHOOSE_VOICE),
    }
    return render_page(request, "site/voice/page.html", context, status=status)


@require_POST
@team_view
def answer(request: TeamRequest) -> HttpResponse:
    """One press on the switch of a voice or a likeness. To open it takes a review and a fresh sign-in."""
    asset, form = pressed(request)
    if asset.kind not in (AssetKind.VOICE, AssetKind.LIKENESS):
        raise Http404("This is neither a voice nor a likeness.")
    here = back_to(request, reverse("site:voice", args=[request.team.slug]))
    data = form.cleaned_data
    try:
        outcome = carry_out(asset, form, actor=request.actor)
    except Refusal as refusal:
        if refusal.code == "review_needed":
            state = wished(asset, form, actor=request.actor)
            return to_review(request, asset, data["use"], state, seen=data["seen"], back=here)
        if refusal.code == "fresh_sign_in":
            raise
        return voice_page(request, problem=refusal.sentence, status=STATUS[type(refusal)])
    _tell(request, asset, data["use"], outcome)
    return redirect(here)


def _tell(request: TeamRequest, asset: Asset, use: str, outcome: Outcome) -> None:
    """What the press did, with its undo; or that it waits for a second person."""
    if outcome.waiting:
        messages.info(request, words.SECOND)
        return
    [row] = selectors.rows(request.actor, [asset.pk], [use])
    tags = f"undo:{reverse('site:undo_batch', args=[request.team.slug, outcome.batch])}" if outcome.batch else ""
    said = words.said(f"the {asset.kind} of {asset.artist}", row.cells[0], changed=bool(outcome.batch))
    messages.success(request, said, extra_tags=tags)
