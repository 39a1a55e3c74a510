"""What was cancelled and is paid by the bank all the same: it counts as paid, and nothing pays it a second time.

A file that was fetched may reach the bank whatever we say. So a confirmation of a cancelled payout is believed: where
nothing else covers its statements it becomes paid; where another batch does already, that one does not go out, and once
it is cancelled the first is the one that paid.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from artists.access import Conflict
from artists.journal.models import Entry
from consent.payouts import entries
from consent.payouts.models import Confirmation, Covered, Payout, PayoutBatch
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
    return _confirmed().filter(covered__statement__in=here).order_by("pk").first()


def require_not_paid(batch: PayoutBatch) -> None:
    """Raise `Conflict("paid_already")` where the bank has paid what this batch is for."""
    if paid := paid_elsewhere(batch):
        raise Conflict(
            "paid_already",
            f"The bank has paid {paid.reference}, which was cancelled, and this batch would pay the same again. "
            "Cancel this batch: then the first counts as paid, and all else is owed as before.",
        )


def covering(payout: Payout) -> Payout | None:
    """Another payout that is to pay, or has paid, what this one is for."""
    mine = Covered.objects.filter(payout=payout).values("statement")
    found = Payout.objects.filter(covered__statement__in=mine, covered__live=True).exclude(pk=payout.pk)
    return found.select_related("batch").order_by("pk").first()


def count_as_paid(payout: Payout, confirmed: Confirmation) -> None:
    """What was cancelled was paid."""
    payout.state = TRANSITIONS[State(payout.state), Move.CONFIRM]
    payout.paid_on, payout.bank_reference = confirmed.day, confirmed.bank_reference
    payout.save(update_fields=["state", "paid_on", "bank_reference"])


def adopt(cancelled: Iterable[Payout]) -> list[Payout]:
    """Of what these payouts were for, what cancelled ones before them have paid: these are paid now. The caller has
    the lock, and ended these."""
    freed = Covered.objects.filter(payout__in=[one.pk for one in cancelled]).values("statement")
    found = []
    for one in _confirmed().filter(covered__statement__in=freed).distinct().order_by("pk"):
        if covering(one) is None:
            count_as_paid(one, one.confirmations.get(kind="paid"))
            found.append(one)
    return found


def _confirmed() -> QuerySet[Payout]:
    paid = Confirmation.objects.filter(payout=OuterRef("pk"), kind="paid")
    return Payout.objects.filter(Exists(paid), state=State.CANCELLED)
