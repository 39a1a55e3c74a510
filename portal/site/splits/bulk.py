"""Many splits at once: answer a group, propose one division for all works alike, bring divisions as a file."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from artists.access import Permission, Refusal, TeamKind, require, why_not
from artists.catalog.models import Artist, Asset
from artists.teams.models import Team
from consent.splits import actions, alike, files, selectors
from consent.splits.alike import Chosen
from consent.splits.division import MOST_AT_ONCE
from consent.splits.proposing import Sorted, Wanted
from consent.splits.selectors import Key
from portal.site.htmx import render_page
from portal.site.scoping import TeamRequest, team_view
from portal.site.splits import acting, shown
from portal.site.splits.forms import GroupForm, ProposeForm, UploadForm, filled

PAGE = 50
_DIVISION = re.compile(r"[0-9]{1,15}:[0-9]{1,5}(?: [0-9]{1,15}:[0-9]{1,5})*")


@require_http_methods(["GET", "POST"])
@team_view
def group(request: TeamRequest) -> HttpResponse:
    """Proposals of one team with one division: read them, and answer all, or take all back."""
    key = _key(request)
    if not selectors.is_ours(request.actor, key):
        raise Http404("No such proposals.")
    found = selectors.of_group(request.actor, key)
    form = GroupForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                messages.success(request, _carry_out(request, key, form.cleaned_data))
                return redirect("site:splits", request.team.slug)
            except Refusal as refusal:
                status = acting.refused(form, refusal)
    parts = selectors.parts_of([key.division])[key.division]
    last = found.order_by("-pk").values_list("pk", flat=True).first()
    context = {
        "key": key, "side": shown.SIDES[key.side], "bar": shown.bar(parts, request.team.pk), "form": form, "last": last,
        "by": Team.objects.filter(pk=key.by).first(), "own": key.by == request.team.pk,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "count": len(selectors.to_answer(request.actor, key, last=last or 0)),
        "why_not": why_not(request.actor, Permission.CHANGE_MONEY),
    }  # fmt: skip
    return render_page(request, "site/splits/group.html", context, status=status)


def _carry_out(request: TeamRequest, key: Key, data: dict[str, Any]) -> str:
    if data["act"] == "back":
        own = selectors.of_group(request.actor, key).filter(pk__lte=data["last"])
        count = actions.withdraw_many(list(own.values_list("pk", flat=True)[:MOST_AT_ONCE]), actor=request.actor)
        return f"{count:,} taken back. Nothing has changed."
    numbers = selectors.to_answer(request.actor, key, last=data["last"])
    done = actions.answer_many(numbers[:MOST_AT_ONCE], data["act"] == "yes", data["reason"], actor=request.actor)
    more = len(numbers) - MOST_AT_ONCE
    then = f" {more:,} more wait: press again." if more > 0 else ""
    if data["act"] == "no":
        return f"You said no to {done.count:,}. They are refused.{then}"
    left = done.count - len(done.agreed)
    waits = f" {left:,} wait for others." if left else ""
    return f"You said yes to {done.count:,}. {len(done.agreed):,} are agreed by all.{waits}{then}"


@require_http_methods(["GET"])
@team_view
def many(request: TeamRequest) -> HttpResponse:
    """What can be divided alike: by side and holders, then by artist; and the file."""
    _require_holder(request)
    groups = alike.groups(request.actor)
    rows = [(one, shown.SIDES[one.side], ",".join(str(team.pk) for team in one.teams)) for one in groups]
    context = {"rows": rows, "form": UploadForm(initial={"effective_on": timezone.now().date()})}
    return render_page(request, "site/splits/many.html", context)


@require_http_methods(["GET", "POST"])
@team_view
def propose(request: TeamRequest) -> HttpResponse:
    """One division for all that is alike."""
    _require_holder(request)
    chosen, teams = _chosen(request)
    works = alike.works(request.actor, chosen)
    if not works and not alike.is_held(request.actor, chosen):
        raise Http404("Nothing is held so.")
    initial = filled(acting.equally(teams) if request.GET.get("fill") == "equal" else {}, timezone.now().date())
    form = ProposeForm(request.POST if request.method == "POST" else None, teams=teams, initial=initial)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = Wanted(chosen.side, form.shares(), data["effective_on"], data["reason"])
        try:
            found = actions.propose_many(works[:MOST_AT_ONCE], wanted, actor=request.actor)
            messages.success(request, _said(found, len(works) - MOST_AT_ONCE))
            return redirect("site:splits", request.team.slug)
        except Refusal as refusal:
            status = acting.refused(form, refusal)
    context = {
        "form": form, "side": shown.SIDES[chosen.side], "teams": teams, "count": len(works), "chosen": chosen,
        "artist": Artist.objects.filter(pk__in=[chosen.artist_id] if chosen.artist_id else []).first(),
        "titles": _titles(works),
    }  # fmt: skip
    return render_page(request, "site/splits/propose_many.html", context, status=status)


def _said(found: Sorted, more: int) -> str:
    passed = len(found.waiting) + len(found.others) + len(found.alone) + len(found.strange)
    rest = f" {passed:,} were passed over: others hold them since, or one is on the table." if passed else ""
    then = f" {more:,} more are left: propose again for them." if more > 0 else ""
    return f"{len(found.fitting):,} proposed. The others are asked.{rest}{then}"


def _titles(works: Sequence[UUID]) -> list[str]:
    return [str(asset) for asset in Asset.objects.filter(pk__in=works[:200]).order_by("title")[:12]]


@require_http_methods(["POST"])
@team_view
def upload(request: TeamRequest) -> HttpResponse:
    """Divisions as a file: all of it is proposed, or nothing is and each wrong line is named."""
    _require_holder(request)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return render_page(request, "site/splits/file.html", {"form": form, "read": None}, status=422)
    data, read, status = form.cleaned_data, None, 422
    try:
        content = data["file"].read()
        read = files.read(content, effective_on=data["effective_on"], reason=data["reason"], actor=request.actor)
        if not read.wrong and "check" not in request.POST:
            count = actions.propose_all(read.groups, actor=request.actor)
            messages.success(request, f"{count:,} proposed from the file. The others are asked.")
            return redirect("site:splits", request.team.slug)
        status = 422 if read.wrong else 200
    except Refusal as refusal:
        status = acting.refused(form, refusal)
    return render_page(request, "site/splits/file.html", {"form": form, "read": read}, status=status)


def _require_holder(request: TeamRequest) -> None:
    if request.team.team_kind in (TeamKind.PARTNER, TeamKind.OPERATOR):
        raise Http404("A team of this kind holds nothing.")
    require(request.actor, Permission.CHANGE_MONEY)


def _key(request: TeamRequest) -> Key:
    if not request.team.team_kind.holds_rights:
        raise Http404("A team of this kind holds nothing.")
    require(request.actor, Permission.SEE_MONEY)
    side, by = shown.side_of(request.GET.get("side", "")), request.GET.get("by", "")
    text = request.GET.get("division", "")[:4000]
    try:
        if side is None or not _DIVISION.fullmatch(text):
            raise ValueError
        on = date.fromisoformat(request.GET.get("on", ""))
        return Key(_number(by), side, text, on, request.GET.get("reason", ""))
    except ValueError:
        raise Http404("No such proposals.") from None


def _chosen(request: TeamRequest) -> tuple[Chosen, list[Team]]:
    side, artist = shown.side_of(request.GET.get("side", "")), request.GET.get("artist", "")
    try:
        teams = tuple(sorted({_number(one) for one in request.GET.get("teams", "").split(",")}))
        artist_id = UUID(artist) if artist else None
        if side is None or request.team.pk not in teams:
            raise ValueError
    except ValueError:
        raise Http404("Nothing is held so.") from None
    found = sorted(Team.objects.filter(pk__in=teams), key=lambda team: team.name)
    return Chosen(side, teams, artist_id, request.GET.get("all") != "1"), found


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueError
    return int(text)
