"""What teams' servers are told of requests: the same as their pages say, and never a vote."""

from collections.abc import Iterable, Iterator

from artists.journal.models import Entry
from artists.webhooks.events import HOLDERS, PARTNERS, Outgoing, register
from consent.requests import entries as acts
from consent.requests.models import Request

# A press writes one entry for the holders and one for who asked, where they may not know the same.
_RESOLVED = {
    acts.APPROVED: "approved",
    acts.DECLINED: "declined",
    acts.CONFLICTED: "conflicted",
    acts.REFUSED: "refused",
    acts.LAPSED: "lapsed",
    acts.WITHDRAWN: "withdrawn",
}


def _opened(told: Iterable[Entry]) -> Iterator[Outgoing]:
    for entry in told:
        # Who came to hold something later is asked then, and nobody else is told anew.
        for team in entry.data["teams"] if entry.type == acts.JOINED else entry.concerns:
            yield Outgoing(team, _about(entry))


def _countered(told: Iterable[Entry]) -> Iterator[Outgoing]:
    for entry in told:
        for team in entry.concerns:
            yield Outgoing(team, {**_about(entry), "round": entry.data["round"]})


def _resolved(told: Iterable[Entry]) -> Iterator[Outgoing]:
    for entry in told:
        for team in entry.concerns:
            yield Outgoing(team, {**_about(entry), "state": _RESOLVED[entry.type]})


def _about(entry: Entry) -> dict[str, object]:
    number = int(entry.subject_id)
    return {"request": number, "reference": Request(pk=number).reference}


OPENED = register(
    "request.opened",
    "A request came in",
    says="Somebody asks for your team's yes, or asks again.",
    kinds=HOLDERS,
    follows=(acts.OPENED, acts.REOPENED, acts.JOINED),
    builder=_opened,
)
COUNTERED = register(
    "request.countered",
    "New terms for a request",
    says="A side put another round of terms on the table: answers to the round before count no more.",
    kinds=HOLDERS | PARTNERS,
    follows=(acts.COUNTERED,),
    builder=_countered,
)
RESOLVED = register(
    "request.resolved",
    "A request is closed",
    says="A request was approved or not, ran out, or was withdrawn. Whoever asked is told no more than that.",
    kinds=HOLDERS | PARTNERS,
    follows=tuple(_RESOLVED),
    builder=_resolved,
)
