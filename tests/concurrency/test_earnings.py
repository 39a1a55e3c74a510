"""Several that post at once, and somebody who closes meanwhile: each line is charged once, in one month."""

import random
from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from consent.earnings import ledger
from consent.earnings.models import Charge, Earned, Earning, Month
from consent.earnings.posting import divide_anew, earn
from tests import cast as cast_module
from tests.concurrency.test_reports import at_once
from tests.support.earning import agreed, licence, nothing_is_lost, used
from tests.support.reporting import open_track, rin, sent


def begin_closing() -> None:
    """What a closing begins with."""
    with transaction.atomic():
        ledger.lock()
        Month.objects.create(first=date.today().replace(day=1), begun_at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_lines_are_charged_once_and_divided_by_the_split_whoever_comes_first() -> None:
    people = cast_module.cast()
    asset, actor = open_track(people), rin(people)
    deal = licence(people.partner, [people.label])
    batches = [sent(actor, used(asset, deal, f"u-{n}"), used(asset, deal, f"v-{n}")).batch.pk for n in range(3)]
    batches.append(sent(actor, {"reference": "r", "reverses": "u-1"}).batch.pk)
    split = agreed(asset, {people.artist: 5000, people.label: 5000})
    acts: list[Callable[[], object]] = [lambda batch=batch: earn([batch]) for batch in batches * 2]
    acts += [lambda: divide_anew([split.pk]), lambda: divide_anew([split.pk]), begin_closing]
    random.Random(7).shuffle(acts)

    at_once(acts)

    assert Charge.objects.count() == 7
    assert Earned.objects.count() == 4
    assert set(Earning.objects.values_list("turn", flat=True)) == {0}
    assert not Earning.objects.exclude(month=F("charge__month")).exists()
    nothing_is_lost()
