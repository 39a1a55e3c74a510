"""Ten thousand lines, sent at once by three clients, are counted once; a permit gives no more than it has."""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

import pytest
from django.db import connections
from django.db.models import Sum
from django.http import HttpResponse

from consent.reports.models import Batch, DayTotal, Line, Output
from tests import cast as cast_module
from tests.portal.api.asking import Asker
from tests.portal.api.conftest import oauth_client, token_response
from tests.support.reporting import line, open_track, permit, rin, sent, the_licence

T = TypeVar("T")


def at_once(acts: Sequence[Callable[[], T]]) -> list[T]:
    """Each in a thread and a transaction of its own, begun together."""
    together = Barrier(len(acts))

    def one(act: Callable[[], T]) -> T:
        try:
            together.wait(20)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


@pytest.mark.django_db(transaction=True)
def test_ten_thousand_lines_of_three_clients_at_once_are_counted_once() -> None:
    people = cast_module.cast()
    asset, licence = open_track(people), the_licence(people)
    whole = [line(asset, licence, f"line-{number}", quantity="1.5") for number in range(10_000)]
    programs = []
    for name in ("one", "two", "three"):
        oauth_client(people.partner, name, "reports")
        programs.append(Asker(people.partner, token_response(name, scope="reports").json()["access_token"]))

    def sending(program: Asker) -> Callable[[], HttpResponse]:
        mixed = random.Random(program.token).sample(whole, len(whole))
        return lambda: program.post("reports", {"lines": mixed}, key="the-same")

    answers = [answer.json() for answer in at_once([sending(program) for program in programs])]

    assert sorted(answer["accepted"] for answer in answers) == [0, 0, 10_000]
    assert sorted(answer["already_counted"] for answer in answers) == [0, 10_000, 10_000]
    assert Line.objects.count() == 10_000
    assert Line.objects.aggregate(all=Sum("quantity"))["all"] == 15_000
    assert DayTotal.objects.aggregate(all=Sum("quantity"), lines=Sum("lines")) == {"all": 15_000, "lines": 10_000}
    assert Batch.objects.aggregate(all=Sum("lines"))["all"] == 30_000


@pytest.mark.django_db(transaction=True)
def test_a_permit_and_a_reversal_count_once_whoever_is_faster() -> None:
    people = cast_module.cast()
    asset, licence = open_track(people), the_licence(people)
    given = permit(people.partner, asset.pk, [licence.in_force_id or 0], quantity=5)
    actor = rin(people)
    sent(actor, line(asset, licence, "first"))

    def sending(number: int) -> Callable[[], Any]:
        return lambda: sent(
            actor,
            {"reference": f"under-{number}", "permit": str(given.pk), "quantity": 2},
            {"reference": f"back-{number}", "reverses": "first"},
            line(asset, licence, f"made-{number}", outputs=[_made()]),
        )

    taken = at_once([sending(number) for number in range(5)])

    assert Line.objects.filter(permit_id=given.pk).aggregate(all=Sum("quantity"))["all"] == 4
    assert Line.objects.filter(reverses__isnull=False).count() == 1
    codes = [one.code for each in taken for one in each.refused]
    assert (codes.count("permit_exhausted"), codes.count("reversed_already")) == (3, 4)
    assert Output.objects.count() == 1


def _made() -> dict[str, str]:
    return {"id": "o-1", "title": "Slow Ferry, in the rain", "kind": "audio", "contains_ai": "Partly"}
