"""What the bank says of transfers: paid, or sent back. Line by line; what is refused says why; replayed, it changes
nothing; and in whatever order answers come, they end the same.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from artists.access import Actor
from artists.journal.record import Act, record, record_many
from consent.payouts import cancelled, entries
from consent.payouts.bank_file import BankFile, in_sepa
from consent.payouts.batches import act_of
from consent.payouts.models import Account, Confirmation, Covered, Payout, PayoutBatch, Reply
from consent.payouts.planning import require_operator
from consent.payouts.reading import Heard, Said, Source, read
from consent.payouts.states import DUPLICATES, OURS, TRANSITIONS, BatchState, State, says
from consent.payouts.states import Act as Move

ELSEWHERE = timedelta(hours=14)
"""A bank's day begins so long before or after ours (UTC), wherever it is."""


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
    reply = hear(name, content, read(content), actor=actor)
    assert reply is not None  # a person is always told what became of the file
    return reply


def hear(name: str, content: bytes, heard: Sequence[Heard], *, actor: Actor | None) -> Reply | None:
    """Carry out these answers, line by line. Without an actor a provider says them: None, where it says nothing new."""
    now = timezone.now()
    with transaction.atomic():
        cancelled.alone()
        found = _locked(heard)
        outcomes: list[Outcome] = []
        acts: list[Act] = []
        for one in heard:
            for payout, answer in _spread(one, found):
                outcomes.append(_one(answer, payout, acts, now))
        if actor is None and all(one.outcome == "known" for one in outcomes):
            return None
        reply = Reply.objects.create(
            name=name[-120:].replace("\x00", ""), sha256=hashlib.sha256(content).hexdigest(), taken_at=now,
            taken_by_id=actor.person_id if actor else None, lines=[asdict(one) for one in outcomes],
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
    _one(_provider(Said.PAID, payout, day, bank=bank_reference), payout, acts, now)
    return acts


def note_returned(payout: Payout, day: date, code: str, reason: str, *, now: datetime) -> list[Act]:
    """The provider sent it back; likewise."""
    acts: list[Act] = []
    heard = _provider(Said.RETURNED, payout, day, code=code[:10], reason=reason[:200])
    _one(heard, payout, acts, now)
    return acts


def _provider(said: Said, payout: Payout, day: date, *, bank: str = "", code: str = "", reason: str = "") -> Heard:
    of = (payout.reference, said, payout.amount, payout.currency)
    return Heard(*of, day, bank, code, reason, source=Source.PROVIDER)


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
    booked, sum_ = one.amount, sum(payout.amount for payout in inside)
    if not inside or (booked is not None and booked != sum_):
        problem = f"Its transfers in euro come to {sum_:.2f}, and the bank booked {booked}." if inside else one.problem
        return [(None, Heard(one.batch, one.said, problem=problem))]
    of_each = replace(one, amount=None, currency="", batch="")
    return [(payout, replace(of_each, reference=payout.reference)) for payout in inside]


def in_sepa_file(payout: Payout) -> bool:
    """Whether the batch's pain.001 holds it: what the bank says of that file says nothing of the others."""
    return payout.rail == BankFile.name and in_sepa(payout.currency, payout.amount, payout.account.payee)


def _one(heard: Heard, payout: Payout | None, acts: list[Act], now: datetime) -> Outcome:
    if heard.aside:
        count = f"{heard.aside:,} other movement" + ("" if heard.aside == 1 else "s")
        return Outcome("", "noted", f"{count} of the account: no payout of ours, left alone.")
    if problem := _problem(heard, payout, now):
        return Outcome(heard.reference, "refused", problem)
    assert payout is not None  # or there would be a problem
    if payout.state == State.CANCELLED:
        return _though_cancelled(heard, payout, acts, now)
    if heard.said is Said.UNDER_WAY:
        return Outcome(heard.reference, "noted", "Still under way at the bank.")
    return (_paid if heard.said is Said.PAID else _returned)(heard, payout, acts, now)


def _problem(heard: Heard, payout: Payout | None, now: datetime) -> str:
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
    if not (payout.made_at - ELSEWHERE).date() <= heard.day <= (now + ELSEWHERE).date():
        return f"The date {_on(heard.day)} is before the payout was made, or still to come."
    return ""


def _though_cancelled(heard: Heard, payout: Payout, acts: list[Act], now: datetime) -> Outcome:
    """The bank speaks of what was cancelled: it had the file."""
    if heard.said is Said.UNDER_WAY:
        return Outcome(payout.reference, "alarm", "It was cancelled, and the bank carries it out: call it back now.")
    known = {one.kind: one for one in Confirmation.objects.filter(payout=payout)}
    day = heard.day or now.date()
    if heard.said is Said.RETURNED:
        known.get("returned") or _note(payout, "returned", heard, day, now)
        if "paid" in known:
            return Outcome(
                payout.reference, "returned", "It was cancelled, paid all the same, and is back: all is well."
            )
        return Outcome(payout.reference, "noted", "It was cancelled, and the bank did not carry it out.")
    confirmed = known.get("paid") or _note(payout, "paid", heard, day, now)
    if back := known.get("returned"):
        return _paid_and_back(payout, confirmed.day, back.day)
    other = cancelled.covering(payout)
    if other is not None:
        return Outcome(payout.reference, "alarm", what_to_do(other))
    cancelled.count_as_paid(payout, confirmed)
    acts.append(act_of(entries.PAID, payout, day=confirmed.day.isoformat()))
    return Outcome(
        payout.reference, "alarm",
        f"It was cancelled, and the bank paid it on {_on(confirmed.day)} all the same. It counts as paid, and is "
        "not paid again.",
    )  # fmt: skip


def what_to_do(other: Payout) -> str:
    """What settles a payout that was cancelled and paid all the same, where this one is for the same money."""
    if other.state == State.PLANNED:
        return (
            f"It was cancelled, and the bank paid it all the same. {other.reference} would pay the same again: cancel "
            f"its batch {other.batch.reference}, which does not go out."
        )
    return (
        f"It was cancelled, and the bank paid it all the same; {other.reference} went out for the same money. Call one "
        "of them back, and upload the bank's answer when it is back."
    )


def _paid(heard: Heard, payout: Payout, acts: list[Act], now: datetime) -> Outcome:
    day = heard.day or now.date()
    known = Confirmation.objects.filter(payout=payout, kind="paid").first()
    if known:
        return _paid_before(heard, known, day)
    _note(payout, "paid", heard, day, now)
    payout.paid_on, payout.bank_reference = day, heard.bank_reference
    before = State(payout.state)
    payout.state = TRANSITIONS.get((before, Move.CONFIRM), before)
    payout.save(update_fields=["paid_on", "bank_reference", "state"])
    if before is State.SENT:
        acts.append(act_of(entries.PAID, payout, day=day.isoformat()))
        return Outcome(payout.reference, "paid", f"Paid on {_on(day)}.")
    return _paid_and_back(payout, day, payout.returned_on or day)


def _paid_and_back(payout: Payout, paid_on: date, returned_on: date) -> Outcome:
    """It was paid and is back, told in that order or the other; unless the bank paid what it had refused."""
    if paid_on <= returned_on:
        return Outcome(payout.reference, "known", "It was paid before it came back. Noted; it stays as it is.")
    return Outcome(
        payout.reference, "alarm",
        f"It came back on {_on(returned_on)}, and the bank says that it paid it on {_on(paid_on)}, after that. Ask the "
        "bank: if it did, the money has left twice.",
    )  # fmt: skip


def _paid_before(heard: Heard, known: Confirmation, day: date) -> Outcome:
    """Told once more: by the same paper, by another one of the bank, or because it paid a second time."""
    same = known.day == day and (not heard.bank_reference or known.bank_reference == heard.bank_reference)
    if same or known.source != heard.source or heard.source == Source.STATUS:
        return Outcome(heard.reference, "known", f"We knew that already: paid on {_on(known.day)}.")
    before = f"for {_on(known.day)} ({known.bank_reference or 'without a reference'})"
    if heard.source == Source.BOOKED:
        return Outcome(
            heard.reference, "alarm",
            f"It was booked before, {before}, and this is a second booking under its reference: {_on(day)} "
            f"({heard.bank_reference}). If it left twice, call one back.",
        )  # fmt: skip
    return Outcome(heard.reference, "refused", f"It was confirmed before, {before}.")


def _returned(heard: Heard, payout: Payout, acts: list[Act], now: datetime) -> Outcome:
    if Confirmation.objects.filter(payout=payout, kind="returned").exists():
        return Outcome(payout.reference, "known", "We knew that already.")
    if heard.code in DUPLICATES and heard.source != Source.BOOKED:
        return Outcome(
            payout.reference, "alarm",
            f"The bank took it for a duplicate ({heard.code}): so it may have carried it out before. Nothing was "
            f"changed. Look for {payout.reference} in the account; if it never left, a CSV with another code says so.",
        )  # fmt: skip
    day = heard.day or now.date()
    words = says(heard.code, heard.reason)
    _note(payout, "returned", heard, day, now)
    payout.state = TRANSITIONS[State(payout.state), Move.COME_BACK]
    payout.returned_on, payout.reason, payout.reason_code = day, words[:200], heard.code
    payout.save(update_fields=["state", "returned_on", "reason", "reason_code"])
    Covered.objects.filter(payout=payout).update(live=False)
    instead = cancelled.adopt([payout])
    blamed = heard.code not in OURS
    if blamed:
        Account.objects.filter(pk=payout.account_id, returned_at__isnull=True).update(returned_at=now)
    what = "new" if blamed else "paid" if instead else "same"
    acts.append(act_of(entries.RETURNED, payout, day=day.isoformat(), reason=words, account=what))
    for one in instead:
        acts.append(act_of(entries.PAID, one, day=f"{one.paid_on}"))
    owed = f"{', '.join(one.reference for one in instead)} has paid the same" if instead else "It is owed again"
    return Outcome(payout.reference, "returned", f"Came back on {_on(day)}: {words}. {owed}.")


def _note(payout: Payout, kind: str, heard: Heard, day: date, now: datetime) -> Confirmation:
    return Confirmation.objects.create(
        payout=payout, kind=kind, day=day, bank_reference=heard.bank_reference, reason=heard.reason,
        reason_code=heard.code, noted_at=now, source=heard.source,
    )  # fmt: skip


def _on(day: date) -> str:
    return f"{day:%-d %B %Y}"
