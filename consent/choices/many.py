"""One answer for many tracks or songs, picked by hand or as all a filter finds. Preview first, then one batch."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from artists.access import Actor, Conflict, Invalid, Permission, require
from artists.catalog.models import Asset, AssetKind
from consent.choices.actions import Consent, Outcome, choose_for_songs, choose_for_tracks
from consent.choices.answers import Answer
from consent.choices.selection import Filter, ids
from consent.choices.selectors import Cell, rows
from consent.choices.state import State

MOST = 5000


@dataclass(frozen=True)
class Selection:
    """Rows picked by hand, or (`picked` None) everything the filter finds under its tab, less `without`."""

    filter: Filter
    picked: tuple[UUID, ...] | None = None
    without: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Preview:
    """What an answer for many would do: nothing has happened yet."""

    selected: int
    changes: int
    already: int
    not_yours: int
    waits: tuple[tuple[str, int], ...]
    opens: int
    asks: int
    closes: int


def find(selection: Selection, *, actor: Actor) -> list[UUID]:
    """The rows selected, in the page's order. `Invalid` where there are none, or more than one batch takes."""
    if selection.picked is None:
        found = ids(actor, selection.filter, count=MOST + 1 + len(selection.without))
        found = [one for one in found if one not in selection.without]
    else:
        visible = Asset.objects.visible_to(actor).filter(kind=selection.filter.kind, pk__in=selection.picked)
        found = list(visible.order_by("-plays", "title", "pk").values_list("pk", flat=True))
    if not found:
        raise Invalid("nothing_selected", "Nothing is selected. Tick the tracks you mean, then choose the answer.")
    if len(found) > MOST:
        raise Invalid(
            "too_many", f"That is more than {MOST:,} at once. Narrow it down by artist or by words, and go in parts."
        )
    return found


def preview(selection: Selection, use: str, state: State, *, actor: Actor) -> Preview:
    """What `choose_for_many` would do for this selection now."""
    cells = [row.cells[0] for row in rows(actor, find(selection, actor=actor), [use])]
    mine = [cell for cell in cells if cell.mine]
    changes = [cell for cell in mine if cell.state != state]
    waits: Counter[str] = Counter()
    after: Counter[Answer] = Counter()
    for cell in changes:
        shut = [one.name for one in cell.others if one.shuts] if state.effective > Answer.OFF else []
        waits.update(shut)
        after[_after(cell, state)] += 1
    closes = sum(1 for cell in changes if cell.stands > Answer.OFF and state.effective is Answer.OFF)
    return Preview(
        selected=len(cells),
        changes=len(changes),
        already=len(mine) - len(changes),
        not_yours=len(cells) - len(mine),
        waits=tuple(waits.most_common()),
        opens=after[Answer.ON],
        asks=after[Answer.ASK],
        closes=closes,
    )


def choose_for_many(
    selection: Selection, use: str, state: State, *, actor: Actor, consent: Consent, expected: int | None = None
) -> Outcome:
    """Answer for everything selected that the team has an answer in, as one batch that can be undone as one.

    Raises `Conflict` (`selection_changed`) where the selection is not `expected` rows any more, else as `choose`.
    """
    require(actor, Permission.CHOOSE)
    found = find(selection, actor=actor)
    if expected is not None and len(found) != expected:
        raise Conflict(
            "selection_changed",
            f"Your selection was {expected:,} when you looked and is {len(found):,} now. Look again, then confirm.",
        )
    if selection.filter.kind == AssetKind.COMPOSITION:
        return choose_for_songs(found, use, state, actor=actor, consent=consent)
    return choose_for_tracks(found, use, state, actor=actor, consent=consent)


def _after(cell: Cell, state: State) -> Answer:
    if cell.unknown or any(one.shuts for one in cell.others):
        return Answer.OFF
    return min([state.effective, *(one.answer or Answer.OFF for one in cell.others)])
