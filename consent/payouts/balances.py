"""What a team is owed: what its statements say, less what went out, and what came back is owed again."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, OuterRef, Sum

from consent.earnings.models import Statement
from consent.earnings.querysets import StatementQuerySet
from consent.earnings.states import MonthState
from consent.payouts.models import Covered, Payout
from consent.payouts.states import State

ZERO = Decimal(0)


@dataclass(frozen=True)
class Balance:
    """A team's money in one currency. `stated` = `planned` + `sent` + `paid` + `open`, always.

    `stated` is what its closed statements pay; `open` what no live payout covers; `returned` what came back and has not
    gone out again, a part of `open`.
    """

    currency: str
    stated: Decimal = ZERO
    planned: Decimal = ZERO
    sent: Decimal = ZERO
    paid: Decimal = ZERO
    returned: Decimal = ZERO

    @property
    def open(self) -> Decimal:
        """What is owed and not on its way."""
        return self.stated - self.planned - self.sent - self.paid


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
    sums: dict[str, dict[str, Decimal]] = defaultdict(dict)
    stated = closed().filter(team_id=team_id).values("currency").annotate(sum=Sum("payable"))
    for row in stated.order_by("currency"):
        sums[row["currency"]]["stated"] = row["sum"]
    rows = Payout.objects.filter(team_id=team_id).values("currency", "state").annotate(sum=Sum("amount"))
    for row in rows.order_by("currency"):
        if row["state"] in (State.PLANNED, State.SENT, State.PAID, State.RETURNED):
            sums[row["currency"]][row["state"]] = row["sum"]
    return {currency: Balance(currency, **found) for currency, found in sorted(sums.items())}


def unpaid(teams: Collection[int] | None = None) -> list[Due]:
    """What no live payout covers, by team and currency; of these teams, or of all. One statement.

    Nor what was cancelled and paid all the same, or is confirmed so: see `cancelled`.
    """
    live = Covered.objects.filter(statement=OuterRef("pk"), live=True)
    paid = Covered.objects.filter(
        statement=OuterRef("pk"), live=False, payout__state__in=[State.PAID, State.CANCELLED],
        payout__confirmations__kind="paid",
    )  # fmt: skip
    found = (
        closed().filter(~Exists(live), ~Exists(paid), payable__gt=0).order_by("team_id", "currency", "month_id", "pk")
    )
    if teams is not None:
        found = found.filter(team_id__in=teams)
    dues: dict[tuple[int, str], Due] = {}
    for one in found:
        dues.setdefault((one.team_id, one.currency), Due(one.team_id, one.currency)).statements.append(one)
    return list(dues.values())


def numbers(statements: Sequence[Statement]) -> str:
    """The statements as a bank's text names them: by reference, or how many where they are too many."""
    named = " ".join(one.reference for one in statements)
    return named if len(named) <= 100 else f"{statements[0].reference} and {len(statements) - 1} more"
