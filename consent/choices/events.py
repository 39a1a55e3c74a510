"""What teams' servers are told of answers: that there was a press, for which use, on what. The answer is on our pages.

Holders of an asset see each other's answers; nobody else is concerned by these entries, and partners never are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from artists.journal.models import Entry
from artists.webhooks.events import HOLDERS, Outgoing, register
from consent.choices import entries

_NAMED = 100  # of the assets of a press


def _changed(told: Iterable[Entry]) -> Iterator[Outgoing]:
    """One event for each team and use of a press, however many tracks it was on."""
    press = ""
    counts: Counter[tuple[int, str]] = Counter()
    named: dict[tuple[int, str], list[str]] = defaultdict(list)
    for entry in told:
        press = str(entry.batch)
        for team_id in entry.concerns:
            place = (team_id, entry.data["use"])
            counts[place] += 1
            if len(named[place]) < _NAMED:
                named[place].append(entry.subject_id)
    for (team_id, use), count in counts.items():
        yield Outgoing(team_id, {"press": press, "use": use, "count": count, "assets": named[team_id, use]})


def _paused(told: Iterable[Entry]) -> Iterator[Outgoing]:
    for entry in told:
        if entry.team_id is not None:
            yield Outgoing(entry.team_id, {"paused": entry.type == entries.PAUSED})


CHOICE_CHANGED = register(
    "choice.changed",
    "An answer changed",
    says="A holder of something your team holds answered, took an answer back, or a default was carried out.",
    kinds=HOLDERS,
    follows=(entries.CHOICE_SET, entries.CHOICE_UNDONE, entries.CHOICE_DEFAULTED),
    builder=_changed,
)
PAUSE_CHANGED = register(
    "pause.changed",
    "Everything was paused or resumed",
    says="Somebody of your team paused all of its answers, or resumed them.",
    kinds=HOLDERS,
    follows=(entries.PAUSED, entries.RESUMED),
    builder=_paused,
)
