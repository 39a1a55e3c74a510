"""When an event is tried again, and how long an endpoint rests after a failure. Pure.

The delays are those of Standard Webhooks. Jitter only lengthens them, so that the last attempt comes more than three
days after the first, which is when an endpoint that never answered is switched off.
"""

import random
from datetime import timedelta

_SECOND, _MINUTE, _HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
DELAYS = (
    0 * _SECOND, 5 * _SECOND, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 5 * _HOUR, 10 * _HOUR, 14 * _HOUR, 20 * _HOUR,
    24 * _HOUR,
)  # fmt: skip
MOST_TRIES = len(DELAYS)
JITTER = 0.1
DISABLE_AFTER = timedelta(days=3)
_LONGEST_REST = 5 * _MINUTE


def delay_after(tries: int) -> timedelta | None:
    """How long after the `tries`-th failed attempt the next one is due; None when that was the last."""
    if tries >= MOST_TRIES:
        return None
    return DELAYS[tries] * random.uniform(1, 1 + JITTER)  # noqa: S311 - spreads load, guards nothing


def rest_after(failures: int) -> timedelta:
    """How long an endpoint is left alone after so many failures in a row, so that thousands do not run into it.

    Never longer than an event's own delay: 5 s, 10 s, 20 s … at most five minutes.
    """
    doubled: int = 2 ** min(failures - 1, 10)
    return min(5 * _SECOND * doubled, _LONGEST_REST)
