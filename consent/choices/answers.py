"""The three answers, and the pure rule of standing: the least of all, and silence is no."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Answer(IntEnum):
    """`off` beats `ask` beats `on`: the least of several is the lowest."""

    OFF = 0
    ASK = 1
    ON = 2

    @property
    def word(self) -> str:
        """`off`, `ask` or `on`, as pages and the API say it."""
        return self.name.lower()

    @classmethod
    def parse(cls, word: str) -> "Answer":
        """From `off`, `ask` or `on`; ValueError for anything else."""
        try:
            return cls[word.upper()]
        except KeyError:
            raise ValueError(f"{word!r} is not an answer: say on, ask or off.") from None


@dataclass(frozen=True)
class Limits:
    """A narrowed yes: only these partners, only these territories (ISO 3166-1 alpha-2), only until then.

    An empty tuple or None narrows nothing.
    """

    partners: tuple[int, ...] = ()
    territories: tuple[str, ...] = ()
    until: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.partners or self.territories or self.until)


@dataclass(frozen=True)
class Asked:
    """The circumstances of one question: which partner, where, when. `territory` None means everywhere."""

    partner: int | None
    territory: str | None
    at: datetime


@dataclass(frozen=True)
class Held:
    """One holder's choice as standing needs it; `answer` None means never answered."""

    answer: Answer | None
    limits: Limits = Limits()
    paused: bool = False


# Reasons a standing gives. Stable codes; the sentences are in `consent.decisions.reasons`.
CHOICE_OFF = "choice_off"
CHOICE_ASK = "choice_ask"
NOT_ANSWERED = "not_answered"
PAUSED = "paused"
NO_HOLDER = "no_holder"
PERFORMER_UNKNOWN = "performer_unknown"
SONG_UNKNOWN = "song_unknown"
VOICE_UNKNOWN = "voice_unknown"
PARTNER_NOT_NAMED = "partner_not_named"
TERRITORY_NOT_NAMED = "territory_not_named"
YES_ENDED = "yes_ended"


def outside(limits: Limits, asked: Asked) -> list[str]:
    """Why a narrowed yes does not cover the question; empty when it does."""
    reasons = []
    if limits.partners and asked.partner not in limits.partners:
        reasons.append(PARTNER_NOT_NAMED)
    if limits.territories and asked.territory not in limits.territories:
        reasons.append(TERRITORY_NOT_NAMED)
    if limits.until and asked.at >= limits.until:
        reasons.append(YES_ENDED)
    return reasons


def least(held: Iterable[Held], asked: Asked) -> tuple[Answer, frozenset[str]]:
    """What the choices of all holders come to for one question, with every reason that keeps it from `on`.

    The reference for the SQL in `standing.py`: no holder at all, or a silent one, is off.
    """
    answers: list[Answer] = []
    reasons: set[str] = set()
    for one in held:
        found = [PAUSED] if one.paused else []
        if one.answer is None:
            found.append(NOT_ANSWERED)
        elif one.answer is Answer.OFF:
            found.append(CHOICE_OFF)
        else:
            found.extend(outside(one.limits, asked))
            if one.answer is Answer.ASK:
                reasons.add(CHOICE_ASK)
        answers.append(Answer.OFF if found else one.answer or Answer.OFF)
        reasons.update(found)
    if not answers:
        return Answer.OFF, frozenset({NO_HOLDER})
    return min(answers), frozenset(reasons)
