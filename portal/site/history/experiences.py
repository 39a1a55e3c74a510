"""What acts on experiences say."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from artists.journal.selectors import Press
from consent.experiences import entries as acts
from portal.site.history.names import Names
from portal.site.history.parts import Sentence

Presenter = Callable[[Press, Names], Sentence]

_BECAUSE = {
    "choice": "a choice under it says yes no longer",
    "licence": "its licence is stopped",
    "narrowed": "while narrower limits are agreed",
    "operator": "by the portal",
    "full": "everything agreed was made",
}


def _says(verb: str) -> Presenter:
    def present(press: Press, names: Names) -> Sentence:
        data = press.head.data
        notes = [data.get("request", ""), _BECAUSE.get(data.get("because", ""), "")]
        return Sentence(verb, subject=f"“{data.get('title', '')}”", notes=tuple(filter(None, notes)))

    return present


def _word(verb: str) -> Presenter:
    return lambda press, names: Sentence(verb, subject=f"“{press.head.data.get('word', '')}”")


PRESENTERS: Mapping[str, Presenter] = MappingProxyType(
    {
        acts.DRAFTED: _says("drafted the experience"),
        acts.DISCARDED: _says("threw away the draft of the experience"),
        acts.SUBMITTED: _says("asked for a yes to the experience"),
        acts.BACK: _says("without every yes, a draft again:"),
        acts.APPROVED: _says("every side said yes to"),
        acts.CHANGED: _says("new limits count for"),
        acts.LIVE: _says("opened:"),
        acts.PAUSED: _says("paused"),
        acts.RESUMED: _says("let go on"),
        acts.NARROWED: _says("proposed narrower limits for"),
        acts.ENDED: _says("ended"),
        acts.WORD_ADDED: _word("listed as unwanted the word"),
        acts.WORD_REMOVED: _word("took off the list the word"),
    }
)
