"""Notices of what happens in teams: people, roles, mandates, API clients. They live here because the room of teams is
below this one."""

from collections.abc import Iterator
from datetime import datetime

from artists.access import Permission, Role
from artists.accounts.models import User
from artists.journal.models import Entry
from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import register
from artists.notices.telling import Told, Words
from artists.teams import entries as acts
from artists.teams.models import Team

PEOPLE = register("team.people", "Somebody joins or leaves a team", group="security", permission=Permission.VIEW)
YOUR_ROLE = register("team.your_role", "Your own place in a team changes", group="security", permission=None)
MANDATE = register("team.mandate", "A mandate is given or taken back", group="choices", permission=Permission.CHOOSE)
KEYS = register("team.keys", "An API client or its secret changes", group="security", permission=Permission.VIEW)


def people(entries: EntryQuerySet) -> Iterator[Told]:
    """The team hears who came, went, or has another role; and so does the person it is about."""
    for entry in entries:
        team, name = _team(entry.team_id), _person(entry.subject_id)
        place = ("team", "")
        about = f"people:{entry.team_id}:{entry.subject_id}"
        yield Told(PEOPLE, about, teams={team.pk: _of_member(entry, name, team)}, place=place)
        if entry.type in _TO_THEMSELVES:
            person = {int(entry.subject_id): _of_yourself(entry, team)}
            gone = entry.type == acts.MEMBER_REMOVED
            yield Told(YOUR_ROLE, f"role:{entry.team_id}", people=person, place=("home", "") if gone else place)


_TO_THEMSELVES = (acts.ROLE_CHANGED, acts.MEMBER_REMOVED)


def _of_member(entry: Entry, name: str, team: Team) -> Words:
    role = _role(entry)
    by = _person(entry.person_id)
    return {
        acts.MEMBER_JOINED: Words(f"{name} joined {team.name} as {role}", "They accepted an invitation."),
        acts.ROLE_CHANGED: Words(f"{name} is now {role} of {team.name}", f"{by} changed the role."),
        acts.MEMBER_REMOVED: Words(f"{name} is no longer in {team.name}", f"{by} removed them."),
        acts.MEMBER_LEFT: Words(f"{name} left {team.name}", "They left by themselves."),
    }[entry.type]


def _of_yourself(entry: Entry, team: Team) -> Words:
    if entry.type == acts.MEMBER_REMOVED:
        return Words(f"You are no longer in the team {team.name}", "What you did there stays in its history.")
    return Words(f"You are now {_role(entry)} of {team.name}", f"{_person(entry.person_id)} changed your role.")


def mandates(entries: EntryQuerySet) -> Iterator[Told]:
    """Both sides hear of a mandate."""
    for entry in entries:
        artist, holder = _team(entry.data["artist"]), _team(entry.data["holder"])
        given, returned = entry.type == acts.MANDATE_GIVEN, entry.type == acts.MANDATE_RETURNED
        ended = f"{holder.name} gave its mandate back" if returned else f"{holder.name} lost its mandate"
        lost = f"The mandate of {artist.name} was given back" if returned else f"{artist.name} took the mandate back"
        facts = _terms(entry) if given else ()
        theirs = Words(
            f"{holder.name} may now answer for {artist.name}" if given else ended,
            "You can take it back at any time, at once." if given else "What they answered stays until you change it.",
            facts,
        )
        ours = Words(
            f"{artist.name} gave you a mandate" if given else lost,
            "You answer for them until it ends or is taken back." if given else "You can no longer answer for them.",
            facts,
        )
        told = {artist.pk: theirs, holder.pk: ours}
        yield Told(MANDATE, f"mandate:{entry.subject_id}:{entry.type}", teams=told, place=("team", ""))


def _terms(entry: Entry) -> tuple[tuple[str, str], ...]:
    until = datetime.fromisoformat(entry.data["until"])
    voice = "Covered, by name" if entry.data["covers_voice"] else "Not covered"
    uses = len(entry.data["uses"])
    return (
        ("Covers", f"{uses} {'use' if uses == 1 else 'uses'}"),
        ("Voice and likeness", voice),
        ("Until", f"{until.day} {until:%B %Y}"),
    )


def keys(entries: EntryQuerySet) -> Iterator[Told]:
    """The team hears of its keys."""
    for entry in entries:
        name, by = entry.data["name"], _person(entry.person_id)
        words = {
            acts.CLIENT_MADE: Words(f"{by} made the API client “{name}”", "It can ask checks for your team."),
            acts.CLIENT_SECRET_CHANGED: Words(
                f"{by} gave the API client “{name}” a new secret", "The old secret no longer works."
            ),
            acts.CLIENT_KEY_ADDED: Words(
                f"{by} gave the API client “{name}” another key", "Whoever has the key can ask in your team’s name."
            ),
            acts.CLIENT_KEY_REMOVED: Words(
                f"{by} removed a key of the API client “{name}”", "What it signs counts no more."
            ),
            acts.CLIENT_REVOKED: Words(f"{by} revoked the API client “{name}”", "It can ask nothing more."),
        }[entry.type]
        fold_key = f"client:{entry.subject_id}:{entry.type}"
        yield Told(KEYS, fold_key, teams={_team(entry.team_id).pk: words}, place=("clients", ""))


def _team(team_id: int | None) -> Team:
    return Team.objects.get(pk=team_id or 0)


def _person(person_id: int | str | None) -> str:
    found = User.objects.filter(pk=int(person_id or 0)).first()
    return found.get_full_name() if found else "Somebody"


def _role(entry: Entry) -> str:
    return Role(entry.data.get("to") or entry.data["role"]).label.lower()


tell(people, acts.MEMBER_JOINED, acts.ROLE_CHANGED, acts.MEMBER_REMOVED, acts.MEMBER_LEFT)
tell(mandates, acts.MANDATE_GIVEN, acts.MANDATE_REVOKED, acts.MANDATE_RETURNED)
_OF_KEYS = (acts.CLIENT_MADE, acts.CLIENT_SECRET_CHANGED, acts.CLIENT_KEY_ADDED, acts.CLIENT_KEY_REMOVED)
tell(keys, *_OF_KEYS, acts.CLIENT_REVOKED)
