"""One press: from the form to the action, and from its outcome back to where the person was."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from artists.access import Actor, Invalid
from artists.catalog.models import Asset, AssetKind
from consent.choices.actions import Consent, Outcome, choose, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.selectors import Cell, rows
from consent.choices.state import State
from consent.uses import USES, Use, text_of
from portal.site.participation import words
from portal.site.participation.forms import PressForm, texts_seen
from portal.site.scoping import TeamRequest


def pressed(request: TeamRequest) -> tuple[Asset, PressForm]:
    """The asset a press is about, as far as the actor may see it (else 404), and the press itself."""
    form = PressForm(request.POST)
    if not form.is_valid():
        raise Invalid("not_understood", "This press did not arrive whole. Load the page again, then press.")
    return get_object_or_404(Asset.objects.visible_to(request.actor), pk=form.cleaned_data["asset"]), form


def carry_out(asset: Asset, form: PressForm, *, actor: Actor) -> Outcome:
    """Do what was pressed. A switch keeps the limits of a yes: only a page that shows them changes them."""
    return answer_asset(asset, form.cleaned_data["use"], wished(asset, form, actor=actor), form.consent, actor=actor)


def wished(asset: Asset, form: PressForm, *, actor: Actor) -> State:
    """The answer that was pressed, with its limits."""
    data = form.cleaned_data
    state: State = data["state"]
    if data["press"] and state.effective is not Answer.OFF:
        [row] = rows(actor, [asset.pk], [data["use"]])
        state = State(state.answer, _kept(row.cells[0]).limits)
    return state


def answer_asset(asset: Asset, use: str, state: State, consent: Consent, *, actor: Actor) -> Outcome:
    """A track with its songs, or one asset by itself."""
    if asset.kind == AssetKind.RECORDING:
        return choose_for_tracks([asset.pk], use, state, actor=actor, consent=consent)
    return choose(asset.pk, use, state, actor=actor, consent=consent)


def consent_of(use: str, texts: str, *, seen: int | None, reviewed: bool = False) -> Consent:
    """What the person saw: with the texts of today, the hash of this use's; with any others, none."""
    return Consent(text_of(use).sha256 if texts == texts_seen() else "", seen, reviewed)


def _kept(cell: Cell) -> State:
    """The limits that go on: those of a yes or an ask, without an end that has passed."""
    if cell.state.effective is Answer.OFF:
        return State()
    limits = cell.state.limits
    ended = limits.until and limits.until <= timezone.now()
    return State(cell.state.answer, replace(limits, until=None) if ended else limits)


def back_to(request: HttpRequest, default: str) -> str:
    """Where the form said the person was, if that is a page of ours; else the default."""
    return ours(request, request.POST.get("next", "")) or default


def ours(request: HttpRequest, wanted: str) -> str:
    """The address, if it is a page of ours; else nothing. A link that leads away would wear our name."""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe and wanted.startswith("/") else ""


def review_context(request: TeamRequest, asset: Asset, use: Use, given: dict[str, str]) -> dict[str, object]:
    """What `components/review.html` needs for a yes to one use of one asset; `given` is what the press carried."""
    voice = asset.kind in (AssetKind.VOICE, AssetKind.LIKENESS)
    of = words.WHOSE[AssetKind(asset.kind)] if voice else f"“{asset}”"
    button, question = words.yes_words(use, of)
    [row] = rows(request.actor, [asset.pk], [use.code])
    limits = PressForm(given | {"asset": str(asset.pk), "use": use.code, "answer": "on"})
    state = limits.cleaned_data["state"] if limits.is_valid() else State(Answer.ON)
    text = text_of(use.code)
    return {
        "use": use,
        "text": text,
        "title": question,
        "yes": button,
        "terms": words.terms(row.cells[0], state, what=f"{use.label}: {of}"),
        "warning": text.cannot_undo,
        "fresh": voice,
        "oath": f"I have read version {text.version} of this text, and {'it is mine' if voice else 'I have the right'}"
        f" to {'give' if voice else 'decide it'}.",
        "hidden": [("asset", asset.pk), ("use", use.code), ("answer", "on"), ("texts", texts_seen()), *given.items()],
        "action": reverse("site:voice_answer" if voice else "site:answer", args=[request.team.slug]),
        "no_url": given.get("next") or reverse("site:participation", args=[request.team.slug]),
    }


def default_review(request: TeamRequest, use: Use, *, seen: str, back: str) -> dict[str, object]:
    """What `components/review.html` needs for a default that is a yes."""
    text = text_of(use.code)
    given = [("use", use.code), ("answer", "on"), ("texts", texts_seen()), ("seen", seen), ("next", back)]
    cell = Cell(use, True, State(), 0, Answer.OFF)
    return {
        "use": use,
        "text": text,
        "title": f"Let every new release start with “{use.label}” on?",
        "yes": f"Start with {use.short} on",
        "terms": words.terms(cell, State(Answer.ON), what="Every track and song that comes new from now on")[:-2],
        "warning": text.cannot_undo,
        "oath": f"I have read version {text.version} of this text, and I have the right to decide it.",
        "hidden": given,
        "action": reverse("site:set_default", args=[request.team.slug]),
        "no_url": back or reverse("site:participation", args=[request.team.slug]),
    }


def to_review(
    request: TeamRequest, asset: Asset, use: str, state: State, *, seen: int | None, back: str
) -> HttpResponse:
    """A yes that cannot be taken back is read before it is given: as a dialog over the page, or as a page."""
    limits = state.limits
    given = {"seen": str(seen or 0), "next": back}
    if limits:
        given |= {
            "partners": " ".join(map(str, limits.partners)),
            "territories": " ".join(limits.territories),
            "until": limits.until.isoformat() if limits.until else "",
        }
    if not getattr(request, "htmx", False):
        return redirect(reverse("site:review", args=[request.team.slug, asset.pk, use]) + "?" + urlencode(given))
    context = review_context(request, asset, USES[use], given)
    response = render(request, "site/participation/review.html#dialog", context)
    response["HX-Retarget"], response["HX-Reswap"], response["HX-Reselect"] = "#dialog", "innerHTML", "dialog"
    return response
