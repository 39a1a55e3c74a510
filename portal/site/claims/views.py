"""The operator's queue of claims, one claim, and its answer."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from artists.access import Conflict, Invalid, Permission, why_not
from consent.claims import selectors
from consent.claims.answering import answer
from consent.claims.selectors import Weighed
from consent.making import banning
from consent.making.shown import Shown, shown_of
from portal.playing import Part, Player, player
from portal.site.claims.forms import AnswerForm, BanForm
from portal.site.htmx import render_page
from portal.site.identities.views import operators_view
from portal.site.middleware import STATUS
from portal.site.scoping import TeamRequest

PAGE = 50


@require_GET
@operators_view
def queue(request: TeamRequest) -> HttpResponse:
    """What waits: silenced things first, then what is due first; or what was answered."""
    answered = request.GET.get("show") == "answered"
    base = reverse("site:claims", args=[request.team.slug])
    page = Paginator(selectors.queue(request.actor, answered=answered), PAGE).get_page(request.GET.get("page"))
    waiting, late = selectors.counts(request.actor)
    context = {
        "page": page,
        "answered": answered,
        "waiting": waiting,
        "late": late,
        "tabs": [
            {"label": "Waiting", "url": base, "current": not answered, "count": waiting},
            {"label": "Answered", "url": f"{base}?show=answered", "current": answered},
        ],
        "why_not": why_not(request.actor, Permission.ANSWER_CLAIMS),
    }
    return render_page(request, "site/claims/queue.html", context)


@require_GET
@operators_view
def one(request: TeamRequest, pk: UUID) -> HttpResponse:
    """What was said, what it is about, and listening to it."""
    return _page(request, _weighed(request, pk), AnswerForm())


@require_POST
@operators_view
def answered(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Take it down, mend its page, or leave it."""
    found, form = _weighed(request, pk), AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    said = form.cleaned_data
    try:
        done = answer(
            found.claim, said["act"], said["sentence"], actor=request.actor, contains_ai=said["contains_ai"],
            credit=said["credit"],
        )  # fmt: skip
    except Invalid as wrong:
        form.add_error(wrong.field if wrong.field in form.fields else None, wrong.sentence)
        return _page(request, found, form, status=422)
    except Conflict as refusal:
        messages.error(request, refusal.sentence)
        return _page(request, _weighed(request, pk), AnswerForm(), status=STATUS[type(refusal)])
    more = f" {len(done) - 1} more about it went with it." if len(done) > 1 else ""
    messages.success(
        request, f"{done[0].reference}: {done[0].stands.label.lower()}. Everybody concerned is told.{more}"
    )
    return redirect("site:claims", request.team.slug)


@require_POST
@operators_view
def banned(request: TeamRequest, pk: UUID) -> HttpResponse:
    """Whoever made what the claim is about makes nothing here for a while."""
    found, form = _weighed(request, pk), BanForm(request.POST)
    shown = shown_of(found.output.pk)
    if shown is None:
        raise Http404("It was made elsewhere: nobody here can be kept out.")
    if not form.is_valid():
        return _page(request, found, AnswerForm(), status=422, ban=form)
    banning.ban(shown.making, form.cleaned_data["period"], form.cleaned_data["because"], actor=request.actor)
    messages.success(request, "They make nothing here for now. What they made before stays as it is.")
    return redirect("site:claim", request.team.slug, pk)


def _weighed(request: TeamRequest, pk: UUID) -> Weighed:
    found = selectors.weighed(request.actor, pk)
    if found is None:
        raise Http404("There is no such claim.")
    return found


def _player(shown: Shown | None) -> Player | None:
    sounds = [one.sound for one in shown.files.values() if one.sound] if shown else []
    return player("What was made", Part(sounds[0])) if sounds else None


def _page(
    request: TeamRequest, found: Weighed, form: AnswerForm, *, status: int = 200, ban: BanForm | None = None
) -> HttpResponse:
    shown = shown_of(found.output.pk)
    context = {
        "found": found,
        "claim": found.claim,
        "shown": shown,
        "player": _player(shown),
        "form": form,
        "ban": ban or BanForm(),
        "banned": banning.in_force_on(shown.making, request.actor) if shown else None,
        "why_not": why_not(request.actor, Permission.ANSWER_CLAIMS),
    }
    return render_page(request, "site/claims/one.html", context, status=status)
