"""A conformance run played by a partner's own program over HTTP, and its own server on a real socket."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.utils import timezone

from artists.journal import outbox
from artists.journal.models import Entry
from artists.notices.models import Notice
from artists.webhooks.models import Endpoint
from consent.sandbox import entries, runs, selectors
from consent.sandbox.models import Badge, Run, RunCall, SandboxChoice
from consent.sandbox.states import State
from consent.sandbox.steps import QUIET, Step, StepState
from consent.withdrawals.actions import acknowledge
from consent.withdrawals.models import Concern
from tests import cast as cast_module
from tests.cast import Cast, acting
from tests.support import conformance
from tests.support.conformance import Integration, deliver, told
from tests.support.receivers import Receiver, answers, receiver

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _this_machine_may_be_called(settings: LazySettings) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = True


@pytest.fixture
def people() -> Cast:
    return cast_module.cast()


def standing(cast: Cast) -> tuple[Step, StepState, str]:
    """The first step of the latest run that has not passed, or the last."""
    shown = selectors.run_shown(acting(cast.rin, cast.partner))
    assert shown is not None
    rows = list(zip(Step, shown.steps, strict=True))
    step, row = next((pair for pair in rows if pair[1].state is not StepState.PASSED), rows[-1])
    return step, row.state, row.says


def up_to_the_drill(cast: Cast, program: Integration, server: Receiver) -> Run:
    """Ask, take a permit, report it twice; then the withdrawal is played and the server hears of it."""
    conformance.hook(cast, server.url)
    run = runs.start(actor=acting(cast.rin, cast.partner))
    assert standing(cast)[0] is Step.ASK
    assert program.ask() == "allow"
    assert standing(cast)[0] is Step.REPORT
    assert program.report().json()["accepted"] == 1
    assert standing(cast)[0] is Step.REPEAT
    assert program.report()["Idempotent-Replayed"] == "true"
    assert standing(cast)[0] is Step.TOLD
    deliver()
    runs.advance_all()
    return Run.objects.get(pk=run.pk)


def test_a_partner_that_asks_reports_stops_and_acknowledges_gets_a_dated_badge(people: Cast) -> None:
    program = conformance.integration(people)
    with receiver() as server:
        run = up_to_the_drill(people, program, server)
        assert standing(people)[0] is Step.ACKNOWLEDGE
        withdrawal = told(server.received[-1].body)
        assert withdrawal == str(run.drill_id)
        assert program.acknowledge(withdrawal).status_code == 200
        assert standing(people)[0] is Step.ASK_AGAIN
        assert program.ask() == "deny"
        assert standing(people)[:2] == (Step.OBEY, StepState.WAITING)
        with time_machine.travel(timezone.now() + QUIET + timedelta(seconds=1), tick=True):
            runs.advance_all()
            outbox.drain()
            run.refresh_from_db()
            assert run.state == State.PASSED
            badge = Badge.objects.get()
            assert badge.until - badge.given_at == timedelta(days=90)
            assert selectors.badge_of(people.partner.pk) == badge
            assert program.ask(permit=False) == "allow", "her yes is back"
    assert not SandboxChoice.objects.exists()
    written = Entry.objects.filter(type__startswith="conformance.").order_by("pk").values_list("type", flat=True)
    assert list(written) == [entries.RUN_STARTED, entries.RUN_PASSED]
    assert Notice.objects.filter(kind="conformance.ended", person=people.rin).exists()
    with time_machine.travel(badge.until + timedelta(seconds=1)):
        assert selectors.badge_of(people.partner.pk) is None


def test_a_report_after_the_withdrawal_fails_the_run_with_the_sentence(people: Cast) -> None:
    program = conformance.integration(people)
    with receiver() as server:
        up_to_the_drill(people, program, server)
        program.acknowledge(told(server.received[-1].body))
        program.report(key="another", reference="one-more")
    run = Run.objects.get()
    assert run.state == State.FAILED
    assert run.says.startswith("A report for the track was sent")
    assert run.says.endswith("after your server was told of the withdrawal.")
    assert not Badge.objects.exists()
    outbox.drain()
    assert "not passed" in Notice.objects.get(kind="conformance.ended", person=people.rin).title


def test_a_server_that_never_takes_the_call_fails_it_and_the_page_says_what_it_answered(people: Cast) -> None:
    program = conformance.integration(people)
    with receiver(answers(500)) as server:
        up_to_the_drill(people, program, server)
        assert standing(people) == (Step.TOLD, StepState.WAITING, "Your server answered 500.")
        with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=True):
            runs.advance_all()
    assert Run.objects.get().says.endswith("Your server answered 500.")
    assert Run.objects.get().state == State.FAILED


def test_what_is_missing_is_said_while_there_is_time(people: Cast) -> None:
    program = conformance.integration(people)
    with receiver() as server:
        conformance.hook(people, server.url)
        runs.start(actor=acting(people.rin, people.partner))
        program.ask(permit=False)
        assert standing(people) == (Step.PERMIT, StepState.WAITING, "Your check asked for no permit.")
        program.ask()
        program.report_without_key()
        assert standing(people)[2] == "A report came without an Idempotency-Key."


def test_a_person_who_acknowledges_on_the_page_does_not_pass_for_the_program(people: Cast) -> None:
    program = conformance.integration(people)
    with receiver() as server:
        up_to_the_drill(people, program, server)
        acknowledge(Concern.objects.get(), actor=acting(people.rin, people.partner))
        runs.advance_all()
    assert Run.objects.get().says.startswith("A person acknowledged it on the page.")


def test_a_run_that_nobody_looks_at_ends_by_the_clock(people: Cast) -> None:
    conformance.integration(people)
    conformance.hook(people, "https://hooks.example.com/")
    run = runs.start(actor=acting(people.rin, people.partner))
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=True):
        assert runs.advance_all() == 1
        assert runs.advance_all() == 0
    run.refresh_from_db()
    assert (run.state, run.says) == (State.FAILED, "No check for the drill's track was asked in 15 minutes.")


def test_a_cancelled_run_counts_for_nothing_and_can_be_repeated(people: Cast) -> None:
    conformance.integration(people)
    conformance.hook(people, "https://hooks.example.com/")
    rin = acting(people.rin, people.partner)
    first = runs.start(actor=rin)
    runs.cancel(first.pk, actor=rin)
    second = runs.start(actor=rin)
    assert Run.objects.get(pk=first.pk).state == State.CANCELLED
    assert Run.objects.open().get() == second


def test_a_live_clients_calls_are_not_looked_at(people: Cast) -> None:
    conformance.integration(people)
    conformance.hook(people, "https://hooks.example.com/")
    runs.start(actor=acting(people.rin, people.partner))
    live = conformance.oauth_client(people.partner, "halcyon-live")
    Integration(conformance.token_response(live.id).json()["access_token"]).ask(permit=False)
    assert not RunCall.objects.exists()


def test_a_paused_webhook_is_said_before_the_run(people: Cast) -> None:
    conformance.integration(people)
    endpoint = conformance.hook(people, "https://hooks.example.com/")
    rin = acting(people.rin, people.partner)
    assert selectors.missing(rin) == []
    Endpoint.objects.filter(pk=endpoint.pk).update(paused_at=timezone.now())
    assert [one.code for one in selectors.missing(rin)] == ["no_webhook"]
