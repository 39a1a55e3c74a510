"""Does a rule fit a request? Pure: the rule as a value, the request as facts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from consent.licences.terms import Basis, Rate, Terms

NEVER_BY_RULE = frozenset({"train", "sing", "speak", "translate", "portray"})


@dataclass(frozen=True)
class Facts:
    """What of a round a rule looks at. Empty territories are the whole world; rates by use and basis."""

    partner: int
    uses: frozenset[str]
    territories: frozenset[str]
    days: int
    longest: int | None
    currency: str
    rates: Mapping[tuple[str, str], Decimal]

    @classmethod
    def of(cls, terms: Terms, partner: int) -> "Facts":
        """The facts of these terms."""
        return cls(
            partner,
            frozenset(terms.uses),
            frozenset(terms.territories),
            (terms.ends_on - terms.starts_on).days + 1,
            terms.longest,
            terms.currency,
            {(rate.use, rate.basis.value): _worth(rate) for rate in terms.rates},
        )

    def pays(self, use: str, basis: str) -> Decimal:
        """What is offered for a use on this basis; nothing where no rate says."""
        return self.rates.get((use, basis), self.rates.get(("", basis), Decimal(0)))


@dataclass(frozen=True)
class Condition:
    """What a rule asks of a request. None, and empty, ask nothing.

    `territories`: the request stays within these. `worldwide_only`: it asks for the whole world. `least` of `basis` in
    `currency`: it pays at least that for each of its uses, or, where `below`, less than that for one of them.
    """

    partner: int | None = None
    uses: frozenset[str] = frozenset()
    territories: frozenset[str] = frozenset()
    worldwide_only: bool = False
    most_days: int | None = None
    longest: int | None = None
    basis: str = ""
    least: Decimal | None = None
    currency: str = ""
    below: bool = False


def fits(condition: Condition, facts: Facts) -> bool:
    """Whether every part of the condition holds. A request of several uses fits only where all of them are named."""
    return all(
        (
            condition.partner in (None, facts.partner),
            not condition.uses or facts.uses <= condition.uses,
            not condition.territories or (bool(facts.territories) and facts.territories <= condition.territories),
            not condition.worldwide_only or not facts.territories,
            condition.most_days is None or facts.days <= condition.most_days,
            condition.longest is None or (facts.longest is not None and facts.longest <= condition.longest),
            condition.least is None or _paid(condition, facts),
        )
    )


def may_say_yes(uses: Iterable[str]) -> bool:
    """Whether a rule can say yes to these uses at all: never for a voice, a likeness, or training."""
    return not NEVER_BY_RULE & set(uses)


def in_time(until: datetime | None, at: datetime) -> bool:
    """Whether a rule still ran at that moment."""
    return until is None or at < until


def _worth(rate: Rate) -> Decimal:
    return Decimal(rate.basis_points or 0) if rate.basis is Basis.REVENUE_SHARE else rate.amount or Decimal(0)


def _paid(condition: Condition, facts: Facts) -> bool:
    least = condition.least or Decimal(0)
    comparable = condition.basis == Basis.REVENUE_SHARE or condition.currency == facts.currency
    if not comparable:
        return False
    offered = [facts.pays(use, condition.basis) for use in facts.uses]
    return any(one < least for one in offered) if condition.below else all(one >= least for one in offered)
