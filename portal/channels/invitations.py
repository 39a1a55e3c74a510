"""Invitations leave by e-mail."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from artists.access import ROLES, Role
from artists.journal.handlers import Lane, handles
from artists.teams.invitations import INVITATION_SEND
from artists.teams.models import Invitation
from artists.teams.tokens import token_for
from portal.channels.letters import Letter, send


@handles(INVITATION_SEND, lane=Lane.MAIL, outside_transaction=True)
def send_invitation(payload: Mapping[str, Any]) -> None:
    """Mail the link, unless the invitation was used, withdrawn, renewed or has lapsed meanwhile."""
    token = token_for(payload["invitation"], payload["nonce"])
    waiting = Invitation.objects.open().filter(pk=payload["invitation"], token_sha256=token.sha256)
    invitation = waiting.select_related("team", "invited_by").first()
    if invitation:
        send(_letter(invitation, token.value, key=token.sha256[:32]))


def _letter(invitation: Invitation, token: str, *, key: str) -> Letter:
    team, role = invitation.team, Role(invitation.role)
    inviter = invitation.invited_by.get_full_name() if invitation.invited_by else team.name
    lapses = date_format(timezone.localtime(invitation.expires_at, timezone.get_default_timezone()), "j F Y, H:i")
    return Letter(
        to=invitation.email,
        subject=f"{inviter} invites you to the team {team.name}",
        preview=f"Join as {role.label.lower()}. The link works once, until {lapses} UTC.",
        paragraphs=(
            f"{inviter} invites you to join the team {team.name} on Soundcheck, where artists decide what AI may do "
            "with their music and their voice.",
        ),
        facts=(
            ("Team", f"{team.name} ({team.team_kind.label})"),
            ("You would be", f"{role.label}. {ROLES[role].description}"),
            ("Works until", f"{lapses} UTC, once, and only for {invitation.email}"),
        ),
        button="See the invitation",
        url=settings.SITE_ORIGIN + reverse("site:invitation", args=[token]),
        small=("If you did not expect this, do nothing: the link lapses by itself.",),
        key=key,
    )
