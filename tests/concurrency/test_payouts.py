"""Payouts under two hands at once, on real transactions: nobody is paid twice, and no change slips beside a batch."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from artists.access import Conflict
from consent.payouts import accounts, batches, confirmations
from consent.payouts.models import Account, Confirmation, Covered, Payout, PayoutBatch
from tests import cast as cast_module
from tests.cast import Cast, acting
from tests.concurrency.test_choices import at_once
from tests.support.paying import IBANS, account, answers, came_back, paid, payee, proven, stated

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> Cast:
    return cast_module.cast()


def test_two_batches_at_once_are_one_and_answers_at_once_count_once(people: Cast) -> None:
    account(people.ayla, people.artist)
    stated(people.artist, "100")
    olu = acting(people.olu, people.operator)
    made = at_once(*[lambda: batches.make(actor=olu)] * 4)
    assert sum(isinstance(one, PayoutBatch) for one in made) == 1
    assert Payout.objects.count() == Covered.objects.filter(live=True).count() == 1
    batch = PayoutBatch.objects.get()
    ended = at_once(*[lambda: batches.send(batch, actor=olu), lambda: batches.cancel(batch, actor=olu)] * 2)
    assert sum(isinstance(one, Conflict) for one in ended) == 3
    batch.refresh_from_db()
    if batch.state == "cancelled":
        batch = batches.make(actor=olu)
        batches.send(batch, actor=olu)
    payout = Payout.objects.get(batch=batch)
    good, bad = answers(paid(payout.reference, "100")), answers(came_back(payout.reference, "100"))
    at_once(*[lambda: confirmations.take("a", good, actor=olu), lambda: confirmations.take("b", bad, actor=olu)] * 2)
    payout.refresh_from_db()
    assert (payout.state, Confirmation.objects.count()) == ("returned", 2)
    assert not Covered.objects.filter(live=True).exists()


def test_two_changes_at_once_are_one_and_a_stop_is_before_a_batch_or_after_it(people: Cast) -> None:
    first = account(people.ayla, people.artist)
    stated(people.artist, "100")
    ayla = proven(people.ayla, people.artist)
    asked = at_once(*[lambda iban=iban: accounts.name_account(payee(iban), actor=ayla) for iban in IBANS[1:]])
    assert sum(isinstance(one, Account) for one in asked) == 1
    change = Account.objects.get(number=2)
    with time_machine.travel(change.force_at - timedelta(milliseconds=150)):
        now = timezone.now()
        olu, marco = acting(people.olu, people.operator), acting(people.marco, people.artist)
        stopped, made = at_once(lambda: accounts.stop(change, actor=marco), lambda: batches.make(actor=olu))
    assert now < change.force_at
    change.refresh_from_db()
    assert isinstance(made, PayoutBatch)
    to = Payout.objects.get().account
    assert to == first or (to == change and change.stopped_at is None and isinstance(stopped, Conflict))
