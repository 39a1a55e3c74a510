"""Sending what goes by itself: one transfer at a time, from the outbox, under its reference as the idempotency key."""

from django.db import transaction
from django.utils import timezone

from artists.journal.handlers import TryAgain
from artists.journal.record import record_many
from consent.payouts.confirmations import note_paid, note_returned
from consent.payouts.models import Payout
from consent.payouts.rails import Failed, Instruction, Unreachable
from consent.payouts.states import PROVIDER, State
from consent.payouts.ways import rails, text_of


def transfer(payout_id: int) -> None:
    """Send this payout, and note what the provider says. Sent again it changes nothing. Raises `TryAgain`."""
    payout = Payout.objects.select_related("account").get(pk=payout_id)
    if payout.state != State.SENT:
        return
    rail = rails().get(payout.rail)
    if rail is None:
        raise TryAgain(f"The way “{payout.rail}” is switched off.")
    statements = [one.statement for one in payout.covered.select_related("statement").order_by("pk")]
    text = text_of(payout.reference, statements)
    instruction = Instruction(payout.reference, payout.amount, payout.currency, payout.account.payee, text)
    try:
        reference = rail.send(instruction)
    except Unreachable as error:
        raise TryAgain(str(error)) from error
    except Failed as refused:
        _note(payout_id, refused=refused)
    else:
        _note(payout_id, reference=reference)


def _note(payout_id: int, *, reference: str = "", refused: Failed | None = None) -> None:
    now = timezone.now()
    with transaction.atomic():
        held = Payout.objects.select_for_update(of=("self",)).select_related("batch", "account").get(pk=payout_id)
        if refused:
            code = "" if refused.account else PROVIDER
            acts = note_returned(held, now.date(), code, refused.sentence, now=now)
        else:
            acts = note_paid(held, now.date(), reference, now=now)
        if acts:
            record_many(acts, actor=None, at=now)
