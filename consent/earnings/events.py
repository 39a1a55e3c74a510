"""What servers are told of earnings: that a statement is there, by its number. No amounts."""

from collections.abc import Iterable, Iterator

from artists.journal.models import Entry
from artists.webhooks.events import HOLDERS, Outgoing, register
from consent.earnings import entries


def _stated(told: Iterable[Entry]) -> Iterator[Outgoing]:
    for entry in told:
        about = {"statement": entry.subject_id, "month": entry.data["month"], "currency": entry.data["currency"]}
        for team in entry.concerns:
            yield Outgoing(team, about)


CLOSED = register(
    "statement.closed", "A statement is closed", says="A month’s statement is numbered, signed and there to read.",
    kinds=HOLDERS, follows=(entries.STATED,), builder=_stated,
)  # fmt: skip
