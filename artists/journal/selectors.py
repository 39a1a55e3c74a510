"""Reading the journal: presses (one batch is one press), newest first, and how many acts there were on each day.

Batches are UUIDs of version 7, so their order is the order in which they were written.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet, Window
from django.db.models.fields.json import KT
from django.db.models.functions import RowNumber, TruncDate

from artists.access import Actor
from artists.journal import types
from artists.journal.models import Entry
from artists.journal.querysets import EntryQuerySet

PAGE = 30
LINES = 12  # of one press, before "show all"
_STRIDE = 2000


@dataclass(frozen=True)
class Filters:
    """What of the journal somebody wants to see. Empty means everything; `subjects` and `batches` None too."""

    person_id: int | None = None
    mandated_team_id: int | None = None
    others: bool = False  # only what other teams did
    area: str = ""
    type: str = ""
    use: str = ""
    subjects: "QuerySet[Any, Any] | Collection[str] | None" = None
    batches: Collection[UUID] | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Tally:
    """How many lines of a press say the same. `before` and `after` are on, ask, off or empty."""

    type: str
    use: str
    before: str
    after: str
    count: int


@dataclass(frozen=True)
class Press:
    """Everything written by one press. `lines` are its first entries, `tallies` count them all.

    `undone_by` is the entry that took it back.
    """

    batch: UUID
    lines: tuple[Entry, ...]
    tallies: tuple[Tally, ...]
    undone_by: Entry | None

    @property
    def head(self) -> Entry:
        """The first line: who, when, for which team."""
        return self.lines[0]

    @property
    def size(self) -> int:
        """How many lines there are in all."""
        return sum(tally.count for tally in self.tallies)

    @property
    def hidden(self) -> int:
        """How many of them are not in `lines`."""
        return self.size - len(self.lines)


def entries(actor: Actor, filters: Filters) -> EntryQuerySet:
    """What the actor may read and the filters leave."""
    found = Entry.objects.visible_to(actor)
    if filters.person_id is not None:
        found = found.filter(person_id=filters.person_id)
    if filters.mandated_team_id is not None:
        found = found.filter(mandated_team_id=filters.mandated_team_id)
    if filters.others:
        found = found.exclude(team_id=actor.team_id).exclude(team_id=None)
    if filters.type or filters.area:
        found = found.filter(type__in=_types(filters))
    if filters.use:
        found = found.filter(data__use=filters.use)
    if filters.subjects is not None:
        found = found.filter(subject_kind="asset", subject_id__in=filters.subjects)
    if filters.batches is not None:
        found = found.filter(batch__in=filters.batches)
    if filters.since:
        found = found.filter(at__gte=filters.since)
    if filters.until:
        found = found.filter(at__lt=filters.until)
    return found


def page(
    actor: Actor, filters: Filters, *, before: UUID | None = None, size: int = PAGE, lines: int = LINES
) -> tuple[list[Press], UUID | None]:
    """The next `size` presses before the one given, newest first, and the cursor of the page after them.

    A press with a line that matches comes whole, as far as the actor may read it.
    """
    batches = _batches(entries(actor, filters), before=before, wanted=size + 1)
    more = len(batches) > size
    found = presses(actor, batches[:size], lines=lines)
    return found, batches[size - 1] if more else None


def presses(actor: Actor, batches: Collection[UUID], *, lines: int = LINES) -> list[Press]:
    """These presses in this order, as far as the actor may read them. Three queries."""
    mine = Entry.objects.visible_to(actor).filter(batch__in=batches)
    place = Window(RowNumber(), partition_by=F("batch"), order_by="id")
    shown: dict[UUID, list[Entry]] = defaultdict(list)
    for entry in mine.annotate(place=place).filter(place__lte=lines).order_by("id"):
        shown[entry.batch].append(entry)
    tallies = _tallies(mine)
    every = [entry.pk for some in shown.values() for entry in some]
    undone = {entry.undoes: entry for entry in Entry.objects.visible_to(actor).filter(undoes__in=every).order_by("-id")}
    return [
        Press(
            batch,
            tuple(shown[batch]),
            tuple(tallies[batch]),
            next((undone[entry.pk] for entry in shown[batch] if entry.pk in undone), None),
        )
        for batch in batches
        if batch in shown
    ]


def days(actor: Actor, filters: Filters, *, since: datetime, zone: tzinfo) -> dict[date, int]:
    """How many presses there were on each day since then, in the reader's zone; days without any are left out."""
    found = entries(actor, filters).filter(at__gte=since).order_by()
    by_day = found.annotate(day=TruncDate("at", tzinfo=zone)).values("day")
    return dict(by_day.annotate(presses=Count("batch", distinct=True)).values_list("day", "presses"))


def count(actor: Actor, filters: Filters, *, at_most: int) -> int:
    """How many lines match, counted no further than `at_most`."""
    return entries(actor, filters).order_by()[:at_most].count()


def chunks(actor: Actor, filters: Filters) -> Iterator[list[Entry]]:
    """Every line that matches, newest first, in chunks: the memory it takes does not grow with the journal."""
    found = entries(actor, filters).order_by("-id")
    chunk = list(found[:_STRIDE])
    while chunk:
        yield chunk
        chunk = list(found.filter(pk__lt=chunk[-1].pk)[:_STRIDE])


def _types(filters: Filters) -> list[str]:
    return [
        known.name
        for known in types.registered().values()
        if (not filters.type or known.name == filters.type) and (not filters.area or known.area == filters.area)
    ]


def _batches(found: EntryQuerySet, *, before: UUID | None, wanted: int) -> list[UUID]:
    """The newest batches, a stride of entries at a time: a press of a hundred thousand lines is stepped over."""
    batches: list[UUID] = []
    while len(batches) < wanted:
        rest = found.filter(batch__lt=before) if before else found
        stride = list(rest.order_by("-batch").values_list("batch", flat=True)[:_STRIDE])
        batches += dict.fromkeys(stride)
        if len(stride) < _STRIDE:
            break
        before = batches[-1]
    return batches[:wanted]


def _tallies(found: EntryQuerySet) -> dict[UUID, list[Tally]]:
    rows = (
        found.order_by()
        .values_list("batch", "type", KT("data__use"), KT("data__from__answer"), KT("data__to__answer"))
        .annotate(number=Count("id"))
        .order_by("-number", "type")
    )
    tallies: dict[UUID, list[Tally]] = defaultdict(list)
    for batch, type_, use, was, now, number in rows:
        tallies[batch].append(Tally(type_, use or "", was or "", now or "", number))
    return tallies
