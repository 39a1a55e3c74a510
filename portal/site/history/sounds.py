"""What acts on the sound of tracks say."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from artists.audio import entries
from artists.journal.selectors import Press
from portal.site.history import catalogue
from portal.site.history.names import Names
from portal.site.history.parts import Sentence


def _says(verb: str) -> Callable[[Press, Names], Sentence]:
    def present(press: Press, names: Names) -> Sentence:
        file = press.head.data.get("file", "")
        return Sentence(f"{verb} {catalogue.title(press.head, names)}", notes=(f"file {file}",) if file else ())

    return present


PRESENTERS: Mapping[str, Callable[[Press, Names], Sentence]] = MappingProxyType(
    {
        entries.ADDED: _says("uploaded the sound of"),
        entries.READY: _says("checked and took the sound of"),
        entries.REFUSED: _says("did not take the sound of"),
        entries.REMOVED: _says("removed the sound of"),
    }
)
