"""What is noted of one API request, before it is written down. Plain values: thousands are made in a second."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

MOST_QUESTIONS = 100
"""Of a larger batch the log keeps the first so many questions; the counts and tallies are of all."""


class Answered(NamedTuple):
    """One question of a check and its answer: codes of the reasons, and the licence versions an `allow` rests on.

    `name` is what the partner named the asset by: ISRC, ISWC, or the id of an asset or an artist.
    """

    use: str
    name: str
    territory: str
    answer: str
    reasons: tuple[str, ...] = ()
    versions: tuple[int, ...] = ()


Counts = Mapping[tuple[str, str, tuple[int, ...]], int]
"""How many questions there were with this use, this answer, and these licence versions under the answer."""


class Note(NamedTuple):
    """One request of a partner's client. `at` is in seconds since 1970; `amount` what it counted as of its kind.

    Of a check, `counts` are of all its questions, and `answers` the first `MOST_QUESTIONS`.
    """

    at: float
    partner: int
    client: int
    test: bool
    kind: str
    method: str
    path: str
    status: int
    duration_ms: float
    request_id: str = ""
    problem: str = ""
    amount: int = 1
    counts: Counts = MappingProxyType({})
    answers: Sequence[Answered] = ()
