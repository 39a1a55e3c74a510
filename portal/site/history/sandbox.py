"""What acts in a partner's sandbox say."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from artists.journal.selectors import Press
from consent.sandbox import entries
from consent.sandbox.assets import ARTISTS
from portal.site.history.names import Names
from portal.site.history.parts import Sentence


def _said(press: Press, names: Names) -> Sentence:
    artist = ARTISTS.get(press.head.data.get("artist", ""))
    answer = press.head.data.get("answer", "")
    return Sentence(f"set to {answer} in the sandbox:", subject=artist.name if artist else "a test artist")


def _reset(press: Press, names: Names) -> Sentence:
    return Sentence("put the sandbox back")


PRESENTERS: Mapping[str, Callable[[Press, Names], Sentence]] = MappingProxyType(
    {entries.SAID: _said, entries.RESET: _reset}
)
