"""What was cancelled and is paid by the bank all the same: it counts as paid, and nothing pays it a second time.

A file that was fetched may reach the bank whatever we say. So a confirmation of a cancelled payout is believed: where
nothing else covers its statements it becomes paid; where another batch does already, that one does not go out, and once
it is cancelled the first is the one that paid. Where both left, one of them has to come back: whichever does, the other
is the one that paid. Until then it stands in `to_settle`.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from artists.access import Conflict
from artists.journal.models import Entry
from consent.payouts import entries
from consent.payouts.balances import owed
from consent.payouts.models import Confirmation, Covered, Payout, PayoutBatch
from consent.payouts.querysets import PayoutQuerySet
from consent.payouts.states import TRANSITIONS, State
from consent.payouts.states import Act as Move

_LOCK = 7_431_305


def alone() -> None:
    """Wait for whoever else makes, ends or confirms batches. Must run inside a transaction, which holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def fetched_at(batch: PayoutBatch) -> datetime | None:
    """When a file of the batch was last fetched: since then the bank may have it. One query."""
    found = Entry.objects.filter(type=entries.BATCH_FETCHED, subject_kind="payout_batch", subject_id=str(batch.pk))
    return found.order_by("-at").values_list("at", flat=True).first()


def paid_elsewhere(batch: PayoutBatch) -> Payout | None:
    """A payout that the bank has paid although it was cancelled, and of which this batch would pay something again."""
    here = Covered.objects.filter(payout__batch=batch, live=True).values("statement")
    return to_settle().filter(covered__statement__in=here).first()


def require_not_paid(batch: PayoutBatch) -> None:
    """Raise `Conflict("paid_already")` where the bank has paid what this batch is for."""
    if paid := paid_elsewhere(batch):
        raise Conflict(
            "paid_already",
            f"The bank has paid {paid.reference}, which was cancelled, and this batch would pay the same again. "
            "Cancel this batch: then the first counts as paid, and all else is owed as before.",
        )


def to_settle() -> PayoutQuerySet:
    """What was cancelled and paid all the same, beside another payout for the same: until one of them comes back."""
    return Payout.objects.paid_though_cancelled().select_related("team", "batch").order_by("pk")


def covering(payout: Payout) -> Payout | None:
    """Another payout that is to pay, or has paid, what this one is for."""
    mine = Covered.objects.filter(payout=payout).values("statement")
    stands = Covered.objects.filter(Q(live=True) | Q(payout__state=State.PAID), statement__in=mine)
    found = Payout.objects.filter(pk__in=stands.exclude(payout=payout).values("payout"))
    return found.select_related("batch").order_by("-pk").first()


def count_as_paid(payout: Payout, confirmed: Confirmation) -> None:
    """What was cancelled was paid: so what else came back for it is not owed again."""
    payout.state = TRANSITIONS[State(payout.state), Move.CONFIRM]
    payout.paid_on, payout.bank_reference = confirmed.day, confirmed.bank_reference
    payout.save(update_fields=["state", "paid_on", "bank_reference"])
    mine = Covered.objects.filter(payout=payout).values("statement")
    open_ones = Covered.objects.filter(payout=OuterRef("pk"), statement__in=owed().values("pk"))
    back = Payout.objects.filter(~Exists(open_ones), state=State.RETURNED, covered__statement__in=mine)
    Payout.objects.filter(pk__in=list(back.values_list("pk", flat=True))).update(
        state=TRANSITIONS[State.RETURNED, Move.GO_OUT_AGAIN]
    )


def adopt(freed: Iterable[Payout]) -> list[Payout]:
    """Of what these payouts were for, what cancelled ones have paid: these are paid now. The caller has the lock, and
    has ended these."""
    statements = Covered.objects.filter(payout__in=[one.pk for one in freed]).values("statement")
    found = []
    for one in to_settle().filter(covered__statement__in=statements).distinct():
        if covering(one) is None:
            count_as_paid(one, one.confirmations.get(kind="paid"))
            found.append(one)
    return found
