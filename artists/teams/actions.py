"""Teams and their members: starting, renaming, roles, removal, leaving. A team never loses its last owner."""

from dataclasses import replace
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from artists.access import (
    Actor,
    Conflict,
    Denied,
    Invalid,
    Permission,
    Proof,
    Role,
    TeamKind,
    one_line,
    require,
    require_fresh,
)
from artists.journal.record import Act, record
from artists.teams import entries
from artists.teams.actors import actor_for
from artists.teams.models import Membership, Team

NAME_LENGTH = 120
MOST_STARTED_A_DAY = 20


def create_team(kind: TeamKind, name: str, *, person_id: int, by_command: bool = False) -> Team:
    """Start a team with this person as its owner. Anybody may; an operator team is made by command only."""
    if kind is TeamKind.OPERATOR and not by_command:
        raise Denied("operator_by_command", "An operator team is made by whoever runs the server, not here.")
    shown = _checked_name(name)
    now = timezone.now()
    today = Team.objects.filter(created_by_id=person_id, created_at__gt=now - timedelta(days=1))
    if today.count() >= MOST_STARTED_A_DAY:
        raise Conflict("too_many_today", "You have started many teams today. Go on tomorrow.")
    with transaction.atomic():
        team = _with_free_slug(Team(kind=kind, name=shown, created_at=now, created_by_id=person_id))
        Membership.objects.create(team=team, person_id=person_id, role=Role.OWNER, joined_at=now)
        record(
            Act(entries.TEAM_CREATED, "team", str(team.pk), {"kind": kind.value, "name": shown}),
            actor=actor_for(person_id, team),
            at=now,
        )
    return team


def rename_team(name: str, *, actor: Actor) -> Team:
    """Give the team another name. Its address stays, so that no link breaks."""
    require(actor, Permission.MANAGE_TEAM)
    shown = _checked_name(name)
    with transaction.atomic():
        team = lock_team(actor)
        if team.name == shown:
            return team
        before, team.name = team.name, shown
        team.save(update_fields=["name"])
        record(Act(entries.TEAM_RENAMED, "team", str(team.pk), {"from": before, "to": shown}), actor=actor)
    return team


def change_role(membership_id: int, role: Role, *, actor: Actor) -> Membership:
    """Give a member another role. Only an owner makes an owner, or touches one; one owner always stays.

    Raises `Denied` (`no_permission`, `only_an_owner`, `fresh_sign_in`), `Conflict` (`gone`, `last_owner`).
    """
    require(actor, Permission.MANAGE_MEMBERS)
    with transaction.atomic():
        lock_team(actor)
        member = _member(membership_id, actor)
        before = Role(member.role)
        if before is role:
            return member
        require_owner_for(before, actor)
        require_may_make(role, actor)
        if before is Role.OWNER:
            _keep_an_owner(member)
        member.role = role
        member.save(update_fields=["role"])
        _record_member(entries.ROLE_CHANGED, member, {"from": before.value, "to": role.value}, actor=actor)
    return member


def remove_member(membership_id: int, *, actor: Actor) -> None:
    """Take somebody out of the team, at once. An owner is removed only by an owner; oneself one leaves with `leave`."""
    require(actor, Permission.MANAGE_MEMBERS)
    with transaction.atomic():
        lock_team(actor)
        member = _member(membership_id, actor)
        if member.person_id == actor.person_id:
            raise Invalid("that_is_you", "This is you. To go, leave the team.")
        require_owner_for(Role(member.role), actor)
        _keep_an_owner(member)
        _record_member(entries.MEMBER_REMOVED, member, {"role": member.role}, actor=actor)
        member.delete()


def leave(*, actor: Actor) -> None:
    """Leave the team. The last owner cannot: somebody must be able to decide."""
    with transaction.atomic():
        lock_team(actor)
        member = Membership.objects.filter(team_id=actor.team_id, person_id=actor.person_id).first()
        if member is None:
            raise Conflict("not_a_member", "You are not a member of this team.")
        _keep_an_owner(member)
        _record_member(entries.MEMBER_LEFT, member, {"role": member.role}, actor=actor)
        member.delete()


def require_owner_for(role: Role, actor: Actor) -> None:
    """Raise `Denied` where this role is an owner's and the actor is none."""
    if sentence := why_not_touch(role, actor):
        raise Denied("only_an_owner", sentence)


def why_not_touch(role: Role, actor: Actor) -> str:
    """Why the actor may not change, remove, invite or make somebody with this role; empty when they may."""
    if role is Role.OWNER and actor.role is not Role.OWNER:
        return "Only an owner makes or changes an owner."
    return ""


def require_may_make(role: Role, actor: Actor) -> None:
    """Raise unless the actor may give somebody this role. An artist's owner can open the voice: it asks who one is."""
    require_owner_for(role, actor)
    if role is Role.OWNER and actor.team_kind is TeamKind.ARTIST:
        require_fresh(actor, now=timezone.now())


def lock_team(actor: Actor) -> Team:
    """The actor's team, locked until the transaction ends: two changes of its people never pass each other."""
    return Team.objects.select_for_update().get(pk=actor.team_id)


def known_role(value: str) -> Role:
    """The role of this name, or `Invalid`."""
    if value not in {role.value for role in Role}:
        raise Invalid("unknown_role", "Choose one of the roles.", field="role")
    return Role(value)


def after_joining(person_id: int, team: Team, proof: Proof | None) -> Actor:
    """The actor that a person has just become in a team."""
    actor = actor_for(person_id, team, proof=proof)
    if actor is None:
        raise LookupError("This person has not joined the team.")
    return replace(actor, mandates=())


def _keep_an_owner(member: Membership) -> None:
    others = Membership.objects.filter(team_id=member.team_id, role=Role.OWNER).exclude(pk=member.pk)
    if member.role == Role.OWNER and not others.exists():
        raise Conflict("last_owner", "A team needs an owner. Make somebody else owner first.")


def _member(membership_id: int, actor: Actor) -> Membership:
    found = Membership.objects.filter(team_id=actor.team_id, pk=membership_id).select_related("person").first()
    if found is None:
        raise Conflict("gone", "This person is no longer in the team.")
    return found


def _record_member(type_: str, member: Membership, data: dict[str, str], *, actor: Actor) -> None:
    record(Act(type_, "person", str(member.person_id), data), actor=actor)


def _checked_name(name: str) -> str:
    shown = one_line(name, field="name")
    if not shown:
        raise Invalid("name_missing", "A team needs a name.", field="name")
    if len(shown) > NAME_LENGTH:
        raise Invalid("name_too_long", f"A name has at most {NAME_LENGTH} characters.", field="name")
    return shown


def _with_free_slug(team: Team) -> Team:
    """Save the team under the first free address. The unique column decides between two who press at once."""
    stem = slugify(team.name)[:50].strip("-") or "team"
    for number in range(1, 1000):
        team.slug = stem if number == 1 else f"{stem}-{number}"
        try:
            with transaction.atomic():
                team.save(force_insert=True)
            return team
        except IntegrityError:
            continue
    raise Conflict("no_free_address", "There are too many teams of this name. Choose another.")
