"""The steps of a conformance run, in order: what the partner does, how we see it, and how long it has. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType


class Step(StrEnum):
    """One step. The order of the members is the order of the run."""

    ASK = "ask"
    PERMIT = "permit"
    REPORT = "report"
    REPEAT = "repeat"
    TOLD = "told"
    ACKNOWLEDGE = "acknowledge"
    ASK_AGAIN = "ask_again"
    OBEY = "obey"


class StepState(StrEnum):
    """Where a step stands. One that the run never came to stays `ahead`."""

    AHEAD = "ahead"
    WAITING = "waiting"
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True)
class About:
    """What a step is. `late` is the sentence when its time is over, `limit` the time it has from the step before."""

    label: str
    does: str
    late: str
    limit: timedelta


QUIET = timedelta(seconds=60)
"""How long after its last check a partner must keep off what was taken back, for the run to call that obeying."""
_QUARTER = timedelta(minutes=15)
ABOUT: Mapping[Step, About] = MappingProxyType(
    {
        Step.ASK: About(
            "Ask before using", "Your test client asks a check for the drill's track, and is answered allow.",
            "No check for the drill's track was asked in 15 minutes.", _QUARTER,
        ),
        Step.PERMIT: About(
            "Take a permit", "It asks with a permit wanted, and gets one.",
            "No permit for the drill's track was taken in 15 minutes.", _QUARTER,
        ),
        Step.REPORT: About(
            "Report what you did", "It reports a line under that permit, with an Idempotency-Key.",
            "No report under the permit came in 15 minutes.", _QUARTER,
        ),
        Step.REPEAT: About(
            "Report it again, and count it once", "It sends the same report with the same key once more.",
            "The report was not sent again with its Idempotency-Key in 15 minutes.", _QUARTER,
        ),
        Step.TOLD: About(
            "Hear of a withdrawal", "We take the yes back and call your webhook. It answers 2xx.",
            "Your webhook did not take the withdrawal in 15 minutes.", _QUARTER,
        ),
        Step.ACKNOWLEDGE: About(
            "Acknowledge it", "Your test client acknowledges the withdrawal.",
            "The withdrawal was not acknowledged in 15 minutes.", _QUARTER,
        ),
        Step.ASK_AGAIN: About(
            "Ask again", "Its next call about the track is a check, which is answered deny.",
            "No check was asked in 15 minutes after the withdrawal.", _QUARTER,
        ),
        Step.OBEY: About(
            "Keep off it", "For 60 seconds nothing is reported or redeemed for the track.",
            "The minute of rest did not end.", _QUARTER,
        ),
    }
)  # fmt: skip
