"""Several workers write what they counted at once: nothing is lost, nothing counts twice, nobody waits in a circle."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.db.models import Sum
from django.utils import timezone

from artists.teams.models import ApiClient
from consent.usage.models import Asked, Hour, Minute, Tally
from consent.usage.notes import Note
from portal.api.metering import Meter
from tests import cast as cast_module

WORKERS, ROUNDS = 4, 15


@pytest.mark.django_db(transaction=True)
def test_four_workers_that_write_at_once_add_up() -> None:
    people = cast_module.cast()
    clients = [
        ApiClient.objects.create(team=people.partner, client_id=name, name=name, created_at=timezone.now()).pk
        for name in ("one", "two", "three")
    ]
    together, at = Barrier(WORKERS), time.time()

    def work(number: int) -> None:
        worker, order = Meter(), clients if number % 2 else clients[::-1]
        worker._thread = object()  # type: ignore[assignment]  # as if one ran: notes wait for the flush
        try:
            for _ in range(ROUNDS):
                together.wait(30)
                for client in order:
                    worker.admit(client, "checks", 2)
                    counts = {("remix", "allow", (7,)): 1, ("cover", "deny", ()): 1}
                    worker.note(
                        Note(at, people.partner.pk, client, False, "checks", "GET", "/", 200, 1.0, counts=counts)
                    )
                assert worker.flush()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))
    requests = WORKERS * ROUNDS * len(clients)
    assert Minute.objects.aggregate(all=Sum("amount"))["all"] == 2 * requests
    assert Asked.objects.count() == requests
    assert Hour.objects.aggregate(all=Sum("count"))["all"] == 2 * requests
    assert Tally.objects.all().of_questions().aggregate(all=Sum("count"))["all"] == 2 * requests
    assert Tally.objects.all().of_versions().aggregate(all=Sum("count"))["all"] == requests
