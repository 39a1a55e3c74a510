"""Who and what entries of the journal speak of, by name. The journal keeps ids alone, so that a person can be
forgotten; here they are resolved for many entries at once, with the same few queries however many there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from artists.access import Actor, Role, TeamKind
from artists.catalog.models import Asset
from artists.journal.models import Entry
from artists.teams.models import ApiClient, Mandate, Membership, Team

FORMER = "a former member"


@dataclass(frozen=True)
class Titled:
    """An asset as history names it. `kind` is recording, composition, voice or likeness."""

    title: str
    kind: str
    code: str = ""


@dataclass(frozen=True)
class Names:
    """What the ids of some entries stand for, as far as the reader may know."""

    team_id: int
    member: bool = True
    people: dict[int, str] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)
    teams: dict[int, Team] = field(default_factory=dict)
    assets: dict[str, Titled] = field(default_factory=dict)
    mandates: dict[int, datetime] = field(default_factory=dict)
    clients: dict[str, str] = field(default_factory=dict)

    def person(self, person_id: Any) -> str:
        """The name of somebody in the reader's team, or of one who acted for it; never of anybody else."""
        return self.people.get(_number(person_id) or 0, FORMER)

    def team(self, team_id: Any) -> str:
        """The name of a team; teams are never hidden from who shares something with them."""
        found = self.teams.get(_number(team_id) or 0)
        return found.name if found else "a team that is gone"

    def asset(self, asset_id: str) -> Titled:
        """The asset with this id."""
        return self.assets.get(asset_id, Titled("something that is gone", "recording"))


def names_for(entries: Sequence[Entry], *, actor: Actor) -> Names:
    """Resolve everything these entries name. Six queries at most."""
    teams = {actor.team_id} | {n for entry in entries for n in _teams(entry)}
    memberships = _memberships(entries, actor)
    return Names(
        team_id=actor.team_id,
        member=actor.role is not None,
        people={one.person_id: one.person.get_full_name() for one in memberships},
        roles={one.person_id: Role(one.role).label for one in memberships if one.team_id == actor.team_id},
        teams=Team.objects.in_bulk(teams),
        assets=_assets({entry.subject_id for entry in entries if entry.subject_kind == "asset"}),
        mandates=_mandates({entry.mandate_id for entry in entries if entry.mandate_id}),
        clients=_clients({entry.client_id for entry in entries if entry.client_id}),
    )


def _memberships(entries: Sequence[Entry], actor: Actor) -> list[Membership]:
    """People of the reader's own team, and those of teams that acted for it under a mandate.

    Who reads under a mandate is no member: of the people, only those of the team that holds the mandate are named.
    """
    acting = {entry.mandated_team_id for entry in entries if entry.team_id == actor.team_id and entry.mandated_team_id}
    known = acting | {actor.team_id} if actor.role else acting & {scope.holder_team_id for scope in actor.mandates}
    people = {n for entry in entries for n in (entry.person_id, _subject(entry, "person"), _first(entry)) if n}
    return list(
        Membership.objects.filter(team_id__in=known, person_id__in=people).select_related("person").order_by("id")
    )


def _teams(entry: Entry) -> Iterable[int]:
    yield from (n for n in (entry.team_id, entry.mandated_team_id) if n)
    yield from _numbers(entry.data, "holder", "artist", "team")
    for side in ("from", "to"):
        state = entry.data.get(side)
        if isinstance(state, dict):
            yield from state.get("partners", ())
    if number := _subject(entry, "team"):
        yield number


def _assets(ids: set[str]) -> dict[str, Titled]:
    found = Asset.objects.in_bulk([UUID(one) for one in ids])
    return {str(pk): Titled(str(asset), asset.kind, asset.isrc or asset.iswc) for pk, asset in found.items()}


def _mandates(ids: set[int]) -> dict[int, datetime]:
    return dict(Mandate.objects.filter(pk__in=ids).values_list("pk", "given_at")) if ids else {}


def _clients(ids: set[str]) -> dict[str, str]:
    return dict(ApiClient.objects.filter(client_id__in=ids).values_list("client_id", "name")) if ids else {}


def _number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _subject(entry: Entry, kind: str) -> int | None:
    return _number(entry.subject_id) if entry.subject_kind == kind else None


def _first(entry: Entry) -> int | None:
    """Who pressed what somebody else then confirmed."""
    return _number(entry.data.get("pressed_by"))


def _numbers(data: dict[str, Any], *keys: str) -> list[int]:
    return [number for key in keys if (number := _number(data.get(key)))]


@dataclass(frozen=True)
class Who:
    """Who did it, as this reader may know: a person of the reader's team, another holder's team, or the portal."""

    name: str
    detail: str = ""
    is_person: bool = True

    @property
    def initials(self) -> str:
        """Up to two letters for the round picture."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def who(entry: Entry, names: Names) -> Who:
    """Another holder's act is its team's, never a person's; an act under a mandate says whose and from when."""
    if entry.person_id is None and not entry.client_id:
        return Who("Soundcheck", "by itself", is_person=False)
    if not names.member and entry.person_id not in names.people:
        return Who(names.team(entry.mandated_team_id or entry.team_id), is_person=False)
    if entry.mandate_id and names.team_id in (entry.team_id, entry.mandated_team_id):
        for_team = names.team(entry.mandated_team_id if entry.team_id == names.team_id else entry.team_id)
        given = names.mandates.get(entry.mandate_id)
        since = f" of {given.day} {given:%b %Y}" if given else ""
        return Who(_name(entry, names), f"for {for_team} under the mandate{since}")
    if entry.team_id is not None and entry.team_id != names.team_id:
        kind = TeamKind(names.teams[entry.team_id].kind).label if entry.team_id in names.teams else ""
        holds = entry.team_id in names.teams and names.teams[entry.team_id].team_kind.holds_rights
        sharing = ", another holder" if entry.subject_kind == "asset" and holds else ""
        return Who(names.team(entry.team_id), f"{kind}{sharing}", is_person=False)
    return Who(_name(entry, names), names.roles.get(entry.person_id or 0, ""), is_person=entry.person_id is not None)


def _name(entry: Entry, names: Names) -> str:
    if entry.person_id is None:
        return f"API client {names.clients.get(entry.client_id, '')}".strip()
    found = names.person(entry.person_id)
    return found[0].upper() + found[1:]
