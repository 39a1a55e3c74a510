"""Teams' kinds, permissions and roles: the one table that says what a role may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class TeamKind(StrEnum):
    """What a team is. Shown with `label`."""

    ARTIST = "artist"
    LABEL = "label"
    DISTRIBUTOR = "distributor"
    PUBLISHER = "publisher"
    PARTNER = "partner"
    OPERATOR = "operator"

    @property
    def label(self) -> str:
        """The word people read."""
        return {"partner": "AI partner", "operator": "Operator of this portal"}.get(self.value, self.value.capitalize())

    @property
    def holds_rights(self) -> bool:
        """Whether a team of this kind can hold a right in an asset, and so answer for it."""
        return self not in (TeamKind.PARTNER, TeamKind.OPERATOR)


class Permission(StrEnum):
    """One thing a member may do for a team. `description` is the sentence the role table shows."""

    VIEW = "view"
    CHOOSE = "choose"
    CHOOSE_VOICE = "choose_voice"
    EDIT_CATALOGUE = "edit_catalogue"
    SEE_MONEY = "see_money"
    CHANGE_MONEY = "change_money"
    MANAGE_MEMBERS = "manage_members"
    GIVE_MANDATE = "give_mandate"
    MANAGE_CLIENTS = "manage_clients"
    MANAGE_WEBHOOKS = "manage_webhooks"
    ASK = "ask"
    REPORT = "report"
    SIGN = "sign"
    ACKNOWLEDGE = "acknowledge"
    SET_RULES = "set_rules"
    IDENTIFY = "identify"
    CHECK_IDENTITY = "check_identity"
    TEND_OUTBOX = "tend_outbox"
    ANSWER_CLAIMS = "answer_claims"
    MANAGE_TEAM = "manage_team"

    @property
    def description(self) -> str:
        """What it lets a member do, as the role table says it."""
        return _DESCRIPTIONS[self]


_DESCRIPTIONS: Mapping[Permission, str] = MappingProxyType(
    {
        Permission.VIEW: "See choices, catalogue, team and history",
        Permission.CHOOSE: "Answer for tracks and songs, set defaults, pause everything",
        Permission.CHOOSE_VOICE: "Open the voice and the likeness",
        Permission.EDIT_CATALOGUE: "Bring in and change the catalogue",
        Permission.SEE_MONEY: "See earnings and statements",
        Permission.CHANGE_MONEY: "Change payouts and splits",
        Permission.MANAGE_MEMBERS: "Invite and remove people, change roles",
        Permission.GIVE_MANDATE: "Give and take back a mandate",
        Permission.MANAGE_CLIENTS: "Make and revoke API clients",
        Permission.MANAGE_WEBHOOKS: "Say which of the team's servers are told what happens",
        Permission.ASK: "Send requests, offer licences, answer counter-offers",
        Permission.REPORT: "Report what was made, and take it down",
        Permission.SIGN: "Sign, suspend and end licences, give a mandate back",
        Permission.ACKNOWLEDGE: "Confirm what a withdrawal asks",
        Permission.SET_RULES: "Set rules that answer requests",
        Permission.IDENTIFY: "Say which artist of the catalogue the team is",
        Permission.CHECK_IDENTITY: "Check who artists are, and undo false claims",
        Permission.TEND_OUTBOX: "Send again, or drop, what could not be delivered",
        Permission.ANSWER_CLAIMS: "Answer claims about what fans made, and keep people out",
        Permission.MANAGE_TEAM: "Rename the team",
    }
)


class Role(StrEnum):
    """A member's role in a team."""

    OWNER = "owner"
    MANAGER = "manager"
    EDITOR = "editor"
    ACCOUNTANT = "accountant"
    VIEWER = "viewer"

    @property
    def label(self) -> str:
        """The word people read."""
        return self.value.capitalize()


@dataclass(frozen=True)
class RoleSpec:
    """What a role is for, and what it may do."""

    description: str
    permissions: frozenset[Permission]


_P = Permission
ROLES: Mapping[Role, RoleSpec] = MappingProxyType(
    {
        Role.OWNER: RoleSpec("Decides everything, the voice too. A team always has one.", frozenset(Permission)),
        Role.MANAGER: RoleSpec(
            "Runs the team day to day: answers, catalogue, people.",
            frozenset(
                {_P.VIEW, _P.CHOOSE, _P.EDIT_CATALOGUE, _P.SEE_MONEY, _P.MANAGE_MEMBERS, _P.MANAGE_CLIENTS}
                | {_P.MANAGE_WEBHOOKS, _P.ASK, _P.REPORT, _P.SIGN, _P.SET_RULES, _P.IDENTIFY, _P.CHECK_IDENTITY}
                | {_P.TEND_OUTBOX, _P.ACKNOWLEDGE, _P.ANSWER_CLAIMS}
            ),
        ),
        Role.EDITOR: RoleSpec(
            "Answers for tracks and keeps the catalogue.",
            frozenset({_P.VIEW, _P.CHOOSE, _P.EDIT_CATALOGUE, _P.ASK, _P.REPORT, _P.ACKNOWLEDGE}),
        ),
        Role.ACCOUNTANT: RoleSpec("Sees and handles the money.", frozenset({_P.VIEW, _P.SEE_MONEY, _P.CHANGE_MONEY})),
        Role.VIEWER: RoleSpec("Looks, and changes nothing.", frozenset({_P.VIEW})),
    }
)

# What no member of a team of some kind can do, whatever the role: it is not that kind's business.
_NOT_FOR_HOLDERS = frozenset(
    {_P.REPORT, _P.MANAGE_CLIENTS, _P.CHECK_IDENTITY, _P.TEND_OUTBOX, _P.ACKNOWLEDGE, _P.ANSWER_CLAIMS}
)
_NO_ARTIST = frozenset({_P.CHOOSE_VOICE, _P.GIVE_MANDATE, _P.IDENTIFY})
_NOT_FOR_OTHERS = frozenset({_P.IDENTIFY, _P.CHOOSE, _P.CHOOSE_VOICE, _P.EDIT_CATALOGUE, _P.GIVE_MANDATE, _P.SET_RULES})
_NOT_FOR: Mapping[TeamKind, frozenset[Permission]] = MappingProxyType(
    {
        TeamKind.ARTIST: _NOT_FOR_HOLDERS,
        TeamKind.LABEL: _NOT_FOR_HOLDERS | _NO_ARTIST,
        TeamKind.DISTRIBUTOR: _NOT_FOR_HOLDERS | _NO_ARTIST,
        TeamKind.PUBLISHER: _NOT_FOR_HOLDERS | _NO_ARTIST,
        TeamKind.PARTNER: _NOT_FOR_OTHERS | {_P.CHECK_IDENTITY, _P.TEND_OUTBOX, _P.ANSWER_CLAIMS},
        TeamKind.OPERATOR: _NOT_FOR_OTHERS
        | {_P.MANAGE_CLIENTS, _P.ASK, _P.REPORT, _P.SIGN, _P.MANAGE_WEBHOOKS}
        | {_P.ACKNOWLEDGE},
    }
)


def is_for(kind: TeamKind, permission: Permission) -> bool:
    """Whether a team of this kind does such a thing at all."""
    return permission not in _NOT_FOR[kind]


def permissions_of(role: Role, kind: TeamKind) -> frozenset[Permission]:
    """What a member with this role may do in a team of this kind."""
    return ROLES[role].permissions - _NOT_FOR[kind]
