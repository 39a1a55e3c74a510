"""What the pages of accounts say: kinds and rules in words, and each calculation as a sentence with its numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from consent.earnings.accounts import Account, Balances, Booking, promised
from consent.earnings.models import LicenceYear, Pool
from consent.earnings.pool_parts import Division
from consent.earnings.states import Kind, Rule
from consent.licences.wording import money
from consent.uses import USES

SHOWN = 5  # lines of an account where it stands among others

NAMES: Mapping[Kind, tuple[str, str]] = MappingProxyType(
    {
        Kind.ADVANCE: ("Advances", "Paid before it is earned. What the licence earns later is set against it; it is "
                       "never paid back."),
        Kind.FLAT: ("Flat sums", "Paid once, when the licence comes into force."),
        Kind.MINIMUM: ("To the minimum", "What a year of the licence fell short of its minimum."),
        Kind.CHECKS: ("Checks", "Paid by the thousand questions that were answered yes, month by month."),
        Kind.SETTLEMENT: ("Settlements", "Paid for the past, outside any rate."),
    }
)  # fmt: skip
_ONE: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.ADVANCE: "Advance", Kind.FLAT: "Flat sum", Kind.MINIMUM: "To the minimum", Kind.CHECKS: "Checks",
        Kind.SETTLEMENT: "Settlement",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Ledger:
    """An account to read: newest line first, the last `SHOWN` or all, and how many came before."""

    account: Account
    lines: tuple[Booking, ...]
    earlier: int

    @property
    def name(self) -> str:
        """What it is called."""
        return NAMES[self.account.kind][0]

    @property
    def says(self) -> str:
        """What it is."""
        return NAMES[self.account.kind][1]

    @property
    def is_advance(self) -> bool:
        """Whether its balance goes down."""
        return self.account.kind is Kind.ADVANCE


@dataclass(frozen=True)
class Minimum:
    """A year of a licence against its minimum."""

    year: LicenceYear

    @property
    def missing(self) -> str:
        """What would be added if nothing more came."""
        return money(max(self.year.promised - self.year.came_to, type(self.year.promised)(0)), self.year.currency)

    @property
    def reached(self) -> bool:
        """Whether nothing is missing."""
        return self.year.came_to >= self.year.promised

    @property
    def per_mille(self) -> int:
        """For a bar of 1,000."""
        return min(int(self.year.came_to * 1000 / self.year.promised), 1000) if self.year.promised else 1000


@dataclass(frozen=True)
class Card:
    """Everything of a licence, to read."""

    balances: Balances
    ledgers: tuple[Ledger, ...]
    minimums: tuple[Minimum, ...]

    @property
    def advance(self) -> Account | None:
        """The account whose balance is still to recoup."""
        return self.balances.of(Kind.ADVANCE)

    @property
    def recouped_per_mille(self) -> int:
        """How far the advance is recouped, for a bar of 1,000."""
        account = self.advance
        return int(account.recouped * 1000 / account.came_in) if account and account.came_in > 0 else 0


def card(balances: Balances, *, whole: bool = False) -> Card:
    """A licence's accounts with their last lines, or with all."""
    ledgers = []
    for account in balances.accounts:
        lines = account.bookings[::-1] if whole else account.bookings[: -SHOWN - 1 : -1]
        ledgers.append(Ledger(account, lines, len(account.bookings) - len(lines)))
    years = balances.years[::-1] if whole else balances.years[-1:]
    return Card(balances, tuple(ledgers), tuple(Minimum(one) for one in years))


def kind_of(pool: Pool) -> str:
    """What one sum is called, such as `Flat sum, train`."""
    return _ONE[Kind(pool.kind)] + (f", {USES[pool.use].short.lower()}" if pool.use in USES else "")


def rule_of(pool: Pool, division: Division) -> str:
    """The rule that was followed, with its numbers; and why, where the licence names another."""
    amount = money(pool.amount, pool.currency)
    works = f"{division.works:,} work{'' if division.works == 1 else 's'}"
    if pool.rule == Rule.ATTRIBUTION:
        uses = f"{division.weight.normalize():,f}"
        return (
            f"By what was reported of each work in the period: {amount} over {uses} reported uses of {works}. A work "
            f"with a tenth of the uses has a tenth of the sum."
        )
    why = ""
    if promised(pool) is Rule.ATTRIBUTION:
        first = Kind(pool.kind) in (Kind.FLAT, Kind.ADVANCE)
        why = (
            " The licence divides by what was reported; a sum that is paid at the beginning comes before any report."
            if first
            else " The licence divides by what was reported; for these days nothing was."
        )
    if division.works <= 1:
        return f"All of {amount} goes to the one work that is covered.{why}"
    each = money((pool.amount / division.works).quantize(pool.amount), pool.currency)
    return f"The same for every work covered: {amount} over {works} is {each} each.{why}"
