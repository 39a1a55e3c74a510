"""What the notice centre reads."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from artists.accounts.models import User
from artists.notices.actions import is_last_way, said_by
from artists.notices.kinds import CHOOSABLE, GROUPS, WRITTEN, Channel, Group, registered
from artists.notices.models import OPEN, Delivery, Notice, PushSubscription, Settings
from artists.notices.querysets import NoticeQuerySet
from artists.notices.reach import wanted

PAGE = 30
MOST_COUNTED = 100  # of new ones: the bell says 99+


@dataclass(frozen=True)
class Counts:
    """How many a person has."""

    all: int
    new: int
    needs: int


@dataclass(frozen=True)
class Cell:
    """One switch of the grid: `locked` where it is a mandatory group's last way to the mailbox."""

    channel: Channel
    on: bool
    locked: bool


@dataclass(frozen=True)
class Line:
    """A row of the grid."""

    group: Group
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Whole:
    """The row over all the others: on, off, or neither where they differ."""

    channel: Channel
    on: bool
    off: bool


def count_new(person_id: int) -> int:
    """How many are new, counted no further than a hundred: a look into a small index."""
    return Notice.objects.of_person(person_id).new()[:MOST_COUNTED].count()


def counts(person_id: int) -> Counts:
    """All, new, and waiting for an answer. One query."""
    mine = Notice.objects.of_person(person_id)
    needs = Q(needs_answer=True, withdrawn_at__isnull=True)
    found = mine.aggregate(all=Count("id"), new=Count("id", filter=OPEN), needs=Count("id", filter=needs))
    return Counts(**found)


def groups_of(person_id: int) -> list[Group]:
    """The groups the person has notices of, in the grid's order. One query."""
    kinds = set(Notice.objects.of_person(person_id).order_by().values_list("kind", flat=True).distinct())
    have = {kind.group.code for kind in registered().values() if kind.code in kinds}
    return [group for group in GROUPS.values() if group.code in have]


def under(person_id: int, tab: str) -> NoticeQuerySet:
    """The notices under a tab: `new`, `needs`, a group's code, or everything."""
    mine = Notice.objects.of_person(person_id)
    if tab == "new":
        return mine.new()
    if tab == "needs":
        return mine.waiting_for_answer()
    return mine.in_group(tab) if tab in GROUPS else mine


def page(
    person_id: int, tab: str, *, before: tuple[datetime, int] | None = None, size: int = PAGE
) -> tuple[list[Notice], tuple[datetime, int] | None]:
    """The next notices under a tab, newest first, and the place to go on from. One query."""
    found = under(person_id, tab)
    if before:
        moment, number = before
        found = found.filter(Q(told_at__lt=moment) | Q(told_at=moment, pk__lt=number))
    rows = list(found.select_related("team").order_by("-told_at", "-id")[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    return rows[:size], (last.told_at, last.pk) if last else None


def grid(person_id: int) -> list[Line]:
    """How the person hears of each group."""
    said = said_by(person_id)
    return [
        Line(group, tuple(_cell(group, said[group.code], channel) for channel in CHOOSABLE))
        for group in GROUPS.values()
    ]


def wholes(lines: list[Line]) -> list[Whole]:
    """For each channel whether all groups that may be silent are on, or off."""
    found = []
    for place, channel in enumerate(CHOOSABLE):
        cells = [line.cells[place] for line in lines]
        free = [cell for cell in cells if not cell.locked]
        found.append(Whole(channel, all(cell.on for cell in cells), not any(cell.on for cell in free)))
    return found


def settings_of(person: User) -> Settings:
    """The person's settings, or what is usual."""
    return Settings.objects.filter(person=person).first() or Settings(person=person)


def devices_of(person: User) -> list[PushSubscription]:
    """The devices that show the person's notices."""
    return list(PushSubscription.objects.filter(person=person).order_by("-allowed_at"))


def in_next_digest(person_id: int) -> int:
    """How many notices wait for the person's next digest."""
    waiting = Delivery.objects.waiting().filter(person_id=person_id, channel=Channel.DIGEST)
    return waiting.filter(notice__read_at__isnull=True, notice__withdrawn_at__isnull=True).count()


def _cell(group: Group, said: dict[Channel, bool], channel: Channel) -> Cell:
    locked = channel in WRITTEN and is_last_way(group, said, channel)
    return Cell(channel, channel in wanted(group, said), locked)
