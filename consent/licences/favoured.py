"""Most-favoured terms: a team's licences in force side by side, and what a new rate does to the others.

Two rates are comparable for the same use, on the same basis, in the same currency. A rate for all uses counts for each.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet

from consent.licences.models import Licence, Party, Version
from consent.licences.states import State
from consent.licences.terms import Basis, Rate, Terms
from consent.licences.wording import rate_in_words
from consent.uses import USES, Use


@dataclass(frozen=True)
class Price:
    """What one licence pays for a use."""

    licence: Licence
    rate: Rate
    currency: str
    most_favoured: bool

    @property
    def worth(self) -> Decimal:
        """To compare with another of the same kind."""
        return worth(self.rate)

    @property
    def words(self) -> str:
        """Such as `€0.045 for each output`."""
        return rate_in_words(self.rate, self.currency)


@dataclass(frozen=True)
class Compared:
    """One use, basis and currency: every licence in force that has a rate for it, best first."""

    use: Use
    basis: Basis
    currency: str
    prices: tuple[Price, ...]

    @property
    def least(self) -> Decimal:
        """The lowest of them."""
        return min(price.worth for price in self.prices)

    @property
    def differ(self) -> bool:
        """Whether one pays less than another."""
        return len({price.worth for price in self.prices}) > 1


@dataclass(frozen=True)
class Cheaper:
    """A rate in new terms against one in force. `follows`: the other licence promises no less, so it falls too."""

    use: Use
    other: Price
    new: Rate
    follows: bool

    @property
    def new_words(self) -> str:
        """The rate in the new terms."""
        return rate_in_words(self.new, self.other.currency)


def worth(rate: Rate) -> Decimal:
    """A rate as a number that compares with others on its basis."""
    return Decimal(rate.basis_points or 0) if rate.basis is Basis.REVENUE_SHARE else rate.amount or Decimal(0)


def in_force(team_id: int, *, at: datetime) -> "QuerySet[Licence]":
    """The licences by which this team licenses, that run at this moment or will."""
    sides = Prefetch("parties", Party.objects.select_related("team"))
    return (
        Licence.objects.filter(Q(ends_at__gt=at), parties__team_id=team_id, in_force__isnull=False)
        .filter(state__in=[State.SIGNED, State.SUSPENDED])
        .select_related("partner", "in_force")
        .prefetch_related(sides)
        .order_by("pk")
    )


def compare(team_id: int, *, at: datetime) -> list[Compared]:
    """Every rate of the team's licences in force, beside those it compares with. Two queries."""
    groups: dict[tuple[str, Basis, str], list[Price]] = defaultdict(list)
    for licence in in_force(team_id, at=at):
        for use, price in _prices(licence):
            groups[use, price.rate.basis, price.currency].append(price)
    order = {code: place for place, code in enumerate(USES)}
    return [
        Compared(USES[use], basis, currency, tuple(sorted(prices, key=lambda one: (-one.worth, one.licence.pk))))
        for (use, basis, currency), prices in sorted(groups.items(), key=lambda item: (order[item[0][0]], item[0][1:]))
    ]


def warnings(terms: Terms, team_id: int, *, partner_id: int, at: datetime) -> list[Cheaper]:
    """Where these terms, offered to this partner, pay less than another partner's licence in force does.

    Those that fall with it come first, then by how much less.
    """
    others = [licence for licence in in_force(team_id, at=at) if licence.partner_id != partner_id]
    found = []
    for use, rate in rates_of(terms):
        for other in _matching(others, use, rate, terms.currency):
            if worth(rate) < other.worth:
                found.append(Cheaper(USES[use], other, rate, other.most_favoured))
    return sorted(found, key=lambda one: (not one.follows, worth(one.new) - one.other.worth, one.other.licence.pk))


def rates_of(terms: Terms) -> list[tuple[str, Rate]]:
    """Each use with each of its rates; its own before the one for all uses."""
    found: dict[tuple[str, Basis], Rate] = {}
    for rate in sorted(terms.rates, key=lambda one: one.use == ""):
        for use in [rate.use] if rate.use else terms.uses:
            found.setdefault((use, rate.basis), rate)
    return [(use, rate) for (use, _), rate in found.items() if use in USES]


def _matching(licences: Sequence[Licence], use: str, rate: Rate, currency: str) -> Iterable[Price]:
    for licence in licences:
        for code, price in _prices(licence):
            if code == use and price.rate.basis is rate.basis and price.currency == currency:
                yield price


def _prices(licence: Licence) -> list[tuple[str, Price]]:
    version: Version | None = licence.in_force
    if version is None:
        return []
    terms = version.agreed
    return [(use, Price(licence, rate, terms.currency, terms.most_favoured)) for use, rate in rates_of(terms)]
