"""An answer for many tracks or songs: select, see what it would do, confirm."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from artists.access import Conflict, Invalid
from consent.choices.many import Selection, choose_for_many, preview
from consent.uses import USES, text_of
from portal.site.htmx import render_page
from portal.site.participation import words
from portal.site.participation.forms import ManyForm, texts_seen
from portal.site.participation.page import Listing
from portal.site.scoping import TeamRequest, team_view


@require_http_methods(["GET", "HEAD", "POST"])
@team_view
def many(request: TeamRequest) -> HttpResponse:
    """GET shows what the answer would do to what is selected; POST carries it out as one batch."""
    if not request.actor.team_kind.holds_rights:
        raise Http404("A team of this kind holds no rights.")
    data = request.POST if request.method == "POST" else request.GET
    form, listing = ManyForm(data), Listing.of(request, data)
    if not form.is_valid():
        raise Invalid("not_understood", "Choose a use and an answer, and tick the tracks you mean.")
    if request.method != "POST":
        return _preview(request, form, listing)
    try:
        return _confirmed(request, form, listing)
    except (Conflict, Invalid) as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return _preview(request, form, listing, problem=refusal.sentence, status=status)


def _preview(
    request: TeamRequest, form: ManyForm, listing: Listing, *, problem: str = "", status: int = 200
) -> HttpResponse:
    use, selection = USES[form.cleaned_data["use"]], form.selection(listing.filter)
    state = form.state()
    found = preview(selection, use.code, state, actor=request.actor)
    text = text_of(use.code)
    answer = form.cleaned_data["answer"]
    context = {
        "listing": listing,
        "use": use,
        "text": text,
        "answer": answer,
        "preview": found,
        "hidden": _hidden(form, selection, found.selected),
        "problem": problem,
        "review": use.final and answer == "on",
        "oath": f"I have read version {text.version} of this text, and I have the right to decide it.",
        "blocked": words.blocked(request.actor, [use.code]).get(use.code, ""),
        "crumbs": [("AI participation", listing.address)],
    }
    return render_page(request, "site/participation/many.html", context, status=status)


def _hidden(form: ManyForm, selection: Selection, count: int) -> list[tuple[str, object]]:
    """The same selection again, for the form that confirms it."""
    fields: list[tuple[str, object]] = [
        ("use", form.cleaned_data["use"]),
        ("answer", form.cleaned_data["answer"]),
        ("expected", count),
        ("texts", texts_seen()),
        *((key, form.data[key]) for key in ("tab", "q", "artist", "rows", "view") if form.data.get(key)),
    ]
    if selection.picked is None:
        return [*fields, ("everything", "1"), *(("without", one) for one in sorted(selection.without))]
    return [*fields, *(("tracks", one) for one in selection.picked)]


def _confirmed(request: TeamRequest, form: ManyForm, listing: Listing) -> HttpResponse:
    use = form.cleaned_data["use"]
    outcome = choose_for_many(
        form.selection(listing.filter),
        use,
        form.state(),
        actor=request.actor,
        consent=form.consent(),
        expected=form.cleaned_data["expected"],
    )
    if outcome.waiting:
        messages.info(request, words.SECOND)
    if outcome.batch is None and outcome.waiting:
        return redirect(listing.address)
    if outcome.batch is None:
        messages.info(request, "Everything selected was so already. Nothing changed.")
        return redirect(listing.address)
    tags = f"undo:{reverse('site:undo_batch', args=[request.team.slug, outcome.batch])}"
    word = {"on": "on", "ask": "set to ask", "off": "off"}[form.cleaned_data["answer"]]
    what = f"{outcome.changed:,} answer{'' if outcome.changed == 1 else 's'}"
    messages.success(request, f"{USES[use].short} is {word}: {what} changed.", extra_tags=tags)
    return redirect(listing.address)
