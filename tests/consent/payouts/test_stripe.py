"""Stripe as a way: against a server of our own on a real socket."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from artists.access import Conflict, Invalid
from artists.journal import outbox
from artists.journal.models import Message
from consent.payouts import batches
from consent.payouts.balances import balances
from consent.payouts.models import Account, Payout, Reply
from consent.payouts.rails import Failed, Instruction, Unreachable
from consent.payouts.stripe_connect import StripeConnect, amount_of, coins_of
from tests.cast import Cast, acting
from tests.support.paying import account, payee, stated
from tests.support.receivers import Receiver, answers, receiver

pytestmark = pytest.mark.django_db
NONE = json.dumps({"object": "list", "data": []}).encode()
MADE = json.dumps({"object": "transfer", "id": "tr_1"}).encode()
READY = json.dumps({"object": "account", "id": "acct_1234567890abcd", "capabilities": {"transfers": "active"}}).encode()
SECRET = "whsec_of_the_test"


@pytest.fixture
def stripe(settings: LazySettings) -> Iterator[Receiver]:
    with receiver(answers(200, READY), answers(200, NONE), answers(200, MADE), answers(200, NONE)) as server:
        settings.PAYOUTS = settings.PAYOUTS | {
            "stripe_key": "sk_test_1", "stripe_api": server.url, "stripe_webhook_secret": SECRET,
        }  # fmt: skip
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
    asked, look, made = stripe.received
    assert asked.line.startswith("GET /hook/v1/accounts/acct_1234567890abcd ")  # before it was named
    assert look.line.startswith(f"GET /hook/v1/transfers?transfer_group={payout.reference}")
    assert made.headers["idempotency-key"] == payout.reference
    assert made.headers["authorization"] == "Bearer sk_test_1"
    assert b"amount=8410&currency=eur&destination=acct_1234567890abcd" in made.body
    Message.objects.filter(topic=batches.TRANSFER).update(done_at=None)
    outbox.drain()  # once more: it is paid already, so nobody is asked
    assert len(stripe.received) == 3


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


def test_an_account_that_is_not_ours_or_not_ready_is_not_named(cast: Cast, settings: LazySettings) -> None:
    inactive = json.dumps({"id": "acct_1", "capabilities": {"transfers": "pending"}}).encode()
    foreign = json.dumps({"error": {"code": "account_invalid", "message": "No access."}}).encode()
    rows = [
        (answers(200, inactive), Invalid, "finish setting it up"),
        (answers(403, foreign), Invalid, "is connected to us"),
        (answers(500, b"{}"), Conflict, "could not be asked"), (answers(401, foreign), Conflict, "could not be asked"),
    ]  # fmt: skip
    for behaviour, error, sentence in rows:
        with receiver(behaviour) as server:
            settings.PAYOUTS = settings.PAYOUTS | {"stripe_key": "sk_test_1", "stripe_api": server.url}
            with pytest.raises(error, match=sentence):
                account(cast.ayla, cast.artist, "", stripe="acct_1234567890abcd")
    settings.PAYOUTS = settings.PAYOUTS | {"stripe_key": ""}
    with pytest.raises(Invalid, match="no way"):
        account(cast.ayla, cast.artist, "", stripe="acct_1234567890abcd")
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("amount", "currency", "coins"),
    [("84.10", "EUR", 8410), ("500", "JPY", 500), ("8.410", "KWD", 8410), ("40", "ISK", 4000), ("7", "UGX", 7)],
)
def test_amounts_are_told_in_stripes_smallest_units(amount: str, currency: str, coins: int) -> None:
    assert coins_of(Decimal(amount), currency) == coins
    assert amount_of(coins, currency) == Decimal(amount)


@pytest.mark.parametrize(("amount", "currency"), [("8.415", "KWD"), ("0.5", "JPY"), ("1.001", "EUR")])
def test_what_stripe_has_no_coin_for_is_refused_and_blames_no_account(amount: str, currency: str) -> None:
    with pytest.raises(Failed) as refused:
        coins_of(Decimal(amount), currency)
    assert not refused.value.account


def test_a_transfer_that_stripe_took_back_is_owed_again_once_and_only_if_stripe_says_so(
    cast: Cast, stripe: Receiver
) -> None:
    account(cast.ayla, cast.artist, "", stripe="acct_1234567890abcd")
    stated(cast.artist, "84.10")
    olu = acting(cast.olu, cast.operator)
    batches.send(batches.make(actor=olu), actor=olu)
    outbox.drain()
    payout = Payout.objects.get()
    whole, part = _event(payout.reference, 8410), _event(payout.reference, 410)
    assert _post(whole, secret="whsec_other") == 400
    assert _post(whole, at=time.time() - 400) == 400
    for signature in (" ", "t=,v1=", "t=9" + "9" * 30 + ",v1=x", "v1=x", "t=1,v1=\u00e9", "\x00"):
        assert _post(whole, signature=signature) == 400, signature
    for nothing in (
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"type":"transfer.reversed"}',
        _event(payout.reference, 8410, created=10**30),
    ):
        assert _post(nothing) == 400, nothing
    assert _post(_event(payout.reference, 8410, kind="transfer.created")) == _post(_event("SCP-1999-01-0001", 1)) == 204
    payout.refresh_from_db()
    assert (payout.state, Reply.objects.count()) == ("paid", 0)
    assert _post(part) == 204  # a part of it: a person has to look
    assert Reply.objects.get().lines[0]["sentence"] == "The amount is not the payout's: 4.1 instead of 84.1."
    assert [_post(whole), _post(whole)] == [204, 204]
    payout.refresh_from_db()
    assert (payout.state, payout.reason, Reply.objects.count()) == ("returned", "taken back at Stripe", 2)
    assert balances(cast.artist.pk)["EUR"].open == Decimal("84.10")
    assert not Account.objects.filter(returned_at__isnull=False).exists()  # it was not the account's fault


def test_stripe_is_not_heard_while_it_is_off() -> None:
    assert Client().post(reverse("site:stripe_hook"), b"{}", content_type="application/json").status_code == 404


def _post(body: bytes, *, secret: str = SECRET, at: float | None = None, signature: str = "") -> int:
    """Deliver it as Stripe does, and say the status."""
    moment = int(at or time.time())
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {"stripe-signature": signature or f"t={moment},v1={'0' * 64},v1={digest},v0=x"}
    answer = Client().post(reverse("site:stripe_hook"), body, content_type="application/json", headers=headers)
    return answer.status_code


def _event(reference: str, back: int, *, kind: str = "transfer.reversed", created: int | None = None) -> bytes:
    """An event as https://docs.stripe.com/api/events/object and .../transfers/object have it."""
    transfer = {
        "id": "tr_1", "object": "transfer", "amount": 8410, "amount_reversed": back, "currency": "eur",
        "destination": "acct_1234567890abcd", "livemode": False, "metadata": {"reference": reference},
        "reversed": back == 8410, "transfer_group": reference,
    }  # fmt: skip
    event = {
        "id": "evt_1", "object": "event", "api_version": "2025-09-30.clover", "created": created or int(time.time()),
        "type": kind, "data": {"object": transfer},
    }  # fmt: skip
    return json.dumps(event).encode()


def _instruction() -> Instruction:
    return Instruction("SCP-2026-11-0001", Decimal("84.10"), "EUR", payee("", stripe="acct_1234567890abcd"), "Text")
