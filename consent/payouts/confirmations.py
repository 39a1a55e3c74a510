"""What the bank says of transfers: paid, or sent back. Line by line; what is refused says why; replayed, it changes
nothing; and in whatever order answers come, they end the same.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from artists.access import Actor
from artists.journal.record import Act, record, record_many
from consent.payouts import cancelled, entries
from consent.payouts.bank_file import BankFile
from consent.payouts.batches import act_of
from consent.payouts.models import Account, Confirmation, Covered, Payout, PayoutBatch, Reply
from consent.payouts.planning import require_operator
from consent.payouts.reading import Heard, Said, read
from consent.payouts.states import OURS, TRANSITIONS, BatchState, State, says
from consent.payouts.states import Act as Move


@dataclass(frozen=True)
class Outcome:
    """What became of one line: `paid`, `returned`, `known` (nothing new), `noted` (still under way), `refused`, or
    `alarm`: the bank pays what was cancelled, and somebody must act."""

    reference: str
    outcome: str
    sentence: str


def take(name: str, content: bytes, *, actor: Actor) -> Reply:
    """Read a file of answers and carry out what can be. Raises `Denied`, `Invalid` (no such file at all)."""
    require_operator(actor)
    heard = read(content)
    now = timezone.now()
    with transaction.atomic():
        cancelled.alone()
        found = _locked(heard)
        outcomes: list[Outcome] = []
        acts: list[Act] = []
        for one in heard:
            for payout, answer in _spread(one, found):
                outcomes.append(_one(answer, payout, acts, now))
        reply = Reply.objects.create(
            name=name[-120:].replace("\x00", ""), sha256=hashlib.sha256(content).hexdigest(), taken_at=now,
            taken_by_id=actor.person_id, lines=[asdict(one) for one in outcomes],
        )  # fmt: skip
        if acts:
            record_many(acts, actor=actor, at=now)
        refused = sum(one.outcome == "refused" for one in outcomes)
        data = {"lines": len(outcomes), "refused": refused}
        record(Act(entries.CONFIRMED, "payout_reply", str(reply.pk), data), actor=actor, at=now)
    return reply


def note_paid(payout: Payout, day: date, bank_reference: str, *, now: datetime) -> list[Act]:
    """The provider paid it; the caller has locked the payout and writes what is returned into the journal."""
    acts: list[Act] = []
    _one(Heard(payout.reference, Said.PAID, payout.amount, payout.currency, day, bank_reference), payout, acts, now)
    return acts


def note_returned(payout: Payout, day: date, code: str, reason: str, *, now: datetime) -> list[Act]:
    """The provider sent it back; likewise."""
    acts: list[Act] = []
    heard = Heard(payout.reference, Said.RETURNED, payout.amount, payout.currency, day, "", code[:10], reason[:200])
    _one(heard, payout, acts, now)
    return acts


def _locked(heard: Sequence[Heard]) -> dict[str, Payout]:
    """Every payout that is spoken of, locked in one order, with its account."""
    batches = PayoutBatch.objects.filter(reference__in=[one.batch for one in heard if one.batch])
    spoken = Payout.objects.filter(reference__in=[one.reference for one in heard if one.reference])
    numbers = {*spoken.values_list("pk", flat=True)} | {
        *Payout.objects.filter(batch__in=batches).values_list("pk", flat=True)
    }
    rows = Payout.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk")
    return {one.reference: one for one in rows.select_related("batch", "account")}


def _spread(one: Heard, found: dict[str, Payout]) -> list[tuple[Payout | None, Heard]]:
    """An answer about a whole file is one about each of its transfers."""
    if not one.batch:
        return [(found.get(one.reference), one)]
    inside = [payout for payout in found.values() if payout.batch.reference == one.batch and in_sepa_file(payout)]
    return [
        (payout, Heard(payout.reference, one.said, None, "", one.day, "", one.code, one.reason, one.problem))
        for payout in inside
    ] or [(None, Heard(one.batch, one.said, problem=one.problem))]


def in_sepa_file(payout: Payout) -> bool:
    """Whether the batch's pain.001 holds it: what the bank says of that file says nothing of the others."""
    return payout.currency == "EUR" and payout.rail == BankFile.name and payout.account.payee.in_sepa


def _one(heard: Heard, payout: Payout | None, acts: list[Act], now: datetime) -> Outcome:
    if problem := _problem(heard, payout, now.date()):
        return Outcome(heard.reference, "refused", problem)
    assert payout is not None  # or there would be a problem
    if payout.state == State.CANCELLED:
        return _though_cancelled(heard, payout, acts, now)
    if heard.said is Said.UNDER_WAY:
        return Outcome(heard.reference, "noted", "Still under way at the bank.")
    return (_paid if heard.said is Said.PAID else _returned)(heard, payout, acts, now)


def _problem(heard: Heard, payout: Payout | None, today: date) -> str:
    if heard.problem:
        return heard.problem
    if payout is None:
        return "No payout has this reference."
    if heard.amount is not None and heard.amount != payout.amount:
        return f"The amount is not the payout's: {heard.amount} instead of {payout.amount.normalize():f}."
    if heard.currency and heard.currency != payout.currency:
        return f"The currency is not the payout's: {heard.currency} instead of {payout.currency}."
    if payout.batch.state == BatchState.PLANNED:
        return "Its batch is not marked as sent. Do that first, if the bank has the file."
    if heard.said is Said.UNDER_WAY:
        return ""
    if heard.day is None:
        return "The date is missing."
    if not payout.made_at.date() <= heard.day <= today:
        return f"The date {heard.day} is before the payout was made, or still to come."
    return ""


def _though_cancelled(heard: Heard, payout: Payout, acts: list[Act], now: datetime) -> Outcome:
    """The bank speaks of what was cancelled: it had the file."""
    if heard.said is Said.RETURNED:
        return Outcome(payout.reference, "noted", "It was cancelled, and the bank did not carry it out.")
    if heard.said is Said.UNDER_WAY:
        return Outcome(payout.reference, "alarm", "It was cancelled, and the bank carries it out: call it back now.")
    day = heard.day or now.date()
    confirmed = Confirmation.objects.filter(payout=payout, kind="paid").first() or _note(
        payout, "paid", heard, day, now
    )
    other = cancelled.covering(payout)
    if other is None:
        cancelled.count_as_paid(payout, confirmed)
        acts.append(act_of(entries.PAID, payout, day=confirmed.day.isoformat()))
        return Outcome(
            payout.reference, "alarm",
            f"It was cancelled, and the bank paid it on {confirmed.day} all the same. It counts as paid, and is not "
            "paid again.",
        )  # fmt: skip
    if other.state == State.PLANNED:
        said = (
            f"{other.reference} would pay the same again: cancel its batch {other.batch.reference}, which does not go"
        )
        return Outcome(payout.reference, "alarm", f"It was cancelled, and the bank paid it all the same. {said} out.")
    return Outcome(
        payout.reference, "alarm",
        f"It was cancelled, and the bank paid it all the same; {other.reference} went out for the same money. Call one "
        "of them back.",
    )  # fmt: skip


def _paid(heard: Heard, payout: Payout, acts: list[Act], now: datetime) -> Outcome:
    day = heard.day or now.date()
    known = Confirmation.objects.filter(payout=payout, kind="paid").first()
    if known:
        same = known.day == day and (not heard.bank_reference or known.bank_reference == heard.bank_reference)
        if same:
            return Outcome(payout.reference, "known", "We knew that already.")
        return Outcome(
            payout.reference, "refused", f"It was confirmed before, for {known.day} ({known.bank_reference})."
        )
    _note(payout, "paid", heard, day, now)
    payout.paid_on, payout.bank_reference = day, heard.bank_reference
    before = State(payout.state)
    payout.state = TRANSITIONS.get((before, Move.CONFIRM), before)
    payout.save(update_fields=["paid_on", "bank_reference", "state"])
    if before is not State.SENT:
        return Outcome(payout.reference, "known", "It was paid before it came back. Noted; it stays as it is.")
    acts.append(act_of(entries.PAID, payout, day=day.isoformat()))
    return Outcome(payout.reference, "paid", f"Paid on {day}.")


def _returned(heard: Heard, payout: Payout, acts: list[Act], now: datetime) -> Outcome:
    if Confirmation.objects.filter(payout=payout, kind="returned").exists():
        return Outcome(payout.reference, "known", "We knew that already.")
    day = heard.day or now.date()
    words = says(heard.code, heard.reason)
    _note(payout, "returned", heard, day, now)
    payout.state = TRANSITIONS[State(payout.state), Move.COME_BACK]
    payout.returned_on, payout.reason, payout.reason_code = day, words[:200], heard.code
    payout.save(update_fields=["state", "returned_on", "reason", "reason_code"])
    Covered.objects.filter(payout=payout).update(live=False)
    blamed = heard.code not in OURS
    if blamed:
        Account.objects.filter(pk=payout.account_id, returned_at__isnull=True).update(returned_at=now)
    acts.append(
        act_of(entries.RETURNED, payout, day=day.isoformat(), reason=words, account="new" if blamed else "same")
    )
    return Outcome(payout.reference, "returned", f"Came back on {day}: {words}. It is owed again.")


def _note(payout: Payout, kind: str, heard: Heard, day: date, now: datetime) -> Confirmation:
    return Confirmation.objects.create(
        payout=payout, kind=kind, day=day, bank_reference=heard.bank_reference, reason=heard.reason,
        reason_code=heard.code, noted_at=now,
    )  # fmt: skip
