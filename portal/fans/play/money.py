"""Where the money goes, as a bar and in words: from the rates, the splits in force and the partner's price."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from consent.experiences.public import Money, ShareOf, Shown
from consent.licences.terms import Basis
from consent.licences.wording import money

ALL = 10_000


@dataclass(frozen=True)
class Slice:
    """A part of the bar: whose, how much of the whole in basis points, and where it begins."""

    name: str
    what: str
    basis_points: int
    start: int
    kept: bool = False

    @property
    def percent(self) -> str:
        """Such as `33.3 %`."""
        return f"{Decimal(self.basis_points) / 100:.1f}".removesuffix(".0") + " %"


@dataclass(frozen=True)
class Bar:
    """How the money of some assets divides; `of` names them where others divide in another way.

    No slices while it waits.
    """

    of: str
    slices: tuple[Slice, ...]


@dataclass(frozen=True)
class Where:
    """Where the money goes. `holders` is the part of what a fan pays that reaches holders, None where it is no part."""

    price: str
    holders: int | None
    bars: tuple[Bar, ...]


def where_it_goes(shown: Shown) -> Where:
    """Of an experience as the public sees it: a bar for all assets that divide alike."""
    part = _part(shown)
    alike: dict[tuple[ShareOf, ...], list[Money]] = {}
    for one in shown.money:
        alike.setdefault(one.shares, []).append(one)
    bars = tuple(
        Bar("" if len(alike) == 1 else _listed(some), _slices(some[0], part, shown))
        for shares, some in alike.items()
        if shares
    )
    price = shown.offer.price
    return Where(money(price, shown.currency) if price else "", part, bars)


def _listed(some: Sequence[Money]) -> str:
    return ", ".join(one.asset.title for one in some)


def _part(shown: Shown) -> int | None:
    """The holders' part of what a fan pays, in basis points: a share of revenue, or a fixed sum of a fixed price."""
    rates, price = shown.terms.rates, shown.offer.price
    if len(rates) != 1:
        return None
    if rates[0].basis is Basis.REVENUE_SHARE and rates[0].basis_points:
        return min(rates[0].basis_points, ALL)
    if rates[0].basis is Basis.PER_OUTPUT and rates[0].amount and price:
        return min(int(rates[0].amount * ALL / price), ALL)
    return None


def _slices(one: Money, part: int | None, shown: Shown) -> tuple[Slice, ...]:
    whole = ALL if part is None else part
    found: list[Slice] = []
    start = 0
    for share in one.shares:
        wide = share.basis_points * whole // ALL
        found.append(Slice(share.team, _what(share.team, shown), wide, start))
        start += wide
    if part is not None and start < ALL:
        name = shown.experience.partner.name
        found.append(Slice(name, "built this and runs it", ALL - start, start, kept=True))
    return tuple(found)


def _what(team: str, shown: Shown) -> str:
    artists: Sequence[str] = [one.team.name for one in shown.approvals if one.artist]
    return "the artist" if team in artists else "holds rights in it"
