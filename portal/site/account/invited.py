"""An invitation that a visitor opened before making an account: the session remembers its token."""

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import HttpRequest

from artists.access import Refusal
from artists.teams.invitations import accept_invitation, open_invitation
from artists.teams.models import Team
from portal.site.person import person_of

_SESSION_KEY = "invitation"


def remember(request: HttpRequest, token: str) -> None:
    """Keep the token in the visitor's session."""
    request.session[_SESSION_KEY] = token


def invited_address(request: HttpRequest) -> str | None:
    """The address whose invitation this session opened, while that can still be accepted."""
    token = request.session.get(_SESSION_KEY)
    try:
        return open_invitation(token).email if token else None
    except Refusal:
        return None


def join_invited(request: HttpRequest) -> Team | None:
    """Accept the remembered invitation; None where there is none, or it cannot be accepted any more."""
    token = request.session.pop(_SESSION_KEY, None)
    if not token:
        return None
    try:
        member = accept_invitation(token, person_id=person_of(request).pk, verified_emails=verified_addresses(request))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return None
    messages.success(request, f"Welcome to {member.team.name}.")
    return member.team


def verified_addresses(request: HttpRequest) -> list[str]:
    """The addresses the signed-in person has proved."""
    return list(EmailAddress.objects.filter(user=request.user, verified=True).values_list("email", flat=True))
