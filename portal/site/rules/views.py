"""A team's rules: read, try, set, order, pause, remove."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artists.access import Permission, Refusal, require
from consent.requests import rules
from consent.requests.models import Rule
from consent.requests.rules import Draft
from portal.site.htmx import render_page
from portal.site.middleware import STATUS
from portal.site.rules.forms import RuleForm, in_a_year
from portal.site.rules.page import LASTS, page
from portal.site.scoping import TeamRequest, team_view

FRAGMENTS = {"trial": "trial"}
PAGE = "site/rules/page.html"


@require_safe
@team_view
def show(request: TeamRequest) -> HttpResponse:
    """The rules, what they did and would have done, and the sentence for a new one."""
    _require_rules_here(request)
    if request.actor.role is None:
        return render_page(request, "site/rules/members.html")
    context = page(request, last=_last(request))
    offer = context["offer"]
    like = offer is not None and "like" in request.GET
    initial = RuleForm.initial_from(offer) if like else {"answer": "yes", "until": in_a_year()}  # type: ignore[arg-type]
    return _render(request, context, RuleForm(initial=dict(initial)))


@require_http_methods(["GET", "HEAD", "POST"])
@team_view
def edit(request: TeamRequest, pk: int) -> HttpResponse:
    """Change a rule. From then on it is the rule of whoever changed it."""
    rule = _rule(request, pk)
    require(request.actor, Permission.SET_RULES)
    if request.method == "POST":
        return _set(request, rule)
    return _render(request, page(request, last=_last(request)), RuleForm(initial=dict(RuleForm.initial_of(rule))), rule)


@require_POST
@team_view
def new(request: TeamRequest) -> HttpResponse:
    """Set a new rule, below the others."""
    _require_rules_here(request)
    return _set(request, None)


@require_POST
@team_view
def try_draft(request: TeamRequest) -> HttpResponse:
    """What the rules would have done with this draft among them. Trying changes nothing."""
    _require_rules_here(request)
    require(request.actor, Permission.SET_RULES)
    rule = _rule(request, int(given)) if (given := request.POST.get("rule", "")).isdecimal() else None
    form = RuleForm(request.POST)
    draft = form.draft() if form.is_valid() else None
    context = page(request, last=_last(request), draft=draft, editing=rule)
    context["draft_problem"] = next((error for errors in form.errors.values() for error in errors), "")
    return _render(request, context, form, rule, status=200 if draft or request.htmx else 422)  # type: ignore[attr-defined]


@require_POST
@team_view
def move(request: TeamRequest, pk: int) -> HttpResponse:
    """Put a rule one place up or down, or right above another one."""
    rule, above = _rule(request, pk), request.POST.get("above", "")
    if above.isdecimal():
        rules.move_above(rule, _rule(request, int(above)), actor=request.actor)
    else:
        rules.move_rule(rule, actor=request.actor, up=request.POST.get("to") == "up")
    return _back(request)


@require_POST
@team_view
def pause(request: TeamRequest, pk: int) -> HttpResponse:
    """Let a rule rest, or run again."""
    paused = request.POST.get("paused") == "yes"
    rules.pause_rule(_rule(request, pk), actor=request.actor, paused=paused)
    messages.success(request, "The rule rests. What fits it comes to you." if paused else "The rule runs again.")
    return _back(request)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view
def remove(request: TeamRequest, pk: int) -> HttpResponse:
    """Ask, then end a rule for good."""
    rule = _rule(request, pk)
    require(request.actor, Permission.SET_RULES)
    if request.method != "POST":
        return render_page(request, "site/rules/remove.html", {"rule": rule, "said": rule.votes.count()})
    rules.remove_rule(rule, actor=request.actor)
    messages.success(request, "The rule is gone. What it answered stays answered.")
    return _back(request)


@require_POST
@team_view
def again(request: TeamRequest, pk: int) -> HttpResponse:
    """Let a rule that ran out run for another year."""
    rules.start_again(_rule(request, pk), actor=request.actor)
    messages.success(request, "The rule runs again, for a year.")
    return _back(request)


def _set(request: TeamRequest, rule: Rule | None) -> HttpResponse:
    require(request.actor, Permission.SET_RULES)
    form, draft, status = RuleForm(request.POST), None, 422
    if form.is_valid():
        draft = form.draft()
        try:
            rules.set_rule(draft, actor=request.actor, rule=rule)
        except Refusal as refusal:
            form.add_error(_field(refusal), refusal.sentence)
            status = STATUS[type(refusal)]
        else:
            messages.success(request, "The rule is changed." if rule else "The rule runs from now on.")
            return _back(request)
    return _refused(request, form, rule, draft, status)


def _refused(request: TeamRequest, form: RuleForm, rule: Rule | None, draft: Draft | None, status: int) -> HttpResponse:
    context = page(request, last=_last(request), draft=draft, editing=rule)
    return _render(request, context, form, rule, status=status)


def _field(refusal: Refusal) -> str | None:
    named = {"territories": "countries", "least": "amount"}.get(given := getattr(refusal, "field", ""), given)
    return named if named in RuleForm.base_fields else None


def _render(
    request: TeamRequest, context: dict[str, object], form: RuleForm, rule: Rule | None = None, *, status: int = 200
) -> HttpResponse:
    context |= {"form": form, "editing": rule, "last": _last(request)}
    return render_page(request, PAGE, context, fragments=FRAGMENTS, status=status)


def _rule(request: TeamRequest, pk: int) -> Rule:
    _require_rules_here(request)
    found = Rule.objects.visible_to(request.actor).filter(removed_at__isnull=True)
    return get_object_or_404(found, pk=pk)


def _require_rules_here(request: TeamRequest) -> None:
    if not request.actor.team_kind.holds_rights:
        raise Http404("A team of this kind answers no requests.")


def _last(request: TeamRequest) -> int:
    given = request.POST.get("last") or request.GET.get("last", "")
    return int(given) if given.isascii() and given.isdecimal() and int(given) in LASTS else LASTS[0]


def _back(request: TeamRequest) -> HttpResponse:
    return redirect(reverse("site:rules", args=[request.team.slug]) + "#rules")
