"""What people do with one split: propose, answer, take back, dispute, end a dispute."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from artists.access import Permission, Refusal, TeamKind, require
from artists.catalog.models import Holding
from artists.teams.models import Team
from consent.splits import actions, disputes
from consent.splits.inforce import ALL, RIGHTS, concerned_by
from consent.splits.models import Dispute, Split
from consent.splits.proposing import Wanted
from consent.splits.selectors import SplitPage
from consent.splits.states import Side, State
from portal.site.htmx import render_page
from portal.site.middleware import STATUS
from portal.site.scoping import TeamRequest, team_view
from portal.site.splits import shown, views
from portal.site.splits.forms import AnswerForm, DisputeForm, EndForm, ProposeForm, filled

FIELDS = {"shares": None, "basis_points": "percent"}


@require_http_methods(["GET", "POST"])
@team_view
def propose(request: TeamRequest, asset: UUID, side: str) -> HttpResponse:
    """Put a split on the table; the form is filled from what is in force, the catalogue, or equally."""
    found = views.found_page(request, asset, side)
    require(request.actor, Permission.CHANGE_MONEY)
    teams = _concerned(found, _day(request.POST.get("effective_on", "")))
    how = request.GET.get("fill", "")
    form = ProposeForm(
        request.POST if request.method == "POST" else None,
        teams=teams,
        initial=filled(fill(found, teams, how), _today()),
    )
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = Wanted(found.side, form.shares(), data["effective_on"], data["reason"])
        try:
            made = actions.propose(found.asset, wanted, actor=request.actor)
        except Refusal as refusal:
            status = refused(form, refusal)
        else:
            waits = made.state == State.PROPOSED
            said = "Proposed. The others are asked; it counts once all have said yes." if waits else "It counts now."
            messages.success(request, said)
            return redirect("site:split", request.team.slug, asset, side)
    bar = shown.bar(found.parts, request.team.pk)
    context = {"page": found, "side": shown.SIDES[found.side], "form": form, "bar": bar}
    return render_page(request, "site/splits/propose.html", context, status=status)


@require_POST
@team_view
def answer(request: TeamRequest, asset: UUID, side: str) -> HttpResponse:
    """Say yes or no to the split that was on the page."""
    found = views.found_page(request, asset, side)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return views.page(request, asset, side, form=form, status=422)
    data = form.cleaned_data
    on_page = get_object_or_404(Split, asset=found.asset, side=found.side, pk=data["split"])
    try:
        done = actions.answer(on_page, data["agrees"], data["reason"], actor=request.actor)
    except Refusal as refusal:
        return views.page(request, asset, side, form=form, status=refused(form, refusal))
    if done.state == State.AGREED:
        said = "Agreed by all. Money for uses from that day divides so."
    else:
        said = "You said yes. It counts once the others have too." if data["agrees"] else "You said no. It is refused."
    messages.success(request, said)
    return redirect("site:split", request.team.slug, asset, side)


@require_POST
@team_view
def withdraw(request: TeamRequest, asset: UUID, side: str) -> HttpResponse:
    """Take the team's own proposal back."""
    found = views.found_page(request, asset, side)
    own = Split.objects.filter(asset=found.asset, side=found.side).order_by("-number")
    actions.withdraw(get_object_or_404(own[:1]), actor=request.actor)
    messages.success(request, "Taken back. Nothing has changed.")
    return redirect("site:split", request.team.slug, asset, side)


@require_http_methods(["GET", "POST"])
@team_view
def dispute(request: TeamRequest, asset: UUID, side: str) -> HttpResponse:
    """Say that a part of another's share is not the other's."""
    found = views.found_page(request, asset, side)
    require(request.actor, Permission.CHANGE_MONEY)
    operator = request.team.team_kind is TeamKind.OPERATOR
    form = DisputeForm(
        request.POST if request.method == "POST" else None, parts=found.parts, own=request.team.pk, operator=operator
    )
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            disputes.dispute(
                found.asset, found.side, data["against"], data["percent"], data["reason"], actor=request.actor,
                behalf=data.get("behalf"),
            )  # fmt: skip
        except Refusal as refusal:
            status = refused(form, refusal)
        else:
            messages.success(request, "That part is held from now on. The rest is paid. Both sides are told.")
            return redirect("site:split", request.team.slug, asset, side)
    bar = shown.bar(found.parts, request.team.pk)
    context = {"page": found, "side": shown.SIDES[found.side], "form": form, "bar": bar}
    return render_page(request, "site/splits/dispute.html", context, status=status)


@require_POST
@team_view
def end_dispute(request: TeamRequest, pk: int) -> HttpResponse:
    """Take a dispute back, or dismiss it as the operator."""
    found = get_object_or_404(Dispute.objects.visible_to(request.actor), pk=pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        return views.page(request, found.asset_id, found.side, form=form, status=422)
    try:
        if form.cleaned_data["act"] == "dismiss":
            disputes.dismiss(found, form.cleaned_data["sentence"], actor=request.actor)
        else:
            disputes.withdraw_dispute(found, actor=request.actor)
    except Refusal as refusal:
        return views.page(request, found.asset_id, found.side, form=form, status=refused(form, refusal))
    messages.success(request, "The dispute has ended. What was held is paid with the next month that closes.")
    return redirect("site:split", request.team.slug, found.asset_id, found.side)


def refused(form: Form, refusal: Refusal) -> int:
    """Put what an action refused beside its field; the status of the answer."""
    where = getattr(refusal, "field", "")
    where = FIELDS.get(where, where)
    form.add_error(where if where in form.fields else None, refusal.sentence)
    return STATUS[type(refusal)]


def fill(found: SplitPage, teams: list[Team], how: str) -> dict[int, int]:
    """Shares to begin with: `equal`, what the `catalogue` says, or what is in force."""
    if how == "equal":
        return equally(teams)
    if how == "catalogue":
        return _from_catalogue(found)
    return {team.pk: found.in_force.share_of(team.pk) for team in teams} if found.in_force else _from_catalogue(found)


def equally(teams: list[Team]) -> dict[int, int]:
    """The same for each, the hundredths that are left over for the first."""
    each, over = divmod(ALL, len(teams))
    return {team.pk: each + (place < over) for place, team in enumerate(teams)}


def _from_catalogue(found: SplitPage) -> dict[int, int]:
    """The holdings' shares where they say something; of a recording with its song they say nothing."""
    if found.side is Side.WHOLE:
        return {}
    rows = Holding.objects.filter(asset=found.asset, right__in=RIGHTS[found.side], share_bp__isnull=False)
    shares: dict[int, int] = {}
    for team, bp in rows.values_list("team_id", "share_bp"):
        shares[team] = min(ALL, shares.get(team, 0) + (bp or 0))
    return shares


def _concerned(found: SplitPage, on: date) -> list[Team]:
    """Everybody whose yes a split from that day on takes: for a day that has passed, also those who have left since."""
    work = (found.asset.pk, found.side)
    wanted = concerned_by([work], on)[work]
    return sorted(Team.objects.in_bulk(wanted).values(), key=lambda team: team.name)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return _today()


def _today() -> date:
    return timezone.now().date()
