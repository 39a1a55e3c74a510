"""Batches: made by the operator, or by the clock on payday; carried to the bank; cancelled before that.

Whoever makes one is alone (an advisory lock), and has locked the teams it pays: a change of an account is before or
after it, never beside it. What is made twice at once is made once, for the second finds nothing unpaid.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, require_fresh
from artists.journal.record import Act, Follows, record, record_many
from artists.sealing import seal
from artists.teams.models import Team
from consent.payouts import calendar, cancelled, entries
from consent.payouts.balances import unpaid
from consent.payouts.models import FILE, BatchFile, Covered, Payout, PayoutBatch
from consent.payouts.planning import Line, plan, require_operator
from consent.payouts.rails import Instruction, Order
from consent.payouts.states import TRANSITIONS, BatchState, State
from consent.payouts.states import Act as Move
from consent.payouts.ways import payer, rails, text_of

TRANSFER = "payouts.transfer"


def make(*, actor: Actor) -> PayoutBatch:
    """Make a batch of everything that can go out, due on the next bank day.

    Raises `Denied` (not the operator, `fresh_sign_in`), `Conflict` (`nothing_to_pay`).
    """
    require_operator(actor)
    now = timezone.now()
    require_fresh(actor, now=now)
    with transaction.atomic():
        batch = _make(now, due_on=calendar.next_bank_day(now.date()), payday=None, actor=actor)
    if batch is None:
        raise Conflict("nothing_to_pay", "There is nothing to pay out now. Somebody may just have made the batch.")
    return batch


def make_on_payday(*, now: datetime) -> PayoutBatch | None:
    """From the 10th on, make the month's batch, once; by the clock. None where it is made, or nothing is due."""
    day = calendar.payday(now.date())
    if now.date() < now.date().replace(day=calendar.PAYDAY) or PayoutBatch.objects.filter(payday=day).exists():
        return None
    with transaction.atomic():
        return _make(now, due_on=max(day, calendar.next_bank_day(now.date())), payday=day, actor=None)


def fetch(batch: PayoutBatch, name: str, *, actor: Actor) -> BatchFile:
    """A file of the batch, for the bank. It holds account numbers: a fresh sign-in, and a line in the journal."""
    require_operator(actor)
    require_fresh(actor, now=timezone.now())
    with transaction.atomic():
        held = _lock(batch)
        if held.state == BatchState.CANCELLED:
            raise Conflict("cancelled", "This batch was cancelled: its file must not reach the bank.")
        cancelled.require_not_paid(held)
        file = BatchFile.objects.filter(batch=held, name=name).first()
        if file is None:
            raise Conflict("no_such_file", "The batch has no such file.")
        _record(entries.BATCH_FETCHED, held, actor, timezone.now(), file=name)
    return file


def send(batch: PayoutBatch, *, actor: Actor) -> None:
    """Say that the bank has the files; what goes by itself is sent now. Raises `Denied`, `Conflict`."""
    require_operator(actor)
    now = timezone.now()
    require_fresh(actor, now=now)
    with transaction.atomic():
        held = _end(batch, BatchState.SENT, actor, now)
        cancelled.require_not_paid(held)
        payouts = _move(held, Move.SEND, sent_at=now)
        carried = {rail.name for rail in rails().values() if rail.carried}
        follows = [
            Follows(TRANSFER, f"{TRANSFER}:{one.reference}", {"payout": one.pk})
            for one in payouts
            if one.rail not in carried
        ]
        record_many(_acts(entries.SENT, payouts), actor=actor, at=now)
        _record(entries.BATCH_SENT, held, actor, now, follows=follows)


def cancel(batch: PayoutBatch, *, actor: Actor, though_fetched: bool = False) -> None:
    """Take a batch back that no bank has seen; what it was for is owed as before, but for what the bank has paid.

    Its file may be at the bank all the same: so it takes a fresh sign-in, as making and sending do, and once a file was
    fetched the word that it is known (`though_fetched`). Raises `Denied`, `Conflict` (`file_was_fetched`, …).
    """
    require_operator(actor)
    now = timezone.now()
    require_fresh(actor, now=now)
    with transaction.atomic():
        held = _end(batch, BatchState.CANCELLED, actor, now)
        fetched = cancelled.fetched_at(held)
        if fetched and not though_fetched:
            raise Conflict(
                "file_was_fetched",
                f"A file of this batch was fetched on {fetched:%d %B at %H:%M} UTC. If it is at the bank, it will be "
                "paid whatever we say here. Cancel it all the same once the bank has said that it will not.",
            )
        payouts = _move(held, Move.CANCEL)
        Covered.objects.filter(payout__in=payouts).update(live=False)
        record_many(_acts(entries.CANCELLED, payouts), actor=actor, at=now)
        record_many(_acts(entries.PAID, cancelled.adopt(payouts)), actor=actor, at=now)
        _record(entries.BATCH_CANCELLED, held, actor, now)


def _make(now: datetime, *, due_on: date, payday: date | None, actor: Actor | None) -> PayoutBatch | None:
    cancelled.alone()
    concerned = {due.team_id for due in unpaid()}
    list(Team.objects.select_for_update().filter(pk__in=concerned).order_by("pk"))
    lines = [line for line in plan(max(now, timezone.now()), concerned) if not line.waits]
    if not lines or (payday and PayoutBatch.objects.filter(payday=payday).exists()):
        return None
    person = actor.person_id if actor else None
    batch = PayoutBatch.objects.create(
        reference=_batch_reference(due_on), due_on=due_on, payday=payday, made_at=now, made_by_id=person
    )
    payouts = _payouts(batch, lines)
    _go_out_again(lines)
    Covered.objects.bulk_create(
        [
            Covered(payout=payout, statement=statement)
            for payout, line in zip(payouts, lines, strict=True)
            for statement in line.due.statements
        ]
    )
    _write_files(batch, payouts, lines)
    record_many(_acts(entries.MADE, payouts), actor=actor, at=now)
    _record(entries.BATCH_MADE, batch, actor, now, payouts=len(payouts))
    return batch


def _batch_reference(due_on: date) -> str:
    start = f"SCB-{due_on:%Y-%m}-"
    last = (
        PayoutBatch.objects.filter(reference__startswith=start)
        .order_by("-pk")
        .values_list("reference", flat=True)
        .first()
    )
    return f"{start}{int(last.rsplit('-', 1)[1]) + 1 if last else 1:02d}"


def _payouts(batch: PayoutBatch, lines: Sequence[Line]) -> list[Payout]:
    start = f"SCP-{batch.due_on:%Y-%m}-"
    found = Payout.objects.filter(reference__startswith=start).order_by("-pk").values_list("reference", flat=True)
    last = found.first()
    number = int(last.rsplit("-", 1)[1]) if last else 0
    return Payout.objects.bulk_create(
        [
            Payout(
                reference=f"{start}{number + place:04d}", batch=batch, team=line.team, account=line.account,
                rail=line.rail, currency=line.due.currency, amount=line.amount, due_on=batch.due_on,
                made_at=batch.made_at,
            )
            for place, line in enumerate(lines, 1)
        ]
    )  # fmt: skip


def _go_out_again(lines: Sequence[Line]) -> None:
    """What came back, and is covered now, has gone out again."""
    covered = [statement.pk for line in lines for statement in line.due.statements]
    came_back = Payout.objects.filter(state=State.RETURNED, covered__statement__in=covered).values("pk")
    Payout.objects.filter(pk__in=list(came_back.values_list("pk", flat=True))).update(
        state=TRANSITIONS[State.RETURNED, Move.GO_OUT_AGAIN]
    )


def _write_files(batch: PayoutBatch, payouts: Sequence[Payout], lines: Sequence[Line]) -> None:
    rows = []
    for rail in rails().values():
        instructions = [
            Instruction(
                payout.reference, payout.amount, payout.currency, line.account.payee,
                text_of(payout.reference, line.due.statements),
            )
            for payout, line in zip(payouts, lines, strict=True)
            if payout.rail == rail.name and line.account
        ]  # fmt: skip
        if not instructions:
            continue
        order = Order(batch.reference, batch.made_at, batch.due_on, payer(), instructions)
        for made in rail.files(order):
            digest = hashlib.sha256(made.content).hexdigest()
            rows.append(
                BatchFile(
                    batch=batch, name=made.name, media_type=made.media_type, size=len(made.content), sha256=digest,
                    sealed=seal(made.content, purpose=FILE),
                )
            )  # fmt: skip
    BatchFile.objects.bulk_create(rows)


def _lock(batch: PayoutBatch) -> PayoutBatch:
    cancelled.alone()
    return PayoutBatch.objects.select_for_update().get(pk=batch.pk)


def _end(batch: PayoutBatch, state: BatchState, actor: Actor, now: datetime) -> PayoutBatch:
    held = _lock(batch)
    if held.state != BatchState.PLANNED:
        said = "sent to the bank" if held.state == BatchState.SENT else "cancelled"
        raise Conflict("batch_ended", f"This batch was {said} already.")
    held.state, held.ended_at, held.ended_by_id = state, now, actor.person_id
    held.save(update_fields=["state", "ended_at", "ended_by"])
    return held


def _move(batch: PayoutBatch, move: Move, **also: datetime) -> list[Payout]:
    payouts = list(Payout.objects.select_for_update().filter(batch=batch).order_by("pk").select_related("account"))
    for one in payouts:
        one.state = TRANSITIONS[State(one.state), move]
    Payout.objects.filter(batch=batch).update(state=TRANSITIONS[State.PLANNED, move], **also)
    return payouts


def _acts(kind: str, payouts: Sequence[Payout]) -> list[Act]:
    return [act_of(kind, one) for one in payouts]


def act_of(kind: str, payout: Payout, **more: str) -> Act:
    """An entry about a payout, which its team may read."""
    data = {"reference": payout.reference, "amount": f"{payout.amount.normalize():f}", "currency": payout.currency}
    return Act(kind, "payout", str(payout.pk), data | more, frozenset({payout.team_id}), team_id=payout.team_id)


def _record(
    kind: str,
    batch: PayoutBatch,
    actor: Actor | None,
    now: datetime,
    *,
    follows: Sequence[Follows] = (),
    **more: object,
) -> None:
    act = Act(kind, "payout_batch", str(batch.pk), {"reference": batch.reference, **more})
    record(act, actor=actor, at=now, follows=follows)
