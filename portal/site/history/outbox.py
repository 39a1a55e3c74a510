"""What operators did with messages that could not be delivered, as history says it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from artists.journal import entries
from artists.journal.selectors import Press
from portal.site.history.names import Names
from portal.site.history.parts import Sentence


def _died(press: Press, names: Names) -> Sentence:
    data = press.head.data
    return Sentence(f"could not deliver {_messages(data['count'])} of {data['topic']}", notes=(data["reason"],))


def _tended(verb: str) -> Callable[[Press, Names], Sentence]:
    def present(press: Press, names: Names) -> Sentence:
        data = press.head.data
        counts: Mapping[str, int] = data["topics"]
        notes = [f"{count:,} of {topic}" for topic, count in sorted(counts.items())]
        return Sentence(
            f"{verb} {_messages(sum(counts.values()))}", notes=(*notes, *filter(None, [data.get("reason")]))
        )

    return present


def _messages(count: int) -> str:
    return f"{count:,} message{'s' if count != 1 else ''}"


PRESENTERS = MappingProxyType(
    {
        entries.OUTBOX_DIED: _died,
        entries.OUTBOX_REPLAYED: _tended("sent again"),
        entries.OUTBOX_DROPPED: _tended("dropped"),
    }
)
