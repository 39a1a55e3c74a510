"""Notices of earnings: a month's statements are ready."""

from collections.abc import Iterator
from datetime import date

from artists.access import Permission
from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import register
from artists.notices.telling import Cured, Told, Words
from consent.earnings import entries as acts

READY = register("earnings.statement", "A statement is ready", group="money", permission=Permission.SEE_MONEY)


def ready(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """Each team hears once of a month, however many currencies it has statements in. No sums: mails are no vaults."""
    teams: dict[str, dict[int, list[int]]] = {}
    for team, data in entries.values_list("concerns", "data"):
        teams.setdefault(data["month"], {}).setdefault(team[0], []).append(data["number"])
    for month, numbers in teams.items():
        name = f"{date.fromisoformat(month + '-01'):%B %Y}"
        one = {team: _words(name, len(every)) for team, every in numbers.items()}
        yield Told(READY, f"statement:{month}", one, place=("statements", ""))


def _words(month: str, count: int) -> Words:
    title = f"Your statement for {month} is ready" if count == 1 else f"Your {count} statements for {month} are ready"
    return Words(title, "It is closed and signed. Every line that it rests on is in its files.", button="Read it")


tell(ready, acts.STATED)
