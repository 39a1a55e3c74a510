"""Notices of withdrawals: to partners what they are asked and how long they have, to holders what became of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone

from artists.access import Permission
from artists.journal.models import Entry
from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import register
from artists.notices.telling import Cured, Told, Words
from consent.uses import USES
from consent.withdrawals import entries as acts
from consent.withdrawals.models import Concern
from consent.withdrawals.states import DEADLINES, WAITING, Standing, What

ASKED = register("withdrawals.asked", "A yes was taken back", group="withdrawals", permission=Permission.ACKNOWLEDGE)
DUE = register("withdrawals.due", "An acknowledgement is due", group="withdrawals", permission=Permission.ACKNOWLEDGE)
BACK = register("withdrawals.back", "A withdrawal was lifted", group="withdrawals", permission=Permission.VIEW)
DONE = register("withdrawals.done", "All partners acknowledged", group="withdrawals", permission=Permission.VIEW)
LATE = register("withdrawals.late", "A partner is overdue", group="withdrawals", permission=Permission.VIEW)


def asked(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """Who may acknowledge for the partner hears what is asked, with the nearest deadline."""
    for concern in _concerns([entry.data["withdrawal"] for entry in entries]):
        due = _next_due(concern)
        if due is None:
            continue
        words = Words(
            f"{_uses(concern.uses)} was taken back for {_things(concern.assets)}",
            "Every check has answered no since. Do what is asked on your side, and acknowledge it.",
            tuple((DEADLINES[What(one.what)].label, "") for one in concern.demands.all() if one.state in WAITING),
            "Acknowledge",
        )
        yield Told(
            ASKED, _of(concern), {concern.partner_id: words}, place=("withdrawal", concern.pk), closes_at=due,
            needs_answer=True, urgent=True,
        )  # fmt: skip


def due_soon(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """A warning before a deadline."""
    for concern in _concerns([entry.data["withdrawal"] for entry in entries]):
        due = _next_due(concern)
        if due is not None and due > timezone.now():
            words = Words(
                f"An acknowledgement is due soon: {_uses(concern.uses)} for {_things(concern.assets)}",
                "After the deadline the holders see that you are late; 48 hours later everybody does, and your permits "
                "stop.",
                (), "Acknowledge",
            )  # fmt: skip
            yield Told(
                DUE, f"{_of(concern)}:due", {concern.partner_id: words}, place=("withdrawal", concern.pk),
                closes_at=due, urgent=True,
            )  # fmt: skip


def late(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """Both sides hear that a deadline has passed, unless it was acknowledged meanwhile."""
    told = list(entries)
    found = {str(one.pk): one for one in _concerns([entry.data["withdrawal"] for entry in told])}
    for entry in told:
        concern = found.get(entry.data["withdrawal"])
        if concern is None or concern.standing != Standing.OVERDUE:
            continue
        public = entry.type == acts.PUBLISHED
        about = f"{_uses(concern.uses)} for {_things(concern.assets)}"
        own = Words(
            f"You are late to acknowledge a withdrawal: {about}",
            "Everybody may read it now, and you get no permits until it is acknowledged." if public
            else "The holders see it. In 48 hours everybody does, and your permits stop until it is acknowledged.",
            (), "Acknowledge now",
        )  # fmt: skip
        yield Told(
            DUE, f"{_of(concern)}:late", {concern.partner_id: own}, place=("withdrawal", concern.pk), urgent=True
        )
        theirs = Words(
            f"{concern.partner.name} is late: {about}",
            "It is on the public list now, and the partner gets no permits." if public
            else "Checks answer no all the same. If it stays so for 48 hours, everybody may read it.",
            (), "See who has stopped",
        )  # fmt: skip
        holders = dict.fromkeys(_holders(entry, concern), theirs)
        yield Told(LATE, f"{_whole(concern)}:{concern.pk}", holders, place=("withdrawal", concern.withdrawal_id))


def acknowledged(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """What waited for the partner is done; and once all have acknowledged, the holders hear it."""
    for entry in entries:
        concern = _concerns([entry.data["concern"]])
        if not concern:
            continue
        one = concern[0]
        if one.standing == Standing.ACKNOWLEDGED:
            yield Cured(_of(one), outcome="Acknowledged.")
            yield Cured(f"{_whole(one)}:{one.pk}", outcome="Acknowledged.")
        partners = list(Concern.objects.filter(withdrawal_id=one.withdrawal_id, lifted_at__isnull=True))
        if partners and all(each.standing == Standing.ACKNOWLEDGED for each in partners):
            how_many = "The one partner" if len(partners) == 1 else f"All {len(partners)} partners"
            words = Words(
                f"{how_many} acknowledged: {_uses(one.withdrawal.uses)}",
                "They say that they have done what you asked. See who did when.", (), "See it",
            )  # fmt: skip
            told = dict.fromkeys(_holders(entry, one), words)
            yield Told(DONE, _whole(one), told, place=("withdrawal", one.withdrawal_id))


def lifted(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """What was asked of the partner is asked no more."""
    told = [entry for entry in entries if entry.data["all"]]
    for concern in _concerns([entry.data["withdrawal"] for entry in told]):
        yield Cured(_of(concern), outcome="Lifted.")
        yield Cured(f"{_whole(concern)}:{concern.pk}", outcome="Lifted.")
        words = Words(
            f"{_uses(concern.uses)} is allowed again for {_things(concern.assets)}",
            "The withdrawal is lifted. Checks say yes again.", (), "See it",
        )  # fmt: skip
        yield Told(BACK, f"{_of(concern)}:back", {concern.partner_id: words}, place=("withdrawal", concern.pk))


def _concerns(ids: Sequence[str]) -> list[Concern]:
    rows = Concern.objects.filter(pk__in=ids, withdrawal__test=False).select_related("withdrawal", "partner")
    return list(rows.prefetch_related("demands").order_by("pk"))


def _next_due(concern: Concern) -> datetime | None:
    if concern.lifted_at:
        return None
    return min((one.due_at for one in concern.demands.all() if one.state in WAITING), default=None)


def _holders(entry: Entry, concern: Concern) -> list[int]:
    return [team for team in entry.concerns if team != concern.partner_id]


def _of(concern: Concern) -> str:
    return f"withdrawal:{concern.pk}"


def _whole(concern: Concern) -> str:
    return f"withdrawn:{concern.withdrawal_id}"


def _uses(codes: Sequence[str]) -> str:
    """The labels of uses, as a sentence has them."""
    labels = [USES[code].short for code in codes]
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"


def _things(count: int) -> str:
    return "one asset" if count == 1 else f"{count:,} assets"


tell(asked, acts.CREATED, acts.CHANGED)
tell(due_soon, acts.DUE_SOON)
tell(late, acts.OVERDUE, acts.PUBLISHED)
tell(acknowledged, acts.ACKNOWLEDGED)
tell(lifted, acts.LIFTED)
