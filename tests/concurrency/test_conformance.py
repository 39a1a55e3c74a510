"""Conformance runs that several hands move at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from artists.access import Conflict
from artists.journal.models import Entry
from consent.sandbox import entries, runs
from consent.sandbox.judging import Call, Kind
from consent.sandbox.models import Run
from consent.withdrawals.models import Withdrawal
from tests import cast as cast_module
from tests.cast import Cast, acting
from tests.support import conformance

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> Cast:
    cast = cast_module.cast()
    conformance.integration(cast)
    conformance.hook(cast, "https://hooks.example.com/")
    return cast


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do these in threads with connections of their own, all beginning together; what each gave, or refused with."""
    ready = threading.Barrier(len(acts))

    def do(act: Callable[[], object]) -> object:
        try:
            ready.wait(10)
            return act()
        except Conflict as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def test_two_who_start_a_run_at_once_start_one(people: Cast) -> None:
    rin = acting(people.rin, people.partner)
    made = at_once(*[lambda: runs.start(actor=rin)] * 4)
    assert made.count("run_open") == 3
    assert Run.objects.count() == 1
    assert Entry.objects.filter(type=entries.RUN_STARTED).count() == 1


def test_the_withdrawal_is_played_once_however_many_move_the_run_on(people: Cast) -> None:
    run = runs.start(actor=acting(people.rin, people.partner))
    now = timezone.now()
    calls = [
        Call(now, Kind.CHECK, answer="allow", permit="p1"),
        Call(now, Kind.REPORT, permit="p1", key="k1", counted=True),
        Call(now, Kind.REPORT, permit="p1", key="k1", counted=True, again=True),
    ]
    see = [lambda: runs.observe(people.partner.pk, "halcyon-test", calls)] * 3
    at_once(*see, runs.advance_all, runs.advance_all)
    assert Withdrawal.objects.filter(test=True).count() == 1
    run.refresh_from_db()
    assert run.drill_id == Withdrawal.objects.get().concerns.get().pk


def test_a_run_that_is_cancelled_while_it_ends_ends_once(people: Cast) -> None:
    rin = acting(people.rin, people.partner)
    run = runs.start(actor=rin)
    later = timezone.now() + runs.GOOD_FOR
    at_once(lambda: runs.cancel(run.pk, actor=rin), lambda: runs.advance_all(now=later))
    ended = [entries.RUN_CANCELLED, entries.RUN_FAILED, entries.RUN_PASSED]
    assert Entry.objects.filter(type__in=ended).count() == 1
