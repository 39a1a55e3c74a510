"""The team's page: its people, its invitations, its name."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artists.access import Permission, Refusal, Role, TeamKind, require
from artists.teams import actions, invitations
from artists.teams.models import Invitation, Mandate, Membership
from portal.site.htmx import render_page
from portal.site.middleware import STATUS
from portal.site.person import person_of
from portal.site.scoping import TeamRequest, team_view
from portal.site.team.forms import InviteForm, NameForm, RoleForm, TeamForm
from portal.site.team.page import press, show
from portal.site.team.starting import start_team


@require_GET
@team_view
def team(request: TeamRequest) -> HttpResponse:
    """The members' page. Whoever acts here under a mandate reads its terms instead, and nobody's name."""
    if request.actor.role is None:
        mine = [scope.mandate_id for scope in request.actor.mandates]
        mandates = Mandate.objects.visible_to(request.actor).filter(pk__in=mine).select_related("holder_team")
        return render_page(request, "site/team/by_mandate.html", {"mandates": mandates})
    return show(request)


@require_http_methods(["GET", "POST"])
def new_team(request: HttpRequest) -> HttpResponse:
    """Start a team, and be its owner."""
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind = TeamKind(form.cleaned_data["kind"])
        made = start_team(kind, form.cleaned_data["name"], person_id=person_of(request).pk)
        messages.success(request, f"{made.name} is there, and you own it.")
        return redirect("site:team_home", made.slug)
    return render_page(request, "site/team/new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@team_view
def rename(request: TeamRequest) -> HttpResponse:
    """Give the team another name."""
    form = NameForm(request.POST)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    return press(request, lambda: f"The team is called {actions.rename_team(name, actor=request.actor).name} now.")


@require_http_methods(["GET", "POST"])
@team_view
def invite(request: TeamRequest) -> HttpResponse:
    """Invite somebody by e-mail."""
    require(request.actor, Permission.MANAGE_MEMBERS)
    form = InviteForm(request.POST or None, actor=request.actor)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            sent = invitations.invite(form.cleaned_data["email"], Role(form.cleaned_data["role"]), actor=request.actor)
        except Refusal as refusal:
            if refusal.code == "fresh_sign_in":
                raise
            form.add_error(getattr(refusal, "field", "") or None, refusal.sentence)
            status = STATUS[type(refusal)]
        else:
            messages.success(request, f"An invitation is on its way to {sent.email}.")
            return redirect("site:team", request.team.slug)
    elif form.errors:
        status = 422
    return render_page(request, "site/team/invite.html", {"form": form}, status=status)


@require_POST
@team_view
def send_again(request: TeamRequest, pk: int) -> HttpResponse:
    """Send an invitation again."""
    get_object_or_404(Invitation.objects.visible_to(request.actor), pk=pk)
    return press(
        request,
        lambda: f"Sent again to {invitations.send_again(pk, actor=request.actor).email}; the older link is dead.",
    )


@require_POST
@team_view
def withdraw(request: TeamRequest, pk: int) -> HttpResponse:
    """Withdraw an invitation."""
    get_object_or_404(Invitation.objects.visible_to(request.actor), pk=pk)
    return press(
        request,
        lambda: f"The invitation to {invitations.revoke_invitation(pk, actor=request.actor).email} is withdrawn.",
    )


@require_POST
@team_view
def role(request: TeamRequest, pk: int) -> HttpResponse:
    """Give a member another role."""
    get_object_or_404(Membership.objects.visible_to(request.actor), pk=pk)
    form = RoleForm(request.POST)
    chosen = form.cleaned_data["role"] if form.is_valid() else ""

    def act() -> str:
        member = actions.change_role(pk, actions.known_role(chosen), actor=request.actor)
        return f"{member.person.get_full_name()} is {Role(member.role).label.lower()} now."

    return press(request, act)


@require_http_methods(["GET", "POST"])
@team_view
def remove(request: TeamRequest, pk: int) -> HttpResponse:
    """Ask, then take somebody out of the team."""
    members = Membership.objects.visible_to(request.actor).select_related("person")
    name = get_object_or_404(members, pk=pk).person.get_full_name()
    if request.method == "GET":
        require(request.actor, Permission.MANAGE_MEMBERS)
        return render_page(request, "site/team/remove.html", {"name": name})

    def act() -> str:
        actions.remove_member(pk, actor=request.actor)
        return f"{name} is no longer in the team."

    return press(request, act)


@require_http_methods(["GET", "POST"])
@team_view
def leave(request: TeamRequest) -> HttpResponse:
    """Ask, then leave the team."""
    if request.actor.role is None or request.method == "GET":
        return render_page(request, "site/team/leave.html") if request.actor.role else redirect("site:home")
    actions.leave(actor=request.actor)
    request.session.pop("team", None)
    messages.success(request, f"You have left {request.team.name}.")
    return redirect("site:home")
