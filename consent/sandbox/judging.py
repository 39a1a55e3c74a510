"""What a partner's calls come to in a conformance run. Pure: the same facts give the same results at any time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from consent.sandbox.steps import ABOUT, QUIET, Step, StepState


class Kind(StrEnum):
    """What a call of the partner did."""

    CHECK = "check"
    REPORT = "report"
    REDEEM = "redeem"


@dataclass(frozen=True)
class Call:
    """One call of a test client about the drill's track, as it was answered.

    `answer` is a check's; `permit` the one it got, or was used with; `counted` whether the report was taken.
    `again` marks a report that was answered from its Idempotency-Key.
    """

    at: datetime
    kind: Kind
    answer: str = ""
    permit: str = ""
    key: str = ""
    counted: bool = False
    again: bool = False


@dataclass(frozen=True)
class Drill:
    """The withdrawal that the run plays. `trouble` says why the webhook has not taken it yet; `by_hand` that a person
    acknowledged it, on the page."""

    withdrawn_at: datetime
    told_at: datetime | None = None
    acknowledged_at: datetime | None = None
    trouble: str = ""
    by_hand: bool = False


@dataclass(frozen=True)
class Facts:
    """All that a run is judged by, calls in their order."""

    started_at: datetime
    calls: Sequence[Call] = ()
    drill: Drill | None = None


@dataclass(frozen=True)
class Result:
    """How one step stands. `says` is why it failed, or what it waits for."""

    step: Step
    state: StepState = StepState.AHEAD
    opened_at: datetime | None = None
    due_at: datetime | None = None
    ended_at: datetime | None = None
    says: str = ""


@dataclass(frozen=True)
class _Found:
    """What the facts say of an open step: passed or broken at a moment, or what is still missing."""

    passed_at: datetime | None = None
    broken_at: datetime | None = None
    says: str = ""


def judge(facts: Facts, *, now: datetime) -> list[Result]:
    """Every step of the run, in order, as of `now`. After one that has not passed, the rest is ahead."""
    results: list[Result] = []
    opened: datetime | None = facts.started_at
    for step in Step:
        if opened is None:
            results.append(Result(step))
            continue
        result = _one(step, facts, opened, now)
        results.append(result)
        opened = result.ended_at if result.state is StepState.PASSED else None
    return results


def _one(step: Step, facts: Facts, opened: datetime, now: datetime) -> Result:
    about = ABOUT[step]
    result = Result(step, StepState.WAITING, opened, opened + about.limit)
    found = _RULES[step](facts, opened, now)
    due = opened + about.limit
    if found.broken_at is not None and found.broken_at <= due:
        return replace(result, state=StepState.FAILED, ended_at=max(opened, found.broken_at), says=found.says)
    if found.passed_at is not None and found.passed_at <= due:
        return replace(result, state=StepState.PASSED, ended_at=max(opened, found.passed_at))
    if now >= due:
        says = f"{about.late} {found.says}".strip()
        return replace(result, state=StepState.FAILED, ended_at=due, says=says)
    return replace(result, says=found.says)


def _asked(facts: Facts, opened: datetime, now: datetime) -> _Found:
    checks = _checks(facts, since=facts.started_at)
    allowed = next((call.at for call in checks if call.answer == "allow"), None)
    return _Found(allowed, says=f"Your check was answered {checks[-1].answer}." if checks else "")


def _permitted(facts: Facts, opened: datetime, now: datetime) -> _Found:
    checks = _checks(facts, since=facts.started_at)
    taken = next((call.at for call in checks if call.permit), None)
    return _Found(taken, says="Your check asked for no permit." if checks else "")


def _reported(facts: Facts, opened: datetime, now: datetime) -> _Found:
    found = _first_report(facts)
    if found:
        return _Found(found.at)
    sent = [call for call in facts.calls if call.kind is Kind.REPORT]
    if not sent:
        return _Found()
    if not sent[-1].counted:
        return _Found(says="A report came, and its line was not counted: see the answer.")
    return _Found(says="A report came without an Idempotency-Key." if not sent[-1].key else _NOT_UNDER)


_NOT_UNDER = "A report came, but not under a permit of this run."


def _repeated(facts: Facts, opened: datetime, now: datetime) -> _Found:
    first = _first_report(facts)
    later = [call for call in facts.calls if call.kind is Kind.REPORT and first and call.at >= first.at]
    same = next((call.at for call in later if first and call.again and call.key == first.key), None)
    other = any(call.key != first.key for call in later if first)
    return _Found(same, says="A report came with another key: that counts as another report." if other else "")


def _told(facts: Facts, opened: datetime, now: datetime) -> _Found:
    drill = facts.drill
    return _Found(drill.told_at, says=drill.trouble) if drill else _Found()


def _acknowledged(facts: Facts, opened: datetime, now: datetime) -> _Found:
    assert facts.drill is not None, "it was told"
    done_at = facts.drill.acknowledged_at
    if facts.drill.by_hand and done_at is not None:
        return _Found(broken_at=done_at, says="A person acknowledged it on the page. The run wants your program to.")
    return _unless_broken(facts, _Found(done_at))


def _asked_again(facts: Facts, opened: datetime, now: datetime) -> _Found:
    return _unless_broken(facts, _Found(_check_after(facts)))


def _obeyed(facts: Facts, opened: datetime, now: datetime) -> _Found:
    over = opened + QUIET
    return _unless_broken(facts, _Found(over if now >= over else None), until=over)


def _unless_broken(facts: Facts, found: _Found, *, until: datetime | None = None) -> _Found:
    """Once it was told, a partner that reports or redeems has not obeyed, whatever else it did."""
    assert facts.drill is not None
    told = facts.drill.told_at
    assert told is not None
    for call in facts.calls:
        if call.at <= told or call.again or call.kind is Kind.CHECK:
            continue
        if until is not None and call.at > until:
            break
        if found.passed_at is not None and call.at > found.passed_at:
            break
        did = "A report for the track was sent" if call.kind is Kind.REPORT else "A permit for the track was redeemed"
        seconds = round((call.at - told).total_seconds())
        return _Found(broken_at=call.at, says=f"{did} {seconds} s after your server was told of the withdrawal.")
    return found


def _check_after(facts: Facts) -> datetime | None:
    # From the withdrawal on, not from being told: a server may well ask before it answers our call.
    assert facts.drill is not None
    checks = _checks(facts, since=facts.drill.withdrawn_at)
    return next((call.at for call in checks if call.answer != "allow"), None)


def _checks(facts: Facts, *, since: datetime) -> list[Call]:
    return [call for call in facts.calls if call.kind is Kind.CHECK and call.at >= since]


def _first_report(facts: Facts) -> Call | None:
    """The first report that was counted, under a permit of this run, with a key."""
    permits = {call.permit for call in facts.calls if call.kind is Kind.CHECK and call.permit}
    counted = (call for call in facts.calls if call.kind is Kind.REPORT and call.counted and call.key)
    return next((call for call in counted if call.permit in permits), None)


_Rule = Callable[[Facts, datetime, datetime], _Found]
_RULES: Mapping[Step, _Rule] = MappingProxyType(
    {
        Step.ASK: _asked,
        Step.PERMIT: _permitted,
        Step.REPORT: _reported,
        Step.REPEAT: _repeated,
        Step.TOLD: _told,
        Step.ACKNOWLEDGE: _acknowledged,
        Step.ASK_AGAIN: _asked_again,
        Step.OBEY: _obeyed,
    }
)
