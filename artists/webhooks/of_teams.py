"""The events of the rooms below: a mandate given or taken back, an API client made or ended."""

from collections.abc import Iterable, Iterator

from artists.journal.models import Entry
from artists.teams import entries
from artists.webhooks.events import HOLDERS, PARTNERS, Outgoing, register

_MANDATE = {
    entries.MANDATE_GIVEN: "given",
    entries.MANDATE_REVOKED: "taken_back",
    entries.MANDATE_RETURNED: "given_back",
}
_CLIENT = {
    entries.CLIENT_MADE: "made",
    entries.CLIENT_SECRET_CHANGED: "secret_changed",
    entries.CLIENT_KEY_ADDED: "key_added",
    entries.CLIENT_KEY_REMOVED: "key_removed",
    entries.CLIENT_REVOKED: "revoked",
}


def _mandates(told: Iterable[Entry]) -> Iterator[Outgoing]:
    """Both sides of a mandate see it among their mandates."""
    for entry in told:
        for team_id in entry.concerns:
            yield Outgoing(team_id, {"mandate": entry.subject_id, "change": _MANDATE[entry.type]})


def _clients(told: Iterable[Entry]) -> Iterator[Outgoing]:
    for entry in told:
        if entry.team_id is not None:
            yield Outgoing(entry.team_id, {"client_id": entry.subject_id, "change": _CLIENT[entry.type]})


MANDATE_CHANGED = register(
    "mandate.changed",
    "A mandate began or ended",
    says="Your team gave a mandate or took one back, or was given one or lost it.",
    kinds=HOLDERS,
    follows=tuple(_MANDATE),
    builder=_mandates,
)
CLIENT_CHANGED = register(
    "client.changed",
    "An API client changed",
    says="Somebody of your team made an API client, changed its secret or its keys, or revoked it.",
    kinds=PARTNERS,
    follows=tuple(_CLIENT),
    builder=_clients,
)
