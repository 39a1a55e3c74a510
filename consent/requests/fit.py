"""Does a rule fit a request, and what does it say? Pure: the rule as a value, the request as facts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from consent.licences.terms import Basis, Rate, Terms

NEVER_BY_RULE = frozenset({"train", "sing", "speak", "translate", "portray"})
MONTH = timedelta(days=30)
YES, ASK, NO = "yes", "ask", "no"


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


@dataclass(frozen=True)
class Standing:
    """A rule as a value. `number` is its id, 0 for one that is not set yet; `answer` is yes, ask or no.

    `most_a_month` caps how often it answers within 30 days.
    """

    number: int
    answer: str
    condition: Condition
    until: datetime | None = None
    most_a_month: int | None = None


@dataclass(frozen=True)
class Said:
    """What the rules of a team make of a round: which one fits, and its yes or no. None leaves it to the team."""

    rule: Standing | None = None
    yes: bool | None = None


def decide(
    rules: Sequence[Standing], facts: Facts, *, at: datetime, used: Callable[[int], int], two_people: bool
) -> Said:
    """What rules, read from the top, say of a round. The one function behind what they do and what they would do.

    The first that runs and fits has its turn, and no other: if it asks, has answered often enough (`used` counts its
    answers of the last 30 days), or may not say yes to this, the round comes to the team.
    """
    rule = next((one for one in rules if in_time(one.until, at) and fits(one.condition, facts)), None)
    if rule is None or rule.answer == ASK:
        return Said(rule)
    if rule.most_a_month is not None and used(rule.number) >= rule.most_a_month:
        return Said(rule)
    if rule.answer == NO:
        return Said(rule, yes=False)
    return Said(rule, yes=True) if may_say_yes(facts.uses) and not two_people else Said(rule)


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


def covers(upper: Condition, lower: Condition) -> bool:
    """Whether every request that `lower` fits is one that `upper` fits too. Never a false yes; it may miss some."""
    return all(
        (
            upper.partner in (None, lower.partner),
            _within(lower.uses, upper.uses),
            _within(lower.territories, upper.territories),
            lower.worldwide_only or not upper.worldwide_only,
            upper.most_days is None or (lower.most_days is not None and lower.most_days <= upper.most_days),
            upper.longest is None or (lower.longest is not None and lower.longest <= upper.longest),
            upper.least is None or _pays_within(upper, lower),
        )
    )


def without_a_turn(rules: Sequence[Standing]) -> dict[int, Standing]:
    """The rules that never get a turn, each with the one above that takes all its requests for at least as long."""
    found: dict[int, Standing] = {}
    for place, rule in enumerate(rules):
        for above in rules[:place]:
            outlasts = above.until is None or (rule.until is not None and rule.until <= above.until)
            if outlasts and covers(above.condition, rule.condition):
                found[rule.number] = above
                break
    return found


def _within(inner: frozenset[str], outer: frozenset[str]) -> bool:
    return not outer or (bool(inner) and inner <= outer)


def _pays_within(upper: Condition, lower: Condition) -> bool:
    if lower.least is None or upper.least is None or (upper.basis, upper.below) != (lower.basis, lower.below):
        return False
    if upper.basis != Basis.REVENUE_SHARE and upper.currency != lower.currency:
        return False
    return lower.least <= upper.least if upper.below else lower.least >= upper.least


def _worth(rate: Rate) -> Decimal:
    return Decimal(rate.basis_points or 0) if rate.basis is Basis.REVENUE_SHARE else rate.amount or Decimal(0)


def _paid(condition: Condition, facts: Facts) -> bool:
    least = condition.least or Decimal(0)
    comparable = condition.basis == Basis.REVENUE_SHARE or condition.currency == facts.currency
    if not comparable:
        return False
    offered = [facts.pays(use, condition.basis) for use in facts.uses]
    return any(one < least for one in offered) if condition.below else all(one >= least for one in offered)
