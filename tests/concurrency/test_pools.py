"""A sum that falls due is posted once, however many post at the same time."""

from decimal import Decimal

import pytest

from consent.earnings.models import Charge, Pool
from consent.earnings.pools import post_due
from consent.licences.terms import Basis, Rate
from tests import cast as cast_module
from tests.concurrency.test_reports import at_once
from tests.support.earning import licence, nothing_is_lost
from tests.support.reporting import open_track


@pytest.mark.django_db(transaction=True)
def test_three_workers_post_a_flat_sum_once() -> None:
    people = cast_module.cast()
    open_track(people)
    licence(people.partner, [people.label], Rate(Basis.FLAT, Decimal(100)))
    assert sorted(at_once([post_due, post_due, post_due])) == [0, 0, 1]
    assert (Pool.objects.count(), Charge.objects.count()) == (1, 1)
    nothing_is_lost()
