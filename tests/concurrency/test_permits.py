"""Permits when two come at once: one use is one use, and a stop leaves none behind."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from artists.access import Conflict
from artists.catalog.models import Asset
from consent.choices.answers import Answer
from consent.decisions import permits, signing, status, stops
from consent.decisions.checks import Question
from consent.decisions.models import Permit, SigningKey, StatusList
from tests import cast as cast_module
from tests.cast import Cast
from tests.consent.decisions.scenes import answer
from tests.consent.decisions.test_permits import halcyon, opened, permitted, wanted

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Carry them out at once, each on its own connection; what each gave, or the conflict it met."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait(10)
            return act()
        except Conflict as refused:
            return refused.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def _world() -> tuple[Cast, Asset]:
    people = cast_module.cast()
    return people, opened(people)


def test_a_single_use_permit_redeemed_by_four_at_once_is_used_once() -> None:
    people, asset = _world()
    made = permitted(people, asset, single_use=True)
    came = together(*[lambda: permits.redeem(made.id, actor=halcyon(people)).pk] * 4)
    assert sorted(came, key=str) == sorted([made.id, *["permit_used"] * 3], key=str)


def test_a_permit_redeemed_while_the_artist_says_no_is_either_used_before_or_refused() -> None:
    people, asset = _world()
    made = permitted(people, asset)
    used, _ = together(
        lambda: permits.redeem(made.id, actor=halcyon(people)).pk,
        lambda: answer(people, asset, "remix", Answer.OFF),
    )
    assert used in (made.id, "permit_revoked")
    status.call_back()
    assert Permit.objects.get().revoked_at is not None


def test_permits_taken_while_the_partner_is_stopped_do_not_outlive_the_next_list() -> None:
    people, asset = _world()
    together(
        *[lambda: permit_or_reason(people, asset)] * 3,
        lambda: stops.stop(people.partner.pk, "Not acknowledged.", source="test"),
    )
    status.call_back()
    assert not Permit.objects.filter(revoked_at=None).exists()


def test_the_same_stop_by_three_at_once_is_one() -> None:
    people, _ = _world()
    came = together(*[lambda: stops.stop(people.partner.pk, "Not acknowledged.", source="test")] * 3)
    assert sorted(came) == [False, False, True]


def test_the_first_key_is_made_once_however_many_ask_for_it() -> None:
    tokens = together(*[lambda: signing.sign({"iat": 1}, typ="t")] * 4)
    assert SigningKey.objects.count() == 1
    assert len(set(tokens)) == 1


def test_a_list_that_many_fetch_at_once_is_made_once() -> None:
    people, asset = _world()
    page = Permit.objects.get(pk=permitted(people, asset).id).number // status.PLACES
    lists = together(*[lambda: status.signed_list(page)] * 4)
    assert len({one.token for one in lists}) == 1
    assert StatusList.objects.count() == 1


def permit_or_reason(people: Cast, asset: Asset) -> permits.Issued | str:
    """A permit, or why there is none."""
    return wanted(people, Question("remix", asset=asset.pk, territory="DE"))
