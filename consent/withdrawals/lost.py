"""Which questions a partner was answered with `allow` before, and is not any more. Pure: the rule of a check."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consent.choices.answers import Answer, Asked, Limits, outside

EVERYWHERE, ELSEWHERE = "", "*"
"""The whole world at once; and any territory that nobody named."""
NOWHERE_NAMED = "ZZ"  # ISO 3166-1 keeps it for private use: what a check is asked for `ELSEWHERE`


@dataclass(frozen=True)
class Deal:
    """A team's signed yes to a partner, in force. No territories: everywhere. No model: the use needs none.

    `answers` where it answers the team that wants to be asked: a yes to a request, newer than its last no.
    """

    partner: int
    team: int
    territories: frozenset[str]
    model: str
    answers: bool


@dataclass(frozen=True)
class Side:
    """How one asset and use stood at a moment: what all choices came to, and who had signed what."""

    at: datetime
    answer: int
    paused: bool
    limits: tuple[Limits, ...]
    licensors: frozenset[int]
    askers: frozenset[int]
    deals: tuple[Deal, ...]

    def allows(self, partner: int, place: str, model: str) -> bool:
        """What a check answered this partner for this place and model."""
        if not self.choices_allow(partner, place) or not self.licensors:
            return False
        fit = [
            deal
            for deal in self.deals
            if deal.partner == partner
            and (not deal.territories or place in deal.territories)
            and (not deal.model or deal.model == model)
        ]
        answered = {deal.team for deal in fit if deal.answers}
        return self.licensors <= {deal.team for deal in fit} and self.askers <= answered

    def choices_allow(self, partner: int, place: str) -> bool:
        """Whether nobody's choice says no to this partner there."""
        if self.answer == Answer.OFF or self.paused:
            return False
        asked = Asked(partner, None if place == EVERYWHERE else place, self.at)
        return not any(outside(limits, asked) for limits in self.limits)


@dataclass(frozen=True)
class Case:
    """One use, before and after a press, for every asset of which this is true."""

    use: str
    before: Side
    after: Side

    def shuts(self, partner: int) -> bool:
        """Whether the choices say no to this partner anywhere they did not before."""
        return any(
            self.before.choices_allow(partner, place) and not self.after.choices_allow(partner, place)
            for place in self._places()
        )

    def lost(self) -> dict[int, list[list[str]]]:
        """For each partner the questions it loses: [place, model]. Who loses none is not in it."""
        found: dict[int, list[list[str]]] = {}
        for partner in sorted({deal.partner for deal in self.before.deals}):
            models = sorted({deal.model for deal in self.before.deals if deal.partner == partner})
            gone = [
                [place, model]
                for place in self._places()
                for model in models
                if self.before.allows(partner, place, model) and not self.after.allows(partner, place, model)
            ]
            if gone:
                found[partner] = gone
        return found

    def _places(self) -> list[str]:
        """Every place where the answer can differ: those somebody named, and any other."""
        named: set[str] = set()
        for side in (self.before, self.after):
            named.update(place for limits in side.limits for place in limits.territories)
            named.update(place for deal in side.deals for place in deal.territories)
        return [EVERYWHERE, ELSEWHERE, *sorted(named)]


def limits_from(data: Mapping[str, Any]) -> Limits:
    """From what the journal or a choice says."""
    until = datetime.fromisoformat(data["until"]) if data["until"] else None
    return Limits(tuple(data["partners"]), tuple(data["territories"]), until)
