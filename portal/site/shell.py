"""What the frame around every team page shows: the team, the person's other teams, and the navigation."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from artists.access import Actor, Permission, Role, TeamKind
from artists.teams.models import Membership, Team
from consent.requests.selectors import waiting
from consent.withdrawals.feed import open_count


@dataclass(frozen=True)
class NavItem:
    """One line of the navigation."""

    label: str
    url: str
    icon: str
    current: bool
    count: int = 0

    @property
    def short_label(self) -> str:
        """What a phone's tab bar has room for."""
        return {"AI participation": "AI", "Voice and likeness": "Voice"}.get(self.label, self.label)


@dataclass(frozen=True)
class TeamLink:
    """One line of the team switcher."""

    name: str
    slug: str
    kind_label: str
    role_label: str
    via_mandate: bool
    url: str


@dataclass(frozen=True)
class Shell:
    """See `templates/site/shell.html`."""

    team: Team | None
    role_label: str
    teams: tuple[TeamLink, ...]
    nav: tuple[NavItem, ...]
    theme: str
    demo: bool


# One navigation in one order; a team sees what its kind needs: (label, URL name, icon, kinds, permission).
_RIGHTS = frozenset(kind for kind in TeamKind if kind.holds_rights)
_ANY = frozenset(TeamKind)
_NAV: tuple[tuple[str, str, str, frozenset[TeamKind], Permission], ...] = (
    ("Home", "site:team_home", "house", _ANY, Permission.VIEW),
    ("Console", "site:console", "terminal", frozenset({TeamKind.PARTNER}), Permission.VIEW),
    ("AI participation", "site:participation", "sparkles", frozenset({TeamKind.ARTIST}), Permission.VIEW),
    ("Roster", "site:roster", "users-round", _RIGHTS - {TeamKind.ARTIST}, Permission.VIEW),
    ("Experiences", "site:experiences", "sparkles", _RIGHTS, Permission.VIEW),
    ("Requests", "site:requests", "inbox", frozenset(TeamKind) - {TeamKind.OPERATOR}, Permission.VIEW),
    ("Voice and likeness", "site:voice", "mic", frozenset({TeamKind.ARTIST}), Permission.VIEW),
    ("Earnings", "site:earnings", "wallet", _RIGHTS, Permission.SEE_MONEY),
    ("Catalogue", "site:catalogue", "disc-3", _RIGHTS, Permission.VIEW),
    ("Rules", "site:rules", "list-checks", _RIGHTS, Permission.VIEW),
    ("Identities", "site:identities", "fingerprint-pattern", frozenset({TeamKind.OPERATOR}), Permission.VIEW),
    ("Rights", "site:rights", "scroll-text", frozenset({TeamKind.OPERATOR}), Permission.VIEW),
    ("Experiences", "site:offers", "wand-sparkles", frozenset({TeamKind.PARTNER}), Permission.VIEW),
    ("Licences", "site:licences", "file-signature", _ANY - {TeamKind.OPERATOR}, Permission.VIEW),
    ("Withdrawals", "site:withdrawals", "hand", _ANY - {TeamKind.OPERATOR}, Permission.VIEW),
    ("Claims", "site:claims", "flag", frozenset({TeamKind.OPERATOR}), Permission.VIEW),
    ("Disputes", "site:splits", "wallet", frozenset({TeamKind.OPERATOR}), Permission.SEE_MONEY),
    ("Reports", "site:reports", "file-text", _RIGHTS | {TeamKind.PARTNER}, Permission.VIEW),
    ("Invoices", "site:invoices", "wallet", frozenset({TeamKind.PARTNER, TeamKind.OPERATOR}), Permission.SEE_MONEY),
    ("Settlements", "site:settlements", "wallet", frozenset({TeamKind.OPERATOR}), Permission.SEE_MONEY),
    ("Payouts", "site:payout_batches", "building-2", frozenset({TeamKind.OPERATOR}), Permission.SEE_MONEY),
    ("API clients", "site:clients", "key-round", frozenset({TeamKind.PARTNER}), Permission.VIEW),
    ("Months", "site:months", "wallet", frozenset({TeamKind.OPERATOR}), Permission.SEE_MONEY),
    ("Outbox", "site:outbox", "send", frozenset({TeamKind.OPERATOR}), Permission.VIEW),
    ("Team", "site:team", "users", _ANY, Permission.VIEW),
    ("Webhooks", "site:webhooks", "webhook", _ANY, Permission.MANAGE_WEBHOOKS),
    ("History", "site:history", "history", _ANY, Permission.VIEW),
)


def nav_for(request: HttpRequest, team: Team, actor: Actor) -> tuple[NavItem, ...]:
    """The navigation of a team's pages; the current one is the longest address that the path starts with."""
    items = [
        (label, reverse(name, args=[team.slug]), icon)
        for label, name, icon, kinds, permission in _NAV
        if actor.team_kind in kinds and actor.has(permission)
    ]
    current = max((url for _, url, _ in items if request.path.startswith(url)), key=len, default="")
    waits = {"Requests": waiting(actor) if actor.team_kind is not TeamKind.OPERATOR else 0}
    if actor.team_kind is TeamKind.PARTNER:
        waits["Withdrawals"] = open_count(actor)
    return tuple(NavItem(label, url, icon, url == current, waits.get(label, 0)) for label, url, icon in items)


def team_links(person_id: int) -> tuple[TeamLink, ...]:
    """The person's teams, then those they act for under a mandate. Two queries."""
    roles = dict(Membership.objects.filter(person_id=person_id).values_list("team_id", "role"))
    return tuple(
        TeamLink(
            name=team.name,
            slug=team.slug,
            kind_label=team.team_kind.label,
            role_label=Role(roles[team.pk]).label if team.pk in roles else "By mandate",
            via_mandate=team.pk not in roles,
            url=reverse("site:team_home", args=[team.slug]),
        )
        for team in sorted(Team.objects.of_person(person_id), key=lambda t: (t.pk not in roles, t.name.casefold()))
    )
