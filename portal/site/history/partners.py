"""What acts on permits, reports and withdrawals say."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from artists.journal.selectors import Press
from consent.decisions import entries as decisions
from consent.licences.models import Licence
from consent.reports import entries as reports
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


def _received(press: Press, names: Names) -> Sentence:
    data = press.head.data
    if names.team_id != press.head.team_id:
        # The batch also holds what is others': a holder reads its own lines on the page.
        return Sentence("reported", subject="uses of what you hold")
    outside = f"{data['outside']} of them under no licence" if data.get("outside") else ""
    return Sentence("reported", subject=_count(data.get("lines"), "use"), notes=(outside,) if outside else ())


def _closed(press: Press, names: Names) -> Sentence:
    data = press.head.data
    notes = [f"{data.get('first')} to {data.get('last')}", "" if data.get("punctual") else "late"]
    notes.append("nothing was used" if data.get("nothing") else "")
    return Sentence("completed the report of", subject=_licence(press), notes=tuple(filter(None, notes)))


def _overdue(press: Press, names: Names) -> Sentence:
    data = press.head.data
    subject = f"{_licence(press)} is late"
    return Sentence("noted that the report of", subject=subject, notes=(f"{data.get('first')} to {data.get('last')}",))


def _outputs(press: Press, names: Names) -> Sentence:
    if names.team_id != press.head.team_id:
        return Sentence("registered", subject="what was made from what you hold")
    return Sentence("registered", subject=_count(press.head.data.get("outputs"), "output"))


def _taken_down(press: Press, names: Names) -> Sentence:
    return Sentence("took down", subject="something that was made")


def _licence(press: Press) -> str:
    number = press.head.subject_id
    return Licence(pk=int(number)).reference if number.isdecimal() else "a licence"


def _count(number: object, noun: str) -> str:
    count = number if isinstance(number, int) else 0
    return f"one {noun}" if count == 1 else f"{count:,} {noun}s"


PRESENTERS: Mapping[str, Presenter] = MappingProxyType(
    {
        decisions.KEY_ROTATED: _key_rotated,
        decisions.PERMITS_STOPPED: _because("stopped this partner's permits"),
        decisions.PERMITS_RESUMED: _because("let this partner have permits again"),
        reports.RECEIVED: _received,
        reports.CLOSED: _closed,
        reports.OVERDUE: _overdue,
        reports.OUTPUTS: _outputs,
        reports.TAKEN_DOWN: _taken_down,
    }
)
