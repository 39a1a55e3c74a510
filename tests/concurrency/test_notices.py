"""Two workers tell at once: with real transactions, nobody is told twice and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from artists.access import Permission
from artists.journal.models import Message
from artists.notices.kinds import GROUPS, Kind
from artists.notices.models import Delivery, Notice
from artists.notices.telling import Told, Words, tell_now, withdraw
from tests.cast import Cast

ASKED = Kind("test.race", "Somebody asks", GROUPS["requests"], Permission.VIEW)
pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 6


def together(*calls: object) -> list[object]:
    """Call all of them at the same moment, each on a connection of its own."""
    ready = Barrier(len(calls))

    def run(call: object) -> object:
        ready.wait()
        try:
            return call()  # type: ignore[operator]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_the_same_telling_by_six_workers_is_one(transactional_db: None, cast: Cast) -> None:
    told = Told(ASKED, "request:1", teams={cast.artist.pk: Words("Asked")})
    results = together(*[lambda: tell_now(told, key="one")] * TIMES)
    assert sorted(results) == [0] * (TIMES - 1) + [2]  # type: ignore[type-var]
    assert set(Notice.objects.values_list("count", flat=True)) == {1}
    assert Delivery.objects.count() == 4
    assert Message.objects.filter(topic="notices.email").count() == 2


def test_different_tellings_of_one_thing_fold_and_count_them_all(transactional_db: None, cast: Cast) -> None:
    told = Told(ASKED, "request:1", teams={cast.artist.pk: Words("Asked")})
    together(*[lambda key=key: tell_now(told, key=key) for key in map(str, range(TIMES))])
    assert set(Notice.objects.values_list("count", flat=True)) == {TIMES}
    assert Notice.objects.count() == 2
    assert Delivery.objects.filter(channel="email").count() == 2


def test_a_withdrawal_beside_a_telling_leaves_no_half(transactional_db: None, cast: Cast) -> None:
    told = Told(ASKED, "request:1", teams={cast.artist.pk: Words("Asked")})
    tell_now(told, key="first")
    together(lambda: tell_now(told, key="second"), lambda: withdraw("request:1"))
    for notice in Notice.objects.all():
        waiting = notice.deliveries.filter(channel="email", sent_at=None, cancelled_at=None).count()
        assert waiting == (0 if notice.withdrawn_at else 1)
