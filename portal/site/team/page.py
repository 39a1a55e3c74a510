"""What the team's page shows, and what follows a press on it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import redirect

from artists.access import ROLES, Permission, Refusal, Role, TeamKind, is_for, permissions_of, why_not
from artists.catalog.identity.selectors import own_artists
from artists.teams import selectors
from artists.teams.actors import actor_for
from artists.teams.selectors import MandateCard, MemberRow
from consent.choices import seconding
from consent.choices.two_people import policy_of
from portal.site.htmx import render_page
from portal.site.middleware import STATUS
from portal.site.person import person_of
from portal.site.scoping import TeamRequest
from portal.site.second.views import policy_rows
from portal.site.team.forms import NameForm, roles_for

FRAGMENTS = {"members": "members", "mandates": "mandates"}


@dataclass(frozen=True)
class Person:
    """A member with what only the portal knows: whether a second factor is set up, and when they were last here."""

    row: MemberRow
    has_second_factor: bool
    last_seen: datetime | None


def show(request: TeamRequest, *, status: int = 200) -> HttpResponse:
    """The team's page, or the part of it that HTMX asks for."""
    return render_page(request, "site/team/team.html", _context(request), fragments=FRAGMENTS, status=status)


def press(request: TeamRequest, act: Callable[[], str]) -> HttpResponse:
    """Do it and show how things stand now, with the sentence it returned, or the one that says why not."""
    try:
        messages.success(request, act())
    except Refusal as refusal:
        if refusal.code == "fresh_sign_in":
            raise
        messages.error(request, refusal.sentence)
        return show(request, status=STATUS[type(refusal)])
    if not request.htmx:  # type: ignore[attr-defined]  # set by the HTMX middleware
        return redirect("site:team", request.team.slug)
    # What was just done may have changed what this person may do.
    request.actor = actor_for(person_of(request).pk, request.team, proof=request.actor.proof) or request.actor
    return show(request)


def _context(request: TeamRequest) -> dict[str, object]:
    actor = request.actor
    people, cards = _people(request), selectors.mandates(actor)
    invitations = selectors.invitations(actor)
    return {
        "people": people,
        "invitations": invitations,
        "roles": roles_for(actor),
        "given": [card for card in cards if card.is_given and card.in_force],
        "held": [card for card in cards if not card.is_given and card.in_force],
        "ended": [card for card in cards if not card.in_force],
        "gives_mandates": request.team.team_kind is TeamKind.ARTIST,
        "not_manage": why_not(actor, Permission.MANAGE_MEMBERS),
        "not_mandate": why_not(actor, Permission.GIVE_MANDATE),
        "not_give_back": why_not(actor, Permission.SIGN),
        "not_rename": why_not(actor, Permission.MANAGE_TEAM),
        "is_last_owner": _is_last_owner(people),
        "two_people": policy_rows(request.team, policy_of(request.team.pk)),
        "seconds": seconding.waiting(actor),
        "all_roles": [(role, ROLES[role]) for role in Role],
        "role_table": _role_table(request.team.team_kind),
        "artists": own_artists(actor) if request.team.team_kind is TeamKind.ARTIST else (),
        "name_form": NameForm(initial={"name": request.team.name}),
    }


def _people(request: TeamRequest) -> list[Person]:
    rows = selectors.members(request.actor)
    ids = [row.person_id for row in rows]
    proofs = Authenticator.objects.filter(user__in=ids).exclude(type=Authenticator.Type.RECOVERY_CODES)
    guarded = set(proofs.values_list("user_id", flat=True))
    sessions = UserSession.objects.filter(user__in=ids).values("user_id").annotate(seen=Max("last_seen_at"))
    seen = dict(sessions.values_list("user_id", "seen"))
    return [Person(row, row.person_id in guarded, seen.get(row.person_id)) for row in rows]


def _is_last_owner(people: list[Person]) -> bool:
    owners = [person.row for person in people if person.row.role is Role.OWNER]
    return len(owners) == 1 and owners[0].is_you


def _role_table(kind: TeamKind) -> list[tuple[str, list[bool]]]:
    """A line for each permission that means something to this kind of team: its words, and which roles have it."""
    allowed = {role: permissions_of(role, kind) for role in Role}
    return [
        (permission.description, [permission in allowed[role] for role in Role])
        for permission in Permission
        if is_for(kind, permission)
    ]


def card_of(request: TeamRequest, mandate_id: int) -> MandateCard | None:
    """One of the team's mandates."""
    return next((card for card in selectors.mandates(request.actor) if card.mandate_id == mandate_id), None)
