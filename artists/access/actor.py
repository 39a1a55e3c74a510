"""The acting person: who, for which team, with what powers, and how freshly signed in."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from artists.access.roles import Permission, Role, TeamKind


@dataclass(frozen=True)
class MandateScope:
    """A mandate that lets members of `holder_team_id` act for another team: named uses, the voice only by name."""

    mandate_id: int
    holder_team_id: int
    holder_team_name: str
    uses: frozenset[str]
    covers_voice: bool


@dataclass(frozen=True)
class Proof:
    """How freshly the person proved who they are in this session, and whether with a second factor."""

    has_second_factor: bool = False
    fresh_at: datetime | None = None
    second_factor_at: datetime | None = None


@dataclass(frozen=True)
class Actor:
    """One person acting for one team. Built by `artists.teams.actors`; actions take it as `actor`.

    `role` is None for somebody who acts under `mandates` rather than as a member. `client_id` names the API client that
    acts: then there is no person, and never a proof of one.
    """

    person_id: int | None
    team_id: int
    team_kind: TeamKind
    permissions: frozenset[Permission]
    role: Role | None = None
    mandates: tuple[MandateScope, ...] = ()
    proof: Proof = Proof()
    client_id: str = ""
    batch: UUID | None = field(default=None, compare=False)

    def has(self, permission: Permission) -> bool:
        """Whether the role, or the mandate, gives this permission at all."""
        return permission in self.permissions

    def mandate_for(self, use: str, *, voice: bool) -> MandateScope | None:
        """The mandate under which this actor may answer for `use`; None when there is none."""
        return next((m for m in self.mandates if use in m.uses and (m.covers_voice or not voice)), None)
