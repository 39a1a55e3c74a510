"""What servers are told of claims: ids alone, and never who made one."""

from collections.abc import Iterable, Iterator

from artists.journal.models import Entry
from artists.webhooks.events import HOLDERS, PARTNERS, Outgoing, register
from consent.claims import entries

_KEYS = ("claim", "number", "output", "kind", "hides", "due_at", "state")


def _of_claim(told: Iterable[Entry]) -> Iterator[Outgoing]:
    for entry in told:
        about = {key: entry.data[key] for key in _KEYS if key in entry.data}
        for team in entry.concerns:
            yield Outgoing(team, about)


OPENED = register(
    "claim.opened", "Somebody reported an output",
    says="Somebody says that an output should not be, or is labelled wrongly. A person answers by the date given.",
    kinds=HOLDERS | PARTNERS, follows=(entries.OPENED,), builder=_of_claim,
)  # fmt: skip
ANSWERED = register(
    "claim.answered", "A claim was answered", says="The output was taken down, its page mended, or it stays as it is.",
    kinds=HOLDERS | PARTNERS, follows=(entries.ANSWERED,), builder=_of_claim,
)  # fmt: skip
