"""What a partner's calls come to: the rules of a conformance run, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from consent.sandbox.judging import Call, Drill, Facts, Kind, Result, judge
from consent.sandbox.steps import ABOUT, QUIET, Step, StepState

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LIMIT = ABOUT[Step.ASK].limit


def at(seconds: float) -> datetime:
    """So many seconds after the start."""
    return NOON + timedelta(seconds=seconds)


ASKED = Call(at(10), Kind.CHECK, answer="allow", permit="p1")
REPORTED = Call(at(20), Kind.REPORT, permit="p1", key="k1", counted=True)
REPEATED = Call(at(30), Kind.REPORT, permit="p1", key="k1", counted=True, again=True)
DRILL = Drill(at(30), told_at=at(32), acknowledged_at=at(40))
ASKED_AGAIN = Call(at(50), Kind.CHECK, answer="deny")
PERFECT = Facts(NOON, (ASKED, REPORTED, REPEATED, ASKED_AGAIN), DRILL)


def stands(facts: Facts, now: datetime) -> tuple[Step, StepState, str]:
    """The first step that has not passed, or the last."""
    results = judge(facts, now=now)
    result: Result = next((one for one in results if one.state is not StepState.PASSED), results[-1])
    return result.step, result.state, result.says


def test_who_does_everything_in_order_passes_after_a_minute_of_rest() -> None:
    assert stands(PERFECT, at(50) + QUIET - timedelta(seconds=1))[:2] == (Step.OBEY, StepState.WAITING)
    assert {one.state for one in judge(PERFECT, now=at(50) + QUIET)} == {StepState.PASSED}


def test_a_run_begins_with_the_first_step_and_the_rest_ahead() -> None:
    first, *rest = judge(Facts(NOON), now=NOON)
    assert (first.state, first.due_at) == (StepState.WAITING, NOON + LIMIT)
    assert {one.state for one in rest} == {StepState.AHEAD}


def test_each_step_says_what_it_still_waits_for() -> None:
    for calls, step, says in [
        ([Call(at(1), Kind.CHECK, answer="ask")], Step.ASK, "Your check was answered ask."),
        ([replace(ASKED, permit="")], Step.PERMIT, "Your check asked for no permit."),
        ([ASKED], Step.REPORT, ""),
        ([ASKED, replace(REPORTED, key="")], Step.REPORT, "A report came without an Idempotency-Key."),
        ([ASKED, replace(REPORTED, permit="p9")], Step.REPORT, "A report came, but not under a permit of this run."),
        ([ASKED, replace(REPORTED, counted=False)], Step.REPORT, "line was not counted"),
        ([ASKED, REPORTED, replace(REPORTED, at=at(25), key="k2")], Step.REPEAT, "came with another key"),
        ([ASKED, REPORTED, REPEATED], Step.TOLD, ""),
    ]:
        found, state, said = stands(Facts(NOON, calls), at(60))
        assert (found, state) == (step, StepState.WAITING)
        assert says in said


def test_a_step_fails_when_its_time_is_over_and_says_what_was_missing() -> None:
    assert stands(Facts(NOON), NOON + LIMIT)[1:] == (StepState.FAILED, ABOUT[Step.ASK].late)
    late = replace(ASKED, at=NOON + LIMIT + timedelta(seconds=1))
    assert stands(Facts(NOON, [late]), late.at)[:2] == (Step.ASK, StepState.FAILED)
    refused = Facts(NOON, [Call(at(1), Kind.CHECK, answer="deny")])
    assert stands(refused, NOON + LIMIT)[2].endswith("Your check was answered deny.")


def test_the_webhooks_trouble_is_said() -> None:
    facts = replace(PERFECT, drill=Drill(at(30), trouble="Your server answered 500."))
    assert stands(facts, at(60)) == (Step.TOLD, StepState.WAITING, "Your server answered 500.")
    assert stands(facts, at(30) + LIMIT)[2] == f"{ABOUT[Step.TOLD].late} Your server answered 500."


def test_who_reports_or_redeems_after_being_told_has_not_obeyed() -> None:
    for kind, words in ((Kind.REPORT, "A report for the track was sent 13 s"), (Kind.REDEEM, "A permit")):
        after = Call(at(45), kind, permit="p1", key="k7", counted=True)
        facts = replace(PERFECT, calls=(ASKED, REPORTED, REPEATED, after, ASKED_AGAIN))
        step, state, says = stands(facts, at(300))
        assert (step, state) == (Step.ASK_AGAIN, StepState.FAILED)
        assert words in says


def test_using_it_in_the_minute_of_rest_is_not_obeying_and_after_it_is_not_looked_at() -> None:
    in_it = Call(at(80), Kind.REPORT, permit="p1", key="k7", counted=True)
    step, state, says = stands(replace(PERFECT, calls=(*PERFECT.calls, in_it)), at(300))
    assert (step, state) == (Step.OBEY, StepState.FAILED)
    assert says == "A report for the track was sent 48 s after your server was told of the withdrawal."
    later = replace(in_it, at=at(50) + QUIET + timedelta(seconds=1))
    assert stands(replace(PERFECT, calls=(*PERFECT.calls, later)), at(300))[1] is StepState.PASSED


def test_the_same_report_sent_once_more_after_it_is_no_new_use() -> None:
    again = replace(REPEATED, at=at(45))
    assert stands(replace(PERFECT, calls=(*PERFECT.calls, again)), at(300))[1] is StepState.PASSED


def test_a_server_may_ask_and_acknowledge_before_it_answers_our_call() -> None:
    early = Call(at(31), Kind.CHECK, answer="deny")
    drill = Drill(at(30), told_at=at(35), acknowledged_at=at(33))
    facts = Facts(NOON, (ASKED, REPORTED, REPEATED, early), drill)
    assert stands(facts, at(35) + QUIET)[:2] == (Step.OBEY, StepState.PASSED)


def test_a_check_before_the_withdrawal_is_not_asking_again() -> None:
    facts = replace(PERFECT, calls=(ASKED, REPORTED, REPEATED))
    assert stands(facts, at(60))[:2] == (Step.ASK_AGAIN, StepState.WAITING)


_calls = st.lists(
    st.builds(
        Call,
        at=st.integers(0, 2000).map(at),
        kind=st.sampled_from(Kind),
        answer=st.sampled_from(["allow", "ask", "deny"]),
        permit=st.sampled_from(["", "p1", "p2"]),
        key=st.sampled_from(["", "k1", "k2"]),
        counted=st.booleans(),
        again=st.booleans(),
    ),
    max_size=12,
).map(lambda calls: sorted(calls, key=lambda call: call.at))
_drills = st.none() | st.builds(
    Drill,
    withdrawn_at=st.just(at(100)),
    told_at=st.none() | st.integers(100, 900).map(at),
    acknowledged_at=st.none() | st.integers(100, 1500).map(at),
)


@given(calls=_calls, drill=_drills, seconds=st.integers(0, 20_000))
def test_whatever_happens_steps_pass_in_order_and_nobody_passes_who_did_not_obey(
    calls: list[Call], drill: Drill | None, seconds: int
) -> None:
    results = judge(Facts(NOON, calls, drill), now=at(seconds))
    states = [one.state for one in results]
    passed = states.count(StepState.PASSED)
    assert states[:passed] == [StepState.PASSED] * passed
    assert set(states[passed + 1 :]) <= {StepState.AHEAD}
    assert all(one.says for one in results if one.state is StepState.FAILED)
    ends = [one.ended_at for one in results if one.ended_at]
    assert ends == sorted(ends)
    if passed == len(Step):
        assert drill is not None
        assert drill.told_at is not None
        over = ends[-1]
        used = [one for one in calls if one.kind is not Kind.CHECK and not one.again]
        assert not [one for one in used if drill.told_at < one.at <= over]


@given(calls=_calls, drill=_drills, first=st.integers(0, 5000), more=st.integers(0, 5000))
def test_what_has_passed_or_failed_stays_so_as_time_goes_on(
    calls: list[Call], drill: Drill | None, first: int, more: int
) -> None:
    facts = Facts(NOON, calls, drill)
    then, later = judge(facts, now=at(first)), judge(facts, now=at(first + more))
    for before, after in zip(then, later, strict=True):
        if before.state in (StepState.PASSED, StepState.FAILED):
            assert (before.state, before.ended_at) == (after.state, after.ended_at)
