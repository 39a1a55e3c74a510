"""What servers are told of withdrawals: partners what they are asked, holders what became of it. No names.

A drill's events carry `"test": true`: the same in every other respect.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from artists.journal.models import Entry
from artists.teams.models import Team
from artists.webhooks.events import HOLDERS, PARTNERS, Outgoing, register
from artists.webhooks.models import Event
from artists.webhooks.queue import when_delivered
from consent.withdrawals import actions, entries

_KEYS = ("withdrawal", "uses", "count", "assets", "asked", "what", "due_at", "all", "test")


def _to_partner(told: Iterable[Entry]) -> Iterator[Outgoing]:
    """Each entry is about one partner's row, and `team_id` is that partner."""
    for entry in told:
        if entry.team_id is not None:
            yield Outgoing(entry.team_id, {key: entry.data[key] for key in _KEYS if key in entry.data})


def _to_both(told: Iterable[Entry]) -> Iterator[Outgoing]:
    """The partner what it is late with; the holders of what is late at which partner."""
    every = list(told)
    slugs = _slugs(every)
    for entry in every:
        about = {key: entry.data[key] for key in _KEYS if key in entry.data}
        for team in entry.concerns:
            if team == entry.team_id:
                yield Outgoing(team, about)
            else:
                yield Outgoing(team, _for_holder(entry, slugs, about))


def _to_holders(told: Iterable[Entry]) -> Iterator[Outgoing]:
    every = list(told)
    slugs = _slugs(every)
    for entry in every:
        about = {key: entry.data[key] for key in ("what", "late", "all")}
        for team in entry.concerns:
            if team != entry.team_id:
                yield Outgoing(team, _for_holder(entry, slugs, about))


def _for_holder(entry: Entry, slugs: Mapping[int | None, str], about: Mapping[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in about.items() if key not in ("withdrawal", "test", "asked")}
    return {"withdrawal": entry.subject_id, "partner": slugs.get(entry.team_id, "")} | rest


def _slugs(told: Iterable[Entry]) -> dict[int | None, str]:
    return dict(Team.objects.filter(pk__in={entry.team_id for entry in told}).values_list("pk", "slug"))


CREATED = register(
    "withdrawal.created", "A yes was taken back",
    says="Something your team was allowed, it is allowed no more; with what is asked of you and by when.",
    kinds=PARTNERS, follows=(entries.CREATED,), builder=_to_partner,
)  # fmt: skip
CHANGED = register(
    "withdrawal.changed", "More is asked for a withdrawal",
    says="A holder asks for more than to stop: to take down, to let run out, to leave out of the next model.",
    kinds=PARTNERS, follows=(entries.CHANGED,), builder=_to_partner,
)  # fmt: skip
LIFTED = register(
    "withdrawal.lifted", "A withdrawal was lifted",
    says="What was taken back is allowed again: all of it, or the assets named.",
    kinds=PARTNERS, follows=(entries.LIFTED,), builder=_to_partner,
)  # fmt: skip
OVERDUE = register(
    "withdrawal.overdue", "An acknowledgement is overdue",
    says="A partner has not acknowledged in time what a withdrawal asks.",
    kinds=PARTNERS | HOLDERS, follows=(entries.OVERDUE,), builder=_to_both,
)  # fmt: skip
ACKNOWLEDGED = register(
    "withdrawal.acknowledged", "A partner acknowledged a withdrawal",
    says="A partner says that it has done what your withdrawal asks, or part of it.",
    kinds=HOLDERS, follows=(entries.ACKNOWLEDGED,), builder=_to_holders,
)  # fmt: skip


@when_delivered
def note_delivery(event: Event, at: datetime) -> None:
    """The partner's server has taken the call: from now on it knows."""
    if event.type == CREATED:
        actions.delivered(UUID(json.loads(event.body)["data"]["withdrawal"]), now=at)
