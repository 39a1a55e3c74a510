"""What teams' servers are told of payouts: the reference and the sum, no account."""

from collections.abc import Iterable, Iterator

from artists.access import TeamKind
from artists.journal.models import Entry
from artists.teams.models import Team
from artists.webhooks.events import HOLDERS, Outgoing, register
from consent.payouts import entries

_KEYS = ("reference", "amount", "currency", "day", "reason")


def _to_team(told: Iterable[Entry]) -> Iterator[Outgoing]:
    operators = set(Team.objects.filter(kind=TeamKind.OPERATOR).values_list("pk", flat=True))
    for entry in told:
        about = {key: entry.data[key] for key in _KEYS if key in entry.data}
        yield from (Outgoing(team, about) for team in entry.concerns if team not in operators)


SENT = register(
    "payout.sent", "A payout is on its way", says="A transfer for your closed statements was given to the bank.",
    kinds=HOLDERS, follows=(entries.SENT,), builder=_to_team,
)  # fmt: skip
PAID = register(
    "payout.paid", "A payout was paid", says="The bank confirmed a transfer.",
    kinds=HOLDERS, follows=(entries.PAID,), builder=_to_team,
)  # fmt: skip
RETURNED = register(
    "payout.returned", "A payout came back", says="The bank sent a transfer back; what it was for is owed again.",
    kinds=HOLDERS, follows=(entries.RETURNED,), builder=_to_team,
)  # fmt: skip
