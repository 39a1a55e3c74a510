"""What acts in a partner's sandbox say, and its conformance runs."""

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


def _withdrew(press: Press, names: Names) -> Sentence:
    artist = ARTISTS.get(press.head.data.get("artist", ""))
    return Sentence("played a withdrawal of", subject=artist.name if artist else "a test artist")


def _says(verb: str) -> Callable[[Press, Names], Sentence]:
    def present(press: Press, names: Names) -> Sentence:
        because = press.head.data.get("because", "")
        return Sentence(verb, notes=(because,) if because else ())

    return present


PRESENTERS: Mapping[str, Callable[[Press, Names], Sentence]] = MappingProxyType(
    {
        entries.SAID: _said,
        entries.WITHDREW: _withdrew,
        entries.RESET: _reset,
        entries.RUN_STARTED: _says("started a conformance run"),
        entries.RUN_PASSED: _says("passed a conformance run"),
        entries.RUN_FAILED: _says("did not pass a conformance run"),
        entries.RUN_CANCELLED: _says("cancelled a conformance run"),
        entries.BADGE_REVOKED: _says("lost the conformance badge"),
    }
)
