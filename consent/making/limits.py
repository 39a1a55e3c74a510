"""How much one fan, or one address, may ask for. Pure."""

from dataclasses import dataclass
from datetime import timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Most:
    """At most `count` within `within`; `sentence` for who reached it."""

    count: int
    within: timedelta
    sentence: str


OPEN_AT_ONCE = 3
OPEN_SENTENCE = "You have three things in the making. When one is ready, start the next."
OF_PERSON = (
    Most(20, HOUR, "You have made a lot this hour. Take a break, and come back in a while."),
    Most(60, DAY, "You have made a lot today. Come back tomorrow."),
)
OF_VISITOR = (
    Most(10, HOUR, "You have made a lot this hour. Come back in a while, or sign in to make more."),
    Most(25, DAY, "You have made a lot today. Come back tomorrow, or sign in to make more."),
)
OF_ADDRESS = (
    Most(40, HOUR, "A lot was made from where you are this hour. Please try again later."),
    Most(200, DAY, "A lot was made from where you are today. Please try again tomorrow."),
)
WITHIN = max(one.within for one in (*OF_PERSON, *OF_VISITOR, *OF_ADDRESS))


def reached(counts: dict[timedelta, int], limits: tuple[Most, ...]) -> Most | None:
    """The first limit that leaves no room for one more."""
    return next((one for one in limits if counts.get(one.within, 0) >= one.count), None)
