"""What servers are told of reports and outputs: ids and days, no amounts."""

from collections.abc import Iterable, Iterator

from artists.journal.models import Entry
from artists.webhooks.events import HOLDERS, PARTNERS, Outgoing, register
from consent.licences.models import Licence
from consent.reports import entries


def _to_holders(told: Iterable[Entry]) -> Iterator[Outgoing]:
    for entry in told:
        for team in entry.concerns:
            if team != entry.team_id:
                yield Outgoing(team, {"partner": entry.team_id})


def _of_licence(told: Iterable[Entry]) -> Iterator[Outgoing]:
    for entry in told:
        period = {"from": entry.data["first"], "to": entry.data["last"]}
        about = {"licence": Licence(pk=int(entry.subject_id)).reference, "period": period}
        for team in entry.concerns:
            yield Outgoing(team, about)


def _of_output(told: Iterable[Entry]) -> Iterator[Outgoing]:
    for entry in told:
        for team in entry.concerns:
            yield Outgoing(team, {"output": entry.data["output"]})


RECEIVED = register(
    "report.received", "A partner reported", says="A partner reported uses of what you hold a right in.",
    kinds=HOLDERS, follows=(entries.RECEIVED,), builder=_to_holders,
)  # fmt: skip
OVERDUE = register(
    "report.overdue", "A report is late", says="The report of a licence for a period has not come in time.",
    kinds=HOLDERS | PARTNERS, follows=(entries.OVERDUE,), builder=_of_licence,
)  # fmt: skip
REGISTERED = register(
    "output.registered", "A partner registered what it made",
    says="Something made from what you hold a right in has a public page now.",
    kinds=HOLDERS, follows=(entries.OUTPUTS,), builder=_to_holders,
)  # fmt: skip
TAKEN_DOWN = register(
    "output.taken_down", "An output is taken down", says="Its public page says that it is gone.",
    kinds=HOLDERS | PARTNERS, follows=(entries.TAKEN_DOWN,), builder=_of_output,
)  # fmt: skip
