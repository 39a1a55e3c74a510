"""Sowing people and teams, and acting as them: what the rest of the seed stands on."""

from dataclasses import dataclass, field
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils import timezone

from artists.access import Actor, Proof, Role
from artists.accounts.models import User
from artists.journal.models import Message
from artists.teams.actions import create_team
from artists.teams.actors import actor_for
from artists.teams.invitations import INVITATION_SEND, accept_invitation, invite
from artists.teams.models import Team
from artists.teams.tokens import token_for
from portal.ops.people import OTHERS, PASSWORD, PEOPLE, TEAMS, Person
from portal.site.clients import credentials


@dataclass
class World:
    """Everybody by login, every team by name."""

    people: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)

    @classmethod
    def found(cls) -> "World":
        """The world as it was sown before."""
        people = {person.login: User.objects.get(email=person.email) for person in (*PEOPLE, *OTHERS)}
        return cls(people, {name: Team.objects.get(name=name, kind=kind) for kind, name, _ in TEAMS})

    def acting(self, login: str, team: str) -> Actor:
        """Somebody acting for a team, freshly signed in: an artist must be, to open a voice."""
        actor = actor_for(self.people[login].pk, self.teams[team], proof=Proof(fresh_at=timezone.now()))
        if actor is None:
            raise LookupError(f"{login} cannot act for {team}.")
        return actor


def sow_world() -> World:
    """People with their one password, teams with their owners, and Marco as Ayla's manager."""
    world = World()
    for person in (*PEOPLE, *OTHERS):
        world.people[person.login] = _person(person)
    for kind, name, owner in TEAMS:
        world.teams[name] = create_team(kind, name, person_id=world.people[owner].pk, by_command=True)
    _join(world, "marco", "Ayla Marsh", Role.MANAGER, invited_by="ayla")
    # One that nobody has answered yet: its mail waits at /dev/mail/.
    invite("lena@demo.test", Role.VIEWER, actor=world.acting("ayla", "Ayla Marsh"))
    return world


def sow_newcomers() -> None:
    """Who came to the demonstration since it was sown: people, their teams, and the studio's client."""
    known = set(User.objects.values_list("email", flat=True))
    new = {person.login: _person(person) for person in (*PEOPLE, *OTHERS) if person.email not in known}
    for kind, name, owner in TEAMS:
        if owner in new:
            create_team(kind, name, person_id=new[owner].pk, by_command=True)
    if not (Path(settings.VAR_DIR) / "studio-client").exists():
        sow_studio_client(World.found())


def sow_client(world: World) -> None:
    """Halcyon Audio's API client. Its secret is shown once: kept in a file of the demonstration, to be printed."""
    _keep(credentials.make("Halcyon demo", actor=world.acting("rin", "Halcyon Audio")), "halcyon-client")


def sow_studio_client(world: World) -> None:
    """The studio's own client: it asks, is permitted and reports over HTTP, like anybody."""
    _keep(credentials.make("Studio", actor=world.acting("sam", "Soundcheck Studio")), "studio-client")


def _person(person: Person) -> User:
    user = User.objects.create_user(person.email, PASSWORD, name=person.name)
    EmailAddress.objects.create(user=user, email=person.email, verified=True, primary=True)
    return user


def _keep(made: credentials.Credentials, name: str) -> None:
    path = Path(settings.VAR_DIR) / name
    path.touch(mode=0o600)
    path.write_text(f"    id      {made.client.client_id}\n    secret  {made.secret}\n")


def _join(world: World, login: str, team: str, role: Role, *, invited_by: str) -> None:
    """Invite somebody and accept for them, as they would by the link in the mail."""
    person = world.people[login]
    invitation = invite(person.email, role, actor=world.acting(invited_by, team))
    nonce = Message.objects.filter(topic=INVITATION_SEND).latest("id").payload["nonce"]
    accept_invitation(token_for(invitation.pk, nonce).value, person_id=person.pk, verified_emails=[person.email])
