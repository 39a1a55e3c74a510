"""A closing that is killed at any moment, or begun twice, comes to the same to the cent."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from artists.access import Conflict
from artists.journal.models import Entry, Message
from consent.earnings import closing, ledger
from consent.earnings.models import Hold, Month, Recoupment, Release, Remark, Statement
from tests import cast as cast_module
from tests.support.closing import after, close, disputed, ended, expected, pooled, said, this_month
from tests.support.earning import agreed, earned, licence, per_output, used
from tests.support.reporting import open_track, rin

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 20


def a_month_with_everything() -> date:
    """A month to close in two currencies, with something held, released, recouped, late and carried in."""
    people, month = cast_module.cast(), this_month()
    one, two = open_track(people), open_track(people, "Low Bridge")
    deals = [
        licence(people.partner, [people.label], per_output("0.123457"), currency=currency)
        for currency in ("EUR", "JPY")
    ]
    agreed(one, {people.artist: 3333, people.label: 6667})
    agreed(two, {people.artist: 2500, people.label: 5000, people.publisher: 2500})
    first, second = disputed(one, people.label, people.artist, 1234), disputed(two, people.label, people.artist, 5000)
    pooled(deals[0], one, "7.1")
    earned(rin(people), *(used(one, deal, f"a-{deal.pk}", quantity="17.13") for deal in deals))
    earned(rin(people), *(used(two, deal, f"b-{deal.pk}", quantity="171.3") for deal in deals))
    close(month)
    ended(second)
    earned(rin(people), *(used(one, deal, f"c-{deal.pk}", quantity="99.9") for deal in deals))
    earned(rin(people), {"reference": "d", "reverses": f"b-{deals[0].pk}"})
    assert first.ended_at is None
    return ledger.month_after(month)


def written() -> list[list[Any]]:
    """All that a closing writes, but for ids and moments."""
    sums = ("earned", "held", "released", "recouped", "carried_in", "payable", "carried_out", "lines", "quantity")
    return [
        list(
            Statement.objects.order_by("team", "number").values_list(
                "team", "month", "currency", "number", "lines_sha256", *sums
            )
        ),
        list(
            Hold.objects.order_by("month", "dispute", "currency", "version").values_list(
                "dispute", "month", "earned", "amount"
            )
        ),
        list(Release.objects.order_by("hold").values_list("hold__dispute", "month", "amount")),
        list(Recoupment.objects.order_by("month", "team", "licence").values_list("team", "licence", "amount")),
        sorted(Remark.objects.values_list("statement__team", "statement__number", "what", "lines", "amount")),
    ]


@contextmanager
def killed_at(query: int) -> Iterator[None]:
    """Our connection to the database is ended from outside before its so-many-th query."""
    left = [query]

    def ending(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            pid = connection.connection.info.backend_pid
            with psycopg.connect(**_parameters(), autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(ending):
        yield


def _parameters() -> dict[str, Any]:
    known = connection.get_connection_params()
    return {name: known[name] for name in ("dbname", "user", "host", "port", "password") if name in known}


def test_killed_twenty_times_it_comes_to_the_same_to_the_cent(monkeypatch: pytest.MonkeyPatch) -> None:
    month = a_month_with_everything()
    monkeypatch.setattr(closing, "AT_ONCE", 1)  # many transactions of signing
    wanted = expected(month)
    with transaction.atomic():
        close(month)
        undisturbed = written()
        transaction.set_rollback(True)
    assert not Month.objects.filter(pk=month).exists()

    chance, seen = random.Random(2026), set()
    for _ in range(TIMES):
        with pytest.raises(DatabaseError), killed_at(chance.randint(1, 14)):
            closing.close(month, actor=None, now=after(month))
        connection.close()
        seen.add(Month.objects.filter(pk=month).values_list("stage", flat=True).first())
    closing.close(month, actor=None, now=after(month))

    assert len(seen) > 3, seen  # it died in most stages
    assert written() == undisturbed
    assert said(list(Statement.objects.filter(month_id=month))) == wanted
    assert Entry.objects.filter(type="month.closed", subject_id=f"{month:%Y-%m}").count() == 1
    assert Entry.objects.filter(type="statement.closed").count() == Statement.objects.count()
    assert Message.objects.filter(topic=closing.TOPIC).count() == 2


def test_two_at_once_close_it_once() -> None:
    month, together = a_month_with_everything(), Barrier(3)

    def one(_: int) -> str:
        try:
            together.wait(20)
            return closing.close(month, actor=None, now=after(month)).state
        except Conflict as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        answers = set(pool.map(one, range(3)))
    assert answers <= {"closed", "closing_elsewhere"}
    before = written()
    closing.close(month, actor=None, now=after(month))
    assert written() == before
    assert Entry.objects.filter(type="month.closed", subject_id=f"{month:%Y-%m}").count() == 1
