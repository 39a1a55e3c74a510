"""What a partner's servers are told of its permits as a whole. Single ones are in the status lists."""

from collections.abc import Iterable, Iterator

from artists.journal.models import Entry
from artists.webhooks.events import PARTNERS, Outgoing, register
from consent.decisions import entries


def _told(told: Iterable[Entry]) -> Iterator[Outgoing]:
    for entry in told:
        stopped = entry.type == entries.PERMITS_STOPPED
        for team in entry.concerns:
            yield Outgoing(team, {"stopped": stopped, "because": entry.data["because"]})


STOPPED = register(
    "permits.stopped", "Your permits are stopped, or go on",
    says="No new permits are given to your team, and those it had are called back; or it gets them again.",
    kinds=PARTNERS, follows=(entries.PERMITS_STOPPED, entries.PERMITS_RESUMED), builder=_told,
)  # fmt: skip
