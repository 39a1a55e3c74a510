"""Who may do what. Pure Python: no models, no requests. Every write asks `require` first."""

from artists.access.actor import Actor, MandateScope, Proof
from artists.access.refusals import Conflict, Denied, Invalid, Refusal
from artists.access.roles import ROLES, Permission, Role, RoleSpec, TeamKind, is_for, permissions_of
from artists.access.rules import require, require_fresh, require_fresh_proof, why_not
from artists.access.writing import many_lines, one_line

__all__ = [
    "ROLES",
    "Actor",
    "Conflict",
    "Denied",
    "Invalid",
    "MandateScope",
    "Permission",
    "Proof",
    "Refusal",
    "Role",
    "RoleSpec",
    "TeamKind",
    "is_for",
    "many_lines",
    "one_line",
    "permissions_of",
    "require",
    "require_fresh",
    "require_fresh_proof",
    "why_not",
]
