"""What a batch would hold: for each team and currency what goes out, or why it waits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from artists.access import Actor, Permission, TeamKind, require
from artists.access.refusals import Denied
from artists.teams.models import Team
from consent.payouts.accounts import in_force
from consent.payouts.balances import Due, unpaid
from consent.payouts.models import Account, Payout, PayoutBatch, Smallest
from consent.payouts.states import SMALLEST
from consent.payouts.ways import rail_for


@dataclass(frozen=True)
class Line:
    """A sum that is owed. `waits` says why it does not go out; then there is no account, or it is not enough."""

    team: Team
    due: Due
    account: Account | None
    rail: str
    waits: str
    change_waits: bool

    @property
    def amount(self) -> Decimal:
        """What it comes to."""
        return self.due.amount


def require_operator(actor: Actor, permission: Permission = Permission.CHANGE_MONEY) -> None:
    """Raise `Denied` unless the actor does this for the team that runs the portal."""
    require(actor, permission)
    if actor.team_kind is not TeamKind.OPERATOR:
        raise Denied("not_operator", "Only the team that runs the portal pays out.")


def preview(actor: Actor) -> list[Line]:
    """What a batch made now would hold, and what it would leave; for the operator. A handful of statements."""
    require_operator(actor, Permission.SEE_MONEY)
    return plan(timezone.now())


def plan(now: datetime, teams: Collection[int] | None = None) -> list[Line]:
    """The same for whoever makes it: the caller has locked the teams, or only looks."""
    dues = unpaid(teams)
    concerned = {due.team_id for due in dues}
    named = Team.objects.in_bulk(concerned)
    least = dict(Smallest.objects.filter(team_id__in=concerned).values_list("team_id", "amount"))
    known: dict[int, list[Account]] = {}
    for account in Account.objects.filter(team_id__in=concerned).order_by("number"):
        known.setdefault(account.team_id, []).append(account)
    return [_line(due, named[due.team_id], known.get(due.team_id, []), least, now) for due in dues]


def moved_on(batch: PayoutBatch, now: datetime) -> list[Payout]:
    """Payouts of a batch that go to an account their team is not paid to any more, as they stand now."""
    payouts = list(Payout.objects.filter(batch=batch).select_related("team", "account").order_by("pk"))
    known: dict[int, list[Account]] = {}
    for account in Account.objects.filter(team_id__in={one.team_id for one in payouts}).order_by("number"):
        known.setdefault(account.team_id, []).append(account)
    return [one for one in payouts if in_force(known[one.team_id], now) != one.account]


def _line(due: Due, team: Team, known: list[Account], least: dict[int, int], now: datetime) -> Line:
    account = in_force(known, now)
    rail = rail_for(account.payee) if account else None
    return Line(
        team=team,
        due=due,
        account=account,
        rail=rail.name if rail else "",
        waits=_waits(due, known, account, rail is not None, least.get(team.pk, SMALLEST), now),
        change_waits=any(one.force_at > now and not one.stopped_at for one in known),
    )


def _waits(due: Due, known: list[Account], account: Account | None, reached: bool, least: int, now: datetime) -> str:
    if account is None:
        if any(one.returned_at for one in known):
            return "The last transfer came back. A new account is needed."
        waiting = [one for one in known if one.force_at > now and not one.stopped_at]
        return f"The account takes force on {waiting[0].force_at:%d %b}." if waiting else "No account yet."
    if not reached:
        return "The way to this account is switched off."
    if due.amount < least:
        return f"Less than {least} {due.currency}: added to the next."
    return ""
