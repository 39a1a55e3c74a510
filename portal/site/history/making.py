"""What acts on what fans made say."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from artists.journal.selectors import Press
from consent.making import entries
from consent.making.banning import PERIODS
from portal.site.history.names import Names
from portal.site.history.parts import Sentence

Presenter = Callable[[Press, Names], Sentence]


def _says(verb: str) -> Presenter:
    return lambda press, names: Sentence(verb)


def _banned(press: Press, names: Names) -> Sentence:
    period = PERIODS.get(str(press.head.data.get("period")))
    return Sentence("kept a fan from making things", notes=(period[0].lower(),) if period else ())


PRESENTERS: Mapping[str, Presenter] = MappingProxyType(
    {
        entries.FEATURED: _says("chose something a fan made, to stand first"),
        entries.UNFEATURED: _says("no longer puts first what a fan made"),
        entries.BANNED: _banned,
        entries.LIFTED: _says("lets a fan make things again"),
    }
)
