"""From a signed-in person and a team to an `Actor`."""

from django.utils import timezone

from artists.access import Actor, MandateScope, Permission, Proof, Role, TeamKind, permissions_of
from artists.teams.models import Mandate, Membership, Team
from artists.teams.querysets import CHOOSING_ROLES


def actor_for(person_id: int, team: Team, *, proof: Proof | None = None) -> Actor | None:
    """The person acting for `team`: as a member, else under mandates in force; None when neither holds.

    Under a mandate a person may look, and answer for the uses it names, if their role in the team that holds the
    mandate lets them answer at all; for a voice only where the mandate says so by name.
    """
    membership = Membership.objects.filter(team=team, person_id=person_id).first()
    if membership:
        role = Role(membership.role)
        return Actor(
            person_id=person_id,
            team_id=team.pk,
            team_kind=team.team_kind,
            permissions=permissions_of(role, team.team_kind),
            role=role,
            proof=proof or Proof(),
        )
    scopes = _scopes(person_id, team)
    if not scopes:
        return None
    powers = {Permission.VIEW, Permission.CHOOSE}
    if any(scope.covers_voice for scope in scopes):
        powers.add(Permission.CHOOSE_VOICE)
    return Actor(
        person_id=person_id,
        team_id=team.pk,
        team_kind=team.team_kind,
        permissions=frozenset(powers),
        mandates=tuple(scopes),
        proof=proof or Proof(),
    )


def actor_for_client(client_id: str, team_id: int) -> Actor:
    """An API client acting for its partner team: it may look and ask as an editor does, and can prove to be nobody.

    So it signs nothing: that takes a person who has just signed in.
    """
    return Actor(
        person_id=None,
        team_id=team_id,
        team_kind=TeamKind.PARTNER,
        permissions=permissions_of(Role.EDITOR, TeamKind.PARTNER),
        role=Role.EDITOR,
        client_id=client_id,
    )


def _scopes(person_id: int, team: Team) -> list[MandateScope]:
    mandates = (
        Mandate.objects.in_force(now=timezone.now())
        .filter(
            artist_team=team,
            holder_team__memberships__person_id=person_id,
            holder_team__memberships__role__in=CHOOSING_ROLES,
        )
        .select_related("holder_team")
        .order_by("given_at")
    )
    return [
        MandateScope(
            mandate_id=m.pk,
            holder_team_id=m.holder_team_id,
            holder_team_name=m.holder_team.name,
            uses=frozenset(m.uses),
            covers_voice=m.covers_voice,
        )
        for m in mandates
    ]
