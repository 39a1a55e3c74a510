"""Conformance runs: start one, see what test clients do, move it on, end it.

A run is rows. Whoever looks at it last moves it on: a call of the partner's, or the beat. Both lock the run's row and
judge all facts anew, so a restart, a late worker or two of them at once change nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict
from artists.journal.record import Act, record
from artists.teams.actions import lock_team
from consent.sandbox import drills, entries, selectors
from consent.sandbox.actions import require_partner
from consent.sandbox.assets import DEE
from consent.sandbox.judging import Call, Facts, Kind, Result, judge
from consent.sandbox.models import Badge, Run, RunCall, RunStep
from consent.sandbox.states import State
from consent.sandbox.steps import Step, StepState

GOOD_FOR = timedelta(days=90)
"""How long a badge is shown."""
MOST_CALLS = 1000
"""A run does not write down more calls than this: a client in a loop fills no table."""


def start(*, actor: Actor) -> Run:
    """Open a run for the partner. Raises `Denied`, `Conflict`: `run_open`, or what `missing` finds."""
    require_partner(actor)
    now = timezone.now()
    with transaction.atomic():
        lock_team(actor)
        if Run.objects.open().filter(team_id=actor.team_id).exists():
            raise Conflict("run_open", "A conformance run is under way. Finish or cancel it first.")
        for missing in selectors.missing(actor):
            raise missing
        drills.put_back(actor.team_id, [DEE])
        run = Run.objects.create(team_id=actor.team_id, started_at=now, started_by_id=actor.person_id)
        results = judge(Facts(now), now=now)
        note_steps(run, results)
        _record(entries.RUN_STARTED, run, actor=actor)
    return run


def cancel(run_id: UUID, *, actor: Actor) -> Run:
    """End a run early. It counts for nothing. Raises `Denied`, `Run.DoesNotExist`, `Conflict` (`run_over`)."""
    require_partner(actor)
    with transaction.atomic():
        run = Run.objects.visible_to(actor).select_for_update().get(pk=run_id)
        if run.state != State.OPEN:
            raise Conflict("run_over", "This run is over already.")
        _end(run, State.CANCELLED, timezone.now(), actor=actor)
    return run


def observe(team_id: int, client: str, calls: Sequence[Call]) -> None:
    """Note what a test client did about the drill's track, and move the partner's open run on, if there is one."""
    with transaction.atomic():
        run = Run.objects.open().filter(team_id=team_id).select_for_update().first()
        if run is None:
            return
        room = max(0, MOST_CALLS - run.calls.count())
        RunCall.objects.bulk_create([RunCall(run=run, client=client, **vars(call)) for call in calls[:room]])
        _advance(run, timezone.now())


def advance_all(*, now: datetime | None = None) -> int:
    """Move every open run on; how many there are. For the beat: a webhook that was taken, a time that is over."""
    open_runs = list(Run.objects.open().values_list("pk", flat=True))
    for run_id in open_runs:
        with transaction.atomic():
            run = Run.objects.open().filter(pk=run_id).select_for_update(skip_locked=True).first()
            if run is not None:  # else somebody else has just moved it on
                _advance(run, now or timezone.now())
    return len(open_runs)


def _advance(run: Run, now: datetime) -> None:
    results = judge(_facts(run), now=now)
    if _is_next(results, Step.TOLD) and run.drill_id is None:
        run.drill_id, run.withdrawn_at = drills.play(run.team_id, DEE), now
        run.save(update_fields=["drill_id", "withdrawn_at"])
        results = judge(_facts(run), now=now)
    note_steps(run, results)
    failed = next((result for result in results if result.state is StepState.FAILED), None)
    if failed is not None:
        run.says = failed.says
        _end(run, State.FAILED, failed.ended_at or now, step=failed.step)
    elif results[-1].state is StepState.PASSED and selectors.late_in_public(run.team_id):
        # It became late while the run was under way.
        run.says = selectors.LATE
        _end(run, State.FAILED, now)
    elif results[-1].state is StepState.PASSED:
        _end(run, State.PASSED, results[-1].ended_at or now)


def _is_next(results: Sequence[Result], step: Step) -> bool:
    return any(result.step is step and result.state is StepState.WAITING for result in results)


def _facts(run: Run) -> Facts:
    rows = run.calls.order_by("at", "pk")
    drill = drills.seen(run.drill_id, run.withdrawn_at) if run.drill_id and run.withdrawn_at else None
    return Facts(run.started_at, [_call(row) for row in rows], drill)


def _call(row: RunCall) -> Call:
    return Call(row.at, Kind(row.kind), row.answer, row.permit, row.key, row.counted, row.again)


def note_steps(run: Run, results: Sequence[Result]) -> None:
    """Write down how each step stands."""
    rows = [_row(run, result) for result in results]
    fields = ["state", "opened_at", "due_at", "ended_at", "says"]
    RunStep.objects.bulk_create(rows, update_conflicts=True, unique_fields=["run", "step"], update_fields=fields)


def _row(run: Run, result: Result) -> RunStep:
    return RunStep(
        run=run, step=result.step, state=result.state, opened_at=result.opened_at, due_at=result.due_at,
        ended_at=result.ended_at, says=result.says,
    )  # fmt: skip


def _end(run: Run, state: State, at: datetime, *, actor: Actor | None = None, step: Step | None = None) -> None:
    run.state, run.ended_at, run.ended_by_id = state, at, actor.person_id if actor else None
    run.save(update_fields=["state", "ended_at", "ended_by", "says"])
    drills.put_back(run.team_id, [DEE])
    if state is State.PASSED:
        badge = Badge.objects.create(team_id=run.team_id, run=run, given_at=at, until=at + GOOD_FOR)
        _record(entries.RUN_PASSED, run, actor=actor, until=badge.until.isoformat())
    elif state is State.FAILED:
        _record(entries.RUN_FAILED, run, actor=actor, step=step.value if step else "", because=run.says)
    else:
        _record(entries.RUN_CANCELLED, run, actor=actor)


def revoke_badges(team_id: int, because: str, *, now: datetime | None = None) -> int:
    """Take the partner's badge away; how many there were. A run that passes later gives another."""
    at = now or timezone.now()
    with transaction.atomic():
        found = list(Badge.objects.valid(now=at).filter(team_id=team_id).select_for_update())
        for badge in found:
            badge.revoked_at, badge.because = at, because
            badge.save(update_fields=["revoked_at", "because"])
            act = Act(
                entries.BADGE_REVOKED, "conformance", str(badge.run_id), {"because": because},
                concerns=frozenset({team_id}), team_id=team_id,
            )  # fmt: skip
            record(act, actor=None, at=at)
    return len(found)


def _record(type_: str, run: Run, *, actor: Actor | None, **data: str) -> None:
    act = Act(type_, "conformance", str(run.pk), data, concerns=frozenset({run.team_id}), team_id=run.team_id)
    record(act, actor=actor)
