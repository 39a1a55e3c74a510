"""Notices of earnings: a month's statements are ready; a sum was divided over works."""

from collections.abc import Iterator
from datetime import date

from artists.access import Permission
from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import register
from artists.notices.telling import Cured, Told, Words
from consent.earnings import entries as acts
from consent.earnings.models import Pool
from consent.earnings.states import Kind

POOLED = register("earnings.pooled", "A sum was divided over works", group="money", permission=Permission.SEE_MONEY)
READY = register("earnings.statement", "A statement is ready", group="money", permission=Permission.SEE_MONEY)
EXPORTED = register("earnings.export", "A file of earnings is ready", group="money", permission=Permission.SEE_MONEY)


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


_CALLED = {
    Kind.FLAT: "A flat sum", Kind.ADVANCE: "An advance", Kind.MINIMUM: "What a year’s minimum was short of",
    Kind.SETTLEMENT: "A settlement",
}  # fmt: skip


def pooled(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """Whoever holds something in the works hears of each sum, and who pays it; not of checks, which come monthly."""
    told = list(entries)
    pools = Pool.objects.select_related("partner").in_bulk([entry.data["pool"] for entry in told])
    for entry in told:
        pool = pools[entry.data["pool"]]
        if Kind(pool.kind) not in _CALLED:
            continue
        words = Words(
            f"{_CALLED[Kind(pool.kind)]} from {pool.partner.name} was divided over works",
            f"“{pool.title}”. Its page says by which rule, over how many works, and how each part comes about.",
            button="See how",
        )
        yield Told(POOLED, f"pool:{pool.pk}", dict.fromkeys(entry.concerns, words), place=("pool", pool.pk))


def exported(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """A file that takes long is fetched when it is ready, not watched."""
    words = Words("Your file of earnings is ready", "Its link works for seven days.", button="Fetch it")
    for entry in entries:
        one = dict.fromkeys(entry.concerns, words)
        yield Told(EXPORTED, f"export:{entry.subject_id}", one, place=("export", entry.subject_id))


tell(ready, acts.STATED)
tell(exported, acts.EXPORT_READY)
tell(pooled, acts.POOLED)
