"""From the journal to notices: which builders hear of which entries. One message for a press, however long."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from artists.journal.followers import entries_of, follow
from artists.journal.models import Entry
from artists.journal.outbox import handles
from artists.journal.querysets import EntryQuerySet
from artists.notices.telling import Cured, Told, tell_now, withdraw
from artists.notices.topics import NOTICES

Builder = Callable[[EntryQuerySet], Iterable[Told | Cured]]

_builders: list[tuple[Builder, frozenset[str]]] = []


def tell(builder: Builder, *types: str) -> Builder:
    """Call `builder` after every press with entries of these types, and tell what it yields. See `artists.notices`."""
    _builders.append((builder, frozenset(types)))
    follow(NOTICES, *types)
    return builder


@handles(NOTICES)
def tell_of_press(payload: Mapping[str, Any]) -> None:
    """Tell people of one press; carried out again, it changes nothing."""
    entries = entries_of(payload, NOTICES)
    head = entries.first()
    if head is None:
        return
    written = set(entries.order_by().values_list("type", flat=True).distinct())
    for builder, types in _builders:
        if not types & written:
            continue
        for said in builder(entries.filter(type__in=sorted(types))):
            if isinstance(said, Cured):
                withdraw(said.fold_key, outcome=said.outcome, teams=said.teams)
            else:
                tell_now(said, key=_key(head, said), but=head.person_id)


def _key(head: Entry, told: Told) -> str:
    return f"{head.pk}:{told.kind.code}:{told.fold_key}"
