"""Who may be told: members whose role gives the permission, and people named."""

from collections.abc import Mapping, Sequence

from artists.access import Role, TeamKind, permissions_of
from artists.accounts.models import User
from artists.notices.kinds import Kind
from artists.teams.models import Membership


def people_told(
    kind: Kind, teams: Sequence[int], people: Mapping[int, object], *, but: int | None
) -> dict[int, int | None]:
    """Everybody to tell, each with the team for which they are told (None where they were named). Two queries.

    Somebody who was named, or is in several of the teams, is told once: by name first, then by the first team.
    """
    named: dict[int, int | None] = {}
    if people:
        living = set(User.objects.filter(pk__in=list(people), is_active=True).values_list("pk", flat=True))
        named = {person: None for person in people if person in living}
    if not teams or kind.permission is None:
        return named
    members = Membership.objects.filter(team_id__in=teams, person__is_active=True)
    order = {team: place for place, team in enumerate(teams)}
    found = sorted(
        members.values_list("person_id", "team_id", "role", "team__kind"), key=lambda row: (order[row[1]], row[0])
    )
    for person, team, role, team_kind in found:
        may = kind.permission in permissions_of(Role(role), TeamKind(team_kind))
        if may and person != but:
            named.setdefault(person, team)
    return named
