"""What a partner's server is told of invoices: their numbers. Amounts are at `/api/v1/invoices`."""

from collections.abc import Iterable, Iterator

from artists.journal.models import Entry
from artists.webhooks.events import PARTNERS, Outgoing, register
from consent.invoices import entries


def _numbers(told: Iterable[Entry]) -> Iterator[Outgoing]:
    for entry in told:
        yield Outgoing(entry.data["partner"], {"invoice": entry.data["number"]})


ISSUED = register(
    "invoice.issued", "An invoice is issued", says="What was reported in a month that is closed was invoiced.",
    kinds=PARTNERS, follows=(entries.ISSUED,), builder=_numbers,
)  # fmt: skip
OVERDUE = register(
    "invoice.overdue", "An invoice is overdue", says="Its day has passed and it is not paid in full.",
    kinds=PARTNERS, follows=(entries.OVERDUE,), builder=_numbers,
)  # fmt: skip
PAID = register(
    "invoice.paid", "An invoice is paid", says="All of it has come in; what it had stopped goes on.",
    kinds=PARTNERS, follows=(entries.PAID,), builder=_numbers,
)  # fmt: skip
