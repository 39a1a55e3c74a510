"""Stripe as a way: against a server of our own on a real socket."""

import json
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.conf import LazySettings

from artists.journal import outbox
from artists.journal.models import Message
from consent.payouts import batches
from consent.payouts.models import Payout
from consent.payouts.rails import Failed, Instruction, Unreachable
from consent.payouts.stripe_connect import StripeConnect
from tests.cast import Cast, acting
from tests.support.paying import account, payee, stated
from tests.support.receivers import Receiver, answers, receiver

pytestmark = pytest.mark.django_db
NONE = json.dumps({"object": "list", "data": []}).encode()
MADE = json.dumps({"object": "transfer", "id": "tr_1"}).encode()


@pytest.fixture
def stripe(settings: LazySettings) -> Iterator[Receiver]:
    with receiver(answers(200, NONE), answers(200, MADE), answers(200, NONE)) as server:
        settings.PAYOUTS = settings.PAYOUTS | {"stripe_key": "sk_test_1", "stripe_api": server.url}
        yield server


def test_a_transfer_leaves_under_its_reference_and_is_paid(cast: Cast, stripe: Receiver) -> None:
    account(cast.ayla, cast.artist, "", stripe="acct_1234567890abcd")
    stated(cast.artist, "84.10")
    olu = acting(cast.olu, cast.operator)
    batch = batches.make(actor=olu)
    assert not batch.files.exists()  # nothing is carried
    batches.send(batch, actor=olu)
    outbox.drain()
    payout = Payout.objects.get()
    assert (payout.state, payout.bank_reference) == ("paid", "tr_1")
    look, made = stripe.received
    assert look.line.startswith(f"GET /hook/v1/transfers?transfer_group={payout.reference}")
    assert made.headers["idempotency-key"] == payout.reference
    assert made.headers["authorization"] == "Bearer sk_test_1"
    assert b"amount=8410&currency=eur&destination=acct_1234567890abcd" in made.body
    Message.objects.filter(topic=batches.TRANSFER).update(done_at=None)
    outbox.drain()  # once more: it is paid already, so nobody is asked
    assert len(stripe.received) == 2


def test_a_refusal_comes_back_and_what_is_not_known_is_tried_again(cast: Cast) -> None:
    refused = json.dumps({"error": {"code": "account_invalid", "message": "No such destination."}}).encode()
    found = json.dumps({"data": [{"id": "tr_9"}]}).encode()
    rows = [
        (answers(400, refused), Failed), (answers(500, b"{}"), Unreachable), (answers(429, b"{}"), Unreachable),
        (answers(200, b"<html>"), Unreachable), (answers(200, b"[]"), Unreachable),
    ]  # fmt: skip
    for behaviour, error in rows:
        with receiver(behaviour) as server, pytest.raises(error):
            StripeConnect("sk_test_1", server.url).send(_instruction())
    with receiver(answers(200, found)) as server:
        assert StripeConnect("sk_test_1", server.url).send(_instruction()) == "tr_9"  # made before, and not again
        assert len(server.received) == 1
    with pytest.raises(Unreachable):
        StripeConnect("sk_test_1", "http://127.0.0.1:9").send(_instruction())


def _instruction() -> Instruction:
    return Instruction("SCP-2026-11-0001", Decimal("84.10"), "EUR", payee("", stripe="acct_1234567890abcd"), "Text")
