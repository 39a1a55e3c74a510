"""What is kept of what partners asked, for how long, and who sees it."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from artists.teams.models import ApiClient
from consent.usage import forgetting, selectors
from consent.usage.models import Asked, Hour, Minute, Tally
from consent.usage.notes import Note
from consent.usage.writing import write
from tests.cast import Cast, acting


@pytest.fixture
def client(cast: Cast) -> ApiClient:
    return ApiClient.objects.create(team=cast.partner, client_id="one", name="one", created_at=timezone.now())


def asked(cast: Cast, client: int, ago: timedelta = timedelta(0)) -> None:
    at = time.time() - ago.total_seconds()
    note = Note(at, cast.partner.pk, client, False, "checks", "GET", "/", 200, 1.0, counts={("remix", "deny", ()): 1})
    write({(client, "checks", int(at) // 60): 1}, [note], [client], at)


def test_the_log_is_kept_for_ninety_days_and_the_tallies_for_good(cast: Cast, client: ApiClient) -> None:
    asked(cast, client.pk, timedelta(days=91))
    asked(cast, client.pk, timedelta(days=89))
    asked(cast, client.pk)
    assert forgetting.forget_old(now=timezone.now()) == 1
    assert forgetting.forget_old(now=timezone.now()) == 0
    assert (Asked.objects.count(), Hour.objects.count(), Tally.objects.count()) == (2, 2, 3)
    assert Minute.objects.count() == 1


def test_a_client_that_is_no_more_is_passed_over(cast: Cast, client: ApiClient) -> None:
    asked(cast, client.pk + 1000)
    assert not Asked.objects.exists()


def test_only_the_partners_own_team_sees_it(cast: Cast, client: ApiClient) -> None:
    asked(cast, client.pk)
    rin, dana = acting(cast.rin, cast.partner), acting(cast.dana, cast.label)
    for model in (Asked, Tally, Hour):
        assert model.objects.visible_to(rin).count() == 1
        assert not model.objects.visible_to(dana).exists()
    assert set(selectors.last_uses(rin)) == {client.pk}
    assert not selectors.last_uses(dana)


def test_a_limit_of_nothing_is_full(cast: Cast, client: ApiClient) -> None:
    client.limits = {"checks": 0}
    by_kind = {one.kind.code: one for one in selectors.standings([client])[client.pk]}
    assert (by_kind["checks"].full, by_kind["checks"].agreed, by_kind["calls"].full) == (100, True, 0)
