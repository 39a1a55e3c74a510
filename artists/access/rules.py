"""May this actor do this? One function answers for the action (`require`) and for the button (`why_not`)."""

from datetime import datetime, timedelta

from artists.access.actor import Actor, Proof
from artists.access.refusals import Denied
from artists.access.roles import ROLES, Permission, Role, is_for

FRESH_FOR = timedelta(minutes=5)


def why_not(actor: Actor, permission: Permission) -> str:
    """The sentence that says why the actor lacks `permission`; empty when the actor has it."""
    if actor.has(permission):
        return ""
    if not is_for(actor.team_kind, permission):
        return f"This is not something a team of the kind “{actor.team_kind.label}” does."
    if actor.role is None:
        return "A mandate does not cover this. Only members of the team itself may do it."
    able = [role.label.lower() for role in Role if permission in ROLES[role].permissions]
    who = " or ".join([", ".join(able[:-1]), able[-1]] if len(able) > 1 else able)
    what = permission.description[0].lower() + permission.description[1:]
    return f"You may not do this: to {what} takes the role {who}."


def require(actor: Actor, permission: Permission) -> None:
    """Raise `Denied` with its sentence unless the actor has `permission`."""
    if sentence := why_not(actor, permission):
        raise Denied("no_permission", sentence)


def require_fresh(actor: Actor, *, now: datetime) -> None:
    """Raise `Denied("fresh_sign_in")` unless the person proved who they are within five minutes.

    Where a second factor is set up, that proof must have used it (rule 3 of the language).
    """
    require_fresh_proof(actor.proof, now=now)


def require_fresh_proof(proof: Proof, *, now: datetime) -> None:
    """The same for a person who acts for no team."""
    proven_at = proof.second_factor_at if proof.has_second_factor else proof.fresh_at
    if proven_at is None or now - proven_at > FRESH_FOR:
        raise Denied("fresh_sign_in", "This cannot simply be taken back: confirm that it is you first.")
