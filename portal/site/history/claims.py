"""What acts on claims say: which one, about what, and what it came to."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from artists.journal.selectors import Press
from consent.claims import entries
from consent.claims.states import Kind, State
from portal.site.history.names import Names
from portal.site.history.parts import Sentence

Presenter = Callable[[Press, Names], Sentence]


def _opened(press: Press, names: Names) -> Sentence:
    data = press.head.data
    silent = "silent until somebody has looked" if data.get("hides") else ""
    notes = (str(data.get("number", "")), Kind(data["kind"]).short.lower(), silent)
    by_holder = press.head.team_id is not None
    verb = "asked to take down something made" if by_holder else "noted that somebody reported something made"
    return Sentence(verb, notes=tuple(filter(None, notes)))


def _answered(press: Press, names: Names) -> Sentence:
    data = press.head.data
    return Sentence("answered a claim", notes=(str(data.get("number", "")), State(data["state"]).label.lower()))


PRESENTERS: Mapping[str, Presenter] = MappingProxyType({entries.OPENED: _opened, entries.ANSWERED: _answered})
