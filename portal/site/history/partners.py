"""What acts on permits, reports and withdrawals say."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from artists.journal.selectors import Press
from consent.decisions import entries as decisions
from portal.site.history.names import Names
from portal.site.history.parts import Sentence

Presenter = Callable[[Press, Names], Sentence]


def _key_rotated(press: Press, names: Names) -> Sentence:
    data = press.head.data
    notes = ["for tests" if data.get("test") else "", "the old ones count no more" if data.get("at_once") else ""]
    return Sentence("made a new signing key", notes=tuple(filter(None, notes)))


def _because(verb: str) -> Presenter:
    def present(press: Press, names: Names) -> Sentence:
        because = press.head.data.get("because", "")
        return Sentence(verb, notes=(because,) if because else ())

    return present


PRESENTERS: Mapping[str, Presenter] = MappingProxyType(
    {
        decisions.KEY_ROTATED: _key_rotated,
        decisions.PERMITS_STOPPED: _because("stopped this partner's permits"),
        decisions.PERMITS_RESUMED: _because("let this partner have permits again"),
    }
)
