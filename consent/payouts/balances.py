"""What a team is owed: what its statements say, less what went out, and what came back is owed again."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum

from consent.earnings.models import Statement
from consent.earnings.querysets import StatementQuerySet
from consent.earnings.states import MonthState
from consent.payouts.models import Covered, Payout
from consent.payouts.states import State

ZERO = Decimal(0)


@dataclass(frozen=True)
class Balance:
    """A team's money in one currency. `stated` = `planned` + `sent` + `paid` + `open`, always.

    `stated` is what its closed statements pay, each of which is in one of the four; `open` is owed and not on its way;
    `returned` what of that had gone out and came back. `twice` is what the bank paid beyond `paid`: a payout that was
    cancelled and paid all the same beside another. So `paid` + `twice` is what the bank paid and did not send back.
    """

    currency: str
    planned: Decimal = ZERO
    sent: Decimal = ZERO
    paid: Decimal = ZERO
    open: Decimal = ZERO
    returned: Decimal = ZERO
    twice: Decimal = ZERO

    @property
    def stated(self) -> Decimal:
        """All that closed statements pay."""
        return self.planned + self.sent + self.paid + self.open


@dataclass
class Due:
    """A team's unpaid statements of one currency, oldest first."""

    team_id: int
    currency: str
    statements: list[Statement] = field(default_factory=list)

    @property
    def amount(self) -> Decimal:
        """What they come to."""
        return sum((one.payable for one in self.statements), ZERO)


def closed() -> StatementQuerySet:
    """Statements that count: those of a month whose closing is over."""
    return Statement.objects.filter(month__state=MonthState.CLOSED)


def balances(team_id: int) -> dict[str, Balance]:
    """By currency. Two statements, however long the history."""
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    live = Covered.objects.filter(statement=OuterRef("pk"), live=True).values("payout__state")
    back = Covered.objects.filter(statement=OuterRef("pk"), payout__state=State.RETURNED)
    found = closed().filter(team_id=team_id).annotate(way=Subquery(live), reached=Exists(_reached()), back=Exists(back))
    kinds = found.order_by("currency").values_list("currency", "way", "reached", "back").annotate(sum=Sum("payable"))
    for currency, way, reached, came_back, amount in kinds:
        sums[currency][way or ("paid" if reached else "open")] += amount
        if came_back and not way and not reached:
            sums[currency]["returned"] += amount
    out = Payout.objects.filter(team_id=team_id).money_out().values_list("currency").annotate(sum=Sum("amount"))
    for currency, amount in out.order_by("currency"):
        sums[currency]["twice"] = amount
    for of in sums.values():
        of["twice"] -= of["paid"]
    return {currency: Balance(currency, **found) for currency, found in sorted(sums.items())}


def unpaid(teams: Collection[int] | None = None) -> list[Due]:
    """What no live payout covers, by team and currency; of these teams, or of all. One statement.

    Nor what was cancelled and paid all the same: see `cancelled`.
    """
    found = owed().order_by("team_id", "currency", "month_id", "pk")
    if teams is not None:
        found = found.filter(team_id__in=teams)
    dues: dict[tuple[int, str], Due] = {}
    for one in found:
        dues.setdefault((one.team_id, one.currency), Due(one.team_id, one.currency)).statements.append(one)
    return list(dues.values())


def owed() -> StatementQuerySet:
    """Closed statements that pay something, and that nothing pays or has paid."""
    live = Covered.objects.filter(statement=OuterRef("pk"), live=True)
    return closed().filter(~Exists(live), ~Exists(_reached()), payable__gt=0)


def _reached() -> QuerySet[Covered]:
    """What the bank has paid of a statement though its payout was cancelled."""
    paid = Payout.objects.money_out().values("pk")
    return Covered.objects.filter(statement=OuterRef("pk"), live=False, payout__in=paid)


def numbers(statements: Sequence[Statement]) -> str:
    """The statements as a bank's text names them: by reference, or how many where they are too many."""
    named = " ".join(one.reference for one in statements)
    return named if len(named) <= 100 else f"{statements[0].reference} and {len(statements) - 1} more"
