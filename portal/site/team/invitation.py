"""The page behind an invitation's link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from artists.access import ROLES, Conflict, Denied, Role
from artists.teams.invitations import accept_invitation, open_invitation
from portal.site.account.invited import remember, verified_addresses
from portal.site.htmx import render_page
from portal.site.person import person_of
from portal.site.scoping import proof_of


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites, to what, as what. Joining is a press of its own: following a link changes nothing."""
    try:
        if request.method == "POST" and request.user.is_authenticated:
            return _join(request, token)
        invitation = open_invitation(token)
    except Denied as refusal:
        return render_page(request, "site/team/invitation_over.html", {"sentence": refusal.sentence}, status=403)
    except Conflict as refusal:
        status = 404 if refusal.code == "invitation_unknown" else 410
        return render_page(request, "site/team/invitation_over.html", {"sentence": refusal.sentence}, status=status)
    mine = False
    if request.user.is_authenticated:
        mine = invitation.email.lower() in {email.lower() for email in verified_addresses(request)}
    else:
        remember(request, token)
    role = Role(invitation.role)
    context = {"invitation": invitation, "role": role, "role_words": ROLES[role].description, "is_mine": mine}
    return render_page(request, "site/team/invitation.html", context)


def _join(request: HttpRequest, token: str) -> HttpResponse:
    member = accept_invitation(
        token, person_id=person_of(request).pk, verified_emails=verified_addresses(request), proof=proof_of(request)
    )
    messages.success(request, f"Welcome to {member.team.name}.")
    return redirect("site:team_home", member.team.slug)
