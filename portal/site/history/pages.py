"""A page of history as the template needs it: days, and in each the presses with who, what, and whether to undo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.utils import timezone

from artists.access import Actor
from artists.journal import selectors
from artists.journal.selectors import Filters, Press
from consent.choices.undoing import Undo, undos
from portal.site.history.names import Names, Who, names_for, who
from portal.site.history.parts import Line, Sentence
from portal.site.history.sentences import lines, sentence


@dataclass(frozen=True)
class Item:
    """One press as a person reads it."""

    batch: UUID
    at: datetime
    who: Who
    sentence: Sentence
    lines: tuple[Line, ...]
    hidden: int
    size: int
    undo: Undo | None
    undone_by: Who | None
    undone_at: datetime | None


@dataclass(frozen=True)
class Day:
    """A day in the reader's zone. `near` is “Today”, “Yesterday” or empty."""

    day: date
    near: str
    acts: tuple[Item, ...]


def history(
    actor: Actor, filters: Filters, *, before: UUID | None = None, size: int = selectors.PAGE
) -> tuple[list[Day], UUID | None]:
    """The days of one page, and the cursor of the next."""
    found, older = selectors.page(actor, filters, before=before, size=size)
    return days_of(items(found, actor)), older


def one_press(actor: Actor, batch: UUID, *, lines: int) -> Item | None:
    """One press with up to `lines` of its lines; None where there is none that the actor may read."""
    found = items(selectors.presses(actor, [batch], lines=lines), actor)
    return found[0] if found else None


def items(presses: Sequence[Press], actor: Actor) -> list[Item]:
    """Presses with their names and their undo. The same queries however many."""
    entries = [entry for press in presses for entry in press.lines]
    names = names_for(entries + [press.undone_by for press in presses if press.undone_by], actor=actor)
    may_undo = undos([press.batch for press in presses], actor=actor, now=timezone.now())
    return [_item(press, names, may_undo.get(press.batch)) for press in presses]


def _item(press: Press, names: Names, undo: Undo | None) -> Item:
    undone = press.undone_by
    return Item(
        batch=press.batch,
        at=press.head.at,
        who=who(press.head, names),
        sentence=sentence(press, names),
        lines=tuple(lines(press, names)),
        hidden=press.hidden,
        size=press.size,
        undo=undo,
        undone_by=who(undone, names) if undone else None,
        undone_at=undone.at if undone else None,
    )


def days_of(found: Sequence[Item]) -> list[Day]:
    """Group by day in the reader's zone."""
    today = timezone.localdate()
    near = {today: "Today", today - timedelta(days=1): "Yesterday"}
    grouped = groupby(found, key=lambda item: timezone.localtime(item.at).date())
    return [Day(day, near.get(day, ""), tuple(some)) for day, some in grouped]
