"""A yes that waits for a second person, and for which yes two are needed."""

from dataclasses import asdict

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from artists.access import Permission, Refusal, is_for, why_not
from artists.teams.models import Team
from consent.choices import seconding
from consent.choices import two_people as policies
from consent.choices.models import PendingYes
from consent.choices.seconding import Waiting
from consent.choices.two_people import Policy
from consent.uses import USES, text_of
from portal.site.htmx import render_page
from portal.site.middleware import STATUS
from portal.site.participation import words
from portal.site.scoping import TeamRequest, team_view

KINDS = (
    ("voice", "A voice or a likeness", "Opening it: sing, speak, translate, portray. Each of the two signs in afresh."),
    ("training", "Training", "A yes to training a model, for any number of tracks, and as a default."),
    ("bulk", "Many at once", f"A yes for more than {policies.MANY} tracks or songs in one press, and every default."),
)


class PolicyForm(forms.Form):
    """For which yes two people are needed."""

    voice = forms.BooleanField(required=False)
    training = forms.BooleanField(required=False)
    bulk = forms.BooleanField(required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view
def second(request: TeamRequest, pk: int) -> HttpResponse:
    """Read what waits, and confirm it as the second person."""
    pending = get_object_or_404(PendingYes.objects.visible_to(request.actor), pk=pk)
    if request.method != "POST":
        return _page(request, pending)
    try:
        seconding.confirm(pending, actor=request.actor, reviewed=bool(request.POST.get("agreed")))
    except Refusal as refusal:
        if refusal.code == "fresh_sign_in":
            raise
        return _page(request, pending, problem=refusal.sentence, status=STATUS[type(refusal)])
    messages.success(request, "Confirmed. It is in force from the next check, under both your names.")
    return redirect(_home(request, pending))


@require_POST
@team_view
def refuse(request: TeamRequest, pk: int) -> HttpResponse:
    """Let it be."""
    pending = get_object_or_404(PendingYes.objects.visible_to(request.actor), pk=pk)
    seconding.refuse(pending, actor=request.actor)
    messages.success(request, "It is put away. Nothing was opened.")
    return redirect(_home(request, pending))


@require_http_methods(["GET", "HEAD", "POST"])
@team_view
def two_people(request: TeamRequest) -> HttpResponse:
    """For which yes two people are needed. More counts at once; less waits for a second person itself."""
    if not request.actor.team_kind.holds_rights or request.actor.role is None:
        raise Http404("A team of this kind gives no such yes, or its members alone read this.")
    if request.method != "POST":
        return _settings(request)
    form = PolicyForm(request.POST)
    wished = Policy(**form.cleaned_data) if form.is_valid() else Policy()
    try:
        held = policies.policy_set(wished, actor=request.actor)
    except Refusal as refusal:
        if refusal.code == "fresh_sign_in":
            raise
        return _settings(request, problem=refusal.sentence, status=STATUS[type(refusal)])
    if held:
        messages.info(request, "To want two people for less takes two people: somebody else must confirm it first.")
    else:
        messages.success(request, "Saved. It counts from the next press.")
    return redirect(f"{reverse('site:team', args=[request.team.slug])}#two-people")


def policy_rows(team: Team, policy: Policy) -> list[tuple[str, str, str, bool, int]]:
    """A line for each kind of yes the team can give: name, label, what it means, whether two are needed, who could."""
    counts = policies.able(team)
    wants = asdict(policy)
    kinds = [kind for kind in KINDS if kind[0] != "voice" or is_for(team.team_kind, Permission.CHOOSE_VOICE)]
    return [(name, label, means, wants[name], counts[name]) for name, label, means in kinds]


def _settings(request: TeamRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        "rows": policy_rows(request.team, policies.policy_of(request.team.pk)),
        "cannot": why_not(request.actor, Permission.MANAGE_TEAM),
        "problem": problem,
        "seconds": [one for one in seconding.waiting(request.actor) if one.state is None],
        "crumbs": [("Team", reverse("site:team", args=[request.team.slug]))],
    }
    return render_page(request, "site/second/two_people.html", context, status=status)


def _page(request: TeamRequest, pending: PendingYes, *, problem: str = "", status: int = 200) -> HttpResponse:
    found = next(iter(seconding.waiting(request.actor, only=pending.pk)), None)
    context = {
        "pending": pending,
        "waiting": found,
        "problem": problem,
        "uses": [USES[use] for use in pending.uses],
        "texts": [text_of(use) for use in pending.uses],
        "limits": words.limits_lines(found.state) if found and found.state else [],
        "after": [label for name, label, _ in KINDS if pending.kind == "policy" and pending.changes["to"][name]],
        "back": _home(request, pending),
        "oath": _oath(found),
    }
    return render_page(request, "site/second/page.html", context, status=status)


def _oath(found: Waiting | None) -> str:
    if found is None or not found.final:
        return ""
    version = text_of(found.pending.uses[0]).version
    return f"I have read version {version} of this text, and I have the right to decide it."


def _home(request: TeamRequest, pending: PendingYes) -> str:
    """The page on which it was pressed."""
    if pending.kind == PendingYes.Kind.POLICY:
        return reverse("site:team", args=[request.team.slug])
    personal = any(USES[use].answered_on != "track" for use in pending.uses) and request.team.kind == "artist"
    return reverse("site:voice" if personal else "site:participation", args=[request.team.slug])
