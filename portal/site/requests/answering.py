"""Answering a request, or many for the same deal; taking one back, inviting to ask again, opening one's own vote."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from artists.access import Conflict, Invalid
from consent.requests import actions, votes
from consent.requests.models import Request, Vote
from consent.requests.selectors_page import page_of as known
from consent.uses import USES
from portal.site.htmx import render_page
from portal.site.requests import batch, words
from portal.site.requests.detail import acts_of, needs_review, review_of
from portal.site.requests.forms import AnswerForm, ManyForm
from portal.site.requests.views import found, page_of
from portal.site.scoping import TeamRequest, team_view


@require_http_methods(["GET", "HEAD", "POST"])
@team_view
def answer(request: TeamRequest, number: int) -> HttpResponse:
    """GET shows once more what an answer does; POST gives it, after that look where it is heavy or the last one."""
    one = found(request, number)
    if request.method != "POST":
        return _review(request, one)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Invalid("not_understood", "Choose approve or decline.")
    said = form.cleaned_data
    if not said["reviewed"] and needs_review(known(one, request.actor, now=timezone.now()), said["answer"]):
        return redirect(f"{reverse('site:request_answer', args=[request.team.slug, one.pk])}?{_with(request, said)}")
    try:
        cast = _give(one, said["answer"], said["seen"], request)
    except Conflict as refusal:
        moved = refusal.code == "terms_changed"
        return page_of(request, found(request, number), status=409, problem=refusal.sentence, moved=moved)
    after = found(request, number)
    messages.success(request, words.outcome(after, yes=cast.yes, second=cast.needs_second))
    return redirect(_back(request, one))


def _give(one: Request, said: str, seen: str, request: TeamRequest) -> Vote:
    if said == "confirm":
        return votes.confirm(one, seen_sha256=seen, actor=request.actor)
    return votes.vote(one, yes=said == "yes", seen_sha256=seen, actor=request.actor)


def _review(request: TeamRequest, one: Request) -> HttpResponse:
    page = known(one, request.actor, now=timezone.now())
    said = request.GET.get("answer", "")
    acts = acts_of(page, request.actor, now=timezone.now())
    may = acts.confirm if said == "confirm" else acts.answer or acts.change
    if said not in ("yes", "no", "confirm") or not may:
        return redirect(_back(request, one))
    context: dict[str, Any] = {
        "one": one,
        "page": page,
        "answer": said,
        "hue": one.uses[0],
        "uses": [USES[use] for use in one.uses],
        "back": _back(request, one),
        "query": request.GET.urlencode(),
        **review_of(request, one, page),
    }
    return render_page(request, "site/requests/review.html", context)


def _with(request: TeamRequest, said: dict[str, Any]) -> str:
    query = request.GET.copy()
    query["answer"] = said["answer"]
    return query.urlencode()


def _back(request: TeamRequest, one: Request) -> str:
    query = request.GET.copy()
    query.pop("answer", None)
    url = reverse("site:request", args=[request.team.slug, one.pk])
    return f"{url}?{query.urlencode()}" if query else url


@require_http_methods(["GET", "HEAD", "POST"])
@team_view
def many(request: TeamRequest) -> HttpResponse:
    """GET shows what one answer to the ticked requests would do; POST gives it, and leads to what became of each."""
    form = ManyForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid() or not form.cleaned_data["pick"]:
        raise Invalid("not_understood", "Tick the requests you mean, then answer them together.")
    picked = batch.batch_of(request.actor, form.cleaned_data["pick"])
    if request.method == "POST":
        said = form.cleaned_data
        if not said["answer"]:
            raise Invalid("not_understood", "Choose approve or decline.")
        done = votes.vote_many(
            picked.requests, yes=said["answer"] == "yes", deal_sha256=said["deal"], actor=request.actor
        )
        batch.say(request, done, yes=said["answer"] == "yes")
        picks = "&".join(f"pick={one.pk}" for one in picked.requests)
        return redirect(f"{reverse('site:request_answers', args=[request.team.slug])}?result=1&{picks}")
    context = {"batch": picked, "result": "result" in request.GET}
    return render_page(request, "site/requests/many.html", context)


@require_POST
@team_view
def withdraw(request: TeamRequest, number: int) -> HttpResponse:
    """Take the question back."""
    one = found(request, number)
    actions.withdraw(one, actor=request.actor)
    messages.success(request, f"{one.reference} is withdrawn. The holders are told.")
    return redirect(_back(request, one))


@require_POST
@team_view
def invite(request: TeamRequest, number: int) -> HttpResponse:
    """Let the partner ask again at once."""
    one = found(request, number)
    votes.invite_again(one, actor=request.actor)
    messages.success(request, f"{one.partner.name} may ask again now. It is told so.")
    return redirect(_back(request, one))


@require_POST
@team_view
def show(request: TeamRequest, number: int) -> HttpResponse:
    """Open the team's own vote to the other holders."""
    one = found(request, number)
    votes.show(one, actor=request.actor)
    messages.success(request, "The other holders can see your vote now. The partner cannot.")
    return redirect(_back(request, one))
