"""What acts on withdrawals say: holders read which uses and how many partners, a partner what is asked of it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from artists.journal.selectors import Press
from consent.uses import USES
from consent.withdrawals import entries
from consent.withdrawals.states import DEADLINES, What
from portal.site.history.names import Names
from portal.site.history.parts import Sentence

Presenter = Callable[[Press, Names], Sentence]


def _says(verb: str) -> Presenter:
    def present(press: Press, names: Names) -> Sentence:
        data = press.head.data
        notes = [_uses(data.get("uses", ())), _partners(data), _what(data.get("what", ()))]
        notes += ["late" if data.get("late") else "", "a drill" if data.get("test") else ""]
        return Sentence(verb, notes=tuple(filter(None, notes)))

    return present


def _of_partner(verb: str) -> Presenter:
    """Portal's own lines about a partner name it: the entry's team is that partner."""

    def present(press: Press, names: Names) -> Sentence:
        said = _says(verb)(press, names)
        return Sentence(f"{verb} {names.team(press.head.team_id)}", notes=said.notes)

    return present


def _uses(codes: object) -> str:
    return ", ".join(USES[code].short for code in codes) if isinstance(codes, list) else ""


def _what(said: object) -> str:
    every = [said] if isinstance(said, str) else said
    return ", ".join(DEADLINES[What(one)].label.lower() for one in every) if isinstance(every, list) else ""


def _partners(data: Mapping[str, object]) -> str:
    count = data.get("partners")
    return "" if count is None else "one partner" if count == 1 else f"{count} partners"


PRESENTERS: Mapping[str, Presenter] = MappingProxyType(
    {
        entries.FILED: _says("told the partners that a yes was taken back"),
        entries.CREATED: _says("told your team that a yes was taken back"),
        entries.ASKED: _says("asked the partners for more"),
        entries.CHANGED: _says("asked your team for more"),
        entries.ACKNOWLEDGED: _says("acknowledged a withdrawal"),
        entries.DUE_SOON: _says("warned your team: an acknowledgement is due soon"),
        entries.OVERDUE: _of_partner("noted that an acknowledgement is overdue:"),
        entries.PUBLISHED: _of_partner("made public that an acknowledgement is overdue:"),
        entries.LIFTED: _of_partner("lifted a withdrawal for"),
    }
)
