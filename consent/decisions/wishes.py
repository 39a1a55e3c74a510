"""What permits are wanted for. Pure."""

from dataclasses import dataclass
from typing import NamedTuple

from consent.decisions.checks import Question, Verdict


@dataclass(frozen=True)
class Wish:
    """What a permit is wanted for: how many outputs at most, and whether it may be used once only."""

    quantity: int = 1
    single_use: bool = False


class Asked(NamedTuple):
    """One answer to which a permit is wanted."""

    question: Question
    verdict: Verdict
    wish: Wish
