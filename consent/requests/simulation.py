"""What rules would have done to the requests a team had: tried on the past, changing nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count

from artists.access import Actor
from consent.choices.two_people import Policy
from consent.licences.models import Version
from consent.requests.fit import MONTH, NO, YES, Condition, Facts, Standing, decide, may_say_yes
from consent.requests.models import Request, Vote
from consent.requests.states import State

ENOUGH = 3  # equal answers by hand, before a rule is offered that gives them


@dataclass(frozen=True)
class Round:
    """Terms that were on the table from a moment on."""

    at: datetime
    facts: Facts


@dataclass(frozen=True)
class Past:
    """A request as a trial reads it: its rounds, and what the team itself answered to the last one.

    `rounds` is empty where rules have no say: they sign no licence. `answered` is None where the team's answer is
    missing or does not count.
    """

    number: int
    reference: str
    title: str
    partner: str
    uses: tuple[str, ...]
    state: State
    opened_at: datetime
    closed_at: datetime | None
    assets: int
    rounds: tuple[Round, ...]
    answered: bool | None = None
    answered_at: datetime | None = None
    by_rule: bool = False


@dataclass(frozen=True)
class Tried:
    """One request, and what the rules would have said to its last round: None leaves it to the team."""

    past: Past
    rule: int | None
    yes: bool | None

    @property
    def compared(self) -> str:
        """Against what the team answered: `same`, `otherwise`, `lapsed`, `open` (no answer yet), or empty."""
        if self.yes is None:
            return ""
        if self.past.answered is None:
            return "lapsed" if self.past.state is State.LAPSED else "open"
        return "same" if self.past.answered == self.yes else "otherwise"


@dataclass(frozen=True)
class Trial:
    """What the rules would have done, oldest request first."""

    tried: tuple[Tried, ...]

    @property
    def answered(self) -> list[Tried]:
        """What they would have answered."""
        return [one for one in self.tried if one.yes is not None]

    def count(self, *, yes: bool | None) -> int:
        """How many would be yes, be no, or (None) still come to the team."""
        return sum(one.yes is yes for one in self.tried)

    def compared(self, word: str) -> int:
        """How many of the answers compare so with the team's own."""
        return sum(one.compared == word for one in self.tried)

    def hits(self, rule: int) -> int:
        """How many this rule would have answered."""
        return sum(one.rule == rule for one in self.answered)


@dataclass(frozen=True)
class Offer:
    """A rule that gives the answer somebody has given by hand, `times` times and never otherwise."""

    answer: str
    condition: Condition
    partner: str
    times: int


def try_rules(rules: Sequence[Standing], past: Sequence[Past], policy: Policy) -> Trial:
    """What these rules would have said to these requests, each at the moment it was asked.

    It agrees with what `rules.answer_by_rules` does, except that a monthly cap counts only the requests given.
    """
    spoken: dict[int, list[datetime]] = defaultdict(list)
    said: dict[int, tuple[int | None, bool | None]] = {}
    rounds = ((round_.at, one.number, one, round_) for one in past for round_ in one.rounds)
    for at, number, one, round_ in sorted(rounds, key=lambda item: item[:2]):
        found = decide(
            rules,
            round_.facts,
            at=at,
            used=_counter(spoken, at),
            two_people=policy.needs_two(round_.facts.uses, one.assets),
        )
        if found.rule is not None and found.yes is not None:
            spoken[found.rule.number].append(at)
        said[number] = (found.rule.number if found.rule else None, found.yes)
    return Trial(tuple(Tried(one, *said.get(one.number, (None, None))) for one in past))


def past_of(actor: Actor, *, most: int) -> list[Past]:
    """The last requests that needed this team's yes, oldest first. Three statements, however many they are."""
    asked = Request.objects.visible_to(actor).asking(actor.team_id).exclude(partner_id=actor.team_id)
    found = list(
        asked.select_related("partner")
        .annotate(number_of_assets=Count("requested"))
        .order_by("-opened_at", "-pk")[:most]
    )
    rounds = _rounds(one for one in found if one.of_assets)
    own = Vote.objects.filter(team_id=actor.team_id, version_id__in=[one.version_id for one in found])
    votes = {vote.version_id: vote for vote in own if not vote.needs_second}
    return [_past(one, rounds.get(one.licence_id, ()), votes.get(one.version_id)) for one in reversed(found)]


def offer_from(past: Iterable[Past]) -> Offer | None:
    """The rule most often given by hand: three equal answers or more to like requests of a partner, and none other."""
    alike: dict[tuple[int, frozenset[str]], list[Past]] = defaultdict(list)
    for one in past:
        if one.answered is not None and one.rounds and not one.by_rule:
            facts = one.rounds[-1].facts
            alike[facts.partner, facts.uses].append(one)
    offers = [_offer(some) for some in alike.values() if len(some) >= ENOUGH]
    return max((offer for offer in offers if offer), key=lambda offer: offer.times, default=None)


def _offer(some: Sequence[Past]) -> Offer | None:
    facts = [one.rounds[-1].facts for one in some]
    answers = {one.answered for one in some}
    uses = facts[0].uses
    if len(answers) > 1 or (True in answers and not may_say_yes(uses)):
        return None
    if False in answers:
        return Offer(NO, Condition(facts[0].partner, uses), some[0].partner, len(some))
    longest = max(one.days for one in facts)
    basis, least, currency = _shared_price(facts)
    condition = Condition(
        facts[0].partner, uses, most_days=longest, basis=basis, least=least, currency=currency if basis else ""
    )
    return Offer(YES, condition, some[0].partner, len(some))


def _shared_price(facts: Sequence[Facts]) -> tuple[str, Decimal | None, str]:
    """The least paid for each use on a basis that all of them share; nothing where there is none."""
    currencies = {one.currency for one in facts}
    bases = sorted({basis for one in facts for _, basis in one.rates})
    for basis in bases:
        paid = [one.pays(use, basis) for one in facts for use in one.uses]
        if len(currencies) == 1 and paid and min(paid) > 0:
            return basis, min(paid), currencies.pop()
    return "", None, ""


def _counter(spoken: dict[int, list[datetime]], at: datetime) -> Callable[[int], int]:
    return lambda number: sum(moment > at - MONTH for moment in spoken[number])


def _rounds(requests: Iterable[Request]) -> dict[int, tuple[Round, ...]]:
    """The rounds of each licence by its id: a request for a use is the only one of its licence."""
    partners = {one.licence_id: one.partner_id for one in requests}
    found: dict[int, list[Round]] = defaultdict(list)
    for version in Version.objects.filter(licence_id__in=list(partners)).order_by("licence_id", "number"):
        facts = Facts.of(version.agreed, partners[version.licence_id])
        found[version.licence_id].append(Round(version.proposed_at, facts))
    return {licence: tuple(rounds) for licence, rounds in found.items()}


def _past(request: Request, rounds: tuple[Round, ...], vote: Vote | None) -> Past:
    return Past(
        number=request.pk,
        reference=request.reference,
        title=request.title,
        partner=request.partner.name,
        uses=tuple(request.uses),
        state=State(request.state),
        opened_at=request.opened_at,
        closed_at=request.closed_at,
        assets=request.number_of_assets,  # type: ignore[attr-defined]  # annotated above
        rounds=rounds,
        answered=vote.yes if vote else None,
        answered_at=vote.cast_at if vote else None,
        by_rule=bool(vote and vote.rule_id),
    )
