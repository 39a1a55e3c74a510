"""What acts on requests, rules and licences say: which one, and what was done. A vote is its own team's alone."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from artists.journal.selectors import Press
from consent.licences import entries as licences
from consent.requests import entries as requests
from portal.site.history.names import Names
from portal.site.history.parts import Sentence

Presenter = Callable[[Press, Names], Sentence]
_REFERENCES = {"request": "R", "licence": "L"}


def _says(verb: str) -> Presenter:
    def present(press: Press, names: Names) -> Sentence:
        data = press.head.data
        notes = [
            f"“{data['title']}”" if data.get("title") else "",
            f"round {data['round']}" if data.get("round") else "",
            f"version {data['version']}" if data.get("version") else "",
            f"“{data['reason']}”" if data.get("reason") else "",
        ]
        return Sentence(verb, subject=_reference(press), notes=tuple(filter(None, notes)))

    return present


def _voted(press: Press, names: Names) -> Sentence:
    data = press.head.data
    notes = [f"“{data['title']}”" if data.get("title") else ""]
    notes += [f"round {data['round']}" if data.get("round") else "", "by a rule" if data.get("rule") else ""]
    if data.get("second"):
        notes.append("waits for a second person")
    said = f"said {'yes' if data.get('yes') else 'no'} to"
    return Sentence(said, subject=_reference(press), notes=tuple(filter(None, notes)))


def _reference(press: Press) -> str:
    prefix = _REFERENCES.get(press.head.subject_kind)
    return f"{prefix}-{int(press.head.subject_id):04d}" if prefix and press.head.subject_id.isdecimal() else ""


PRESENTERS: Mapping[str, Presenter] = MappingProxyType(
    {
        licences.DRAFTED: _says("drafted the licence"),
        licences.DISCARDED: _says("threw away the draft of"),
        licences.IN_FORCE: _says("every side signed"),
        licences.SUSPENDED: _says("suspended"),
        licences.RESUMED: _says("let go on"),
        licences.NOTICE_GIVEN: _says("gave notice to end"),
        licences.NOTICE_TAKEN_BACK: _says("took back the notice to end"),
        licences.ENDED: _says("ended:"),
        licences.EXPIRES_SOON: _says("ends soon:"),
        requests.OPENED: _says("asked for a yes:"),
        requests.COUNTERED: _says("made a counter-offer in"),
        requests.ACCEPTED: _says("accepted the counter-offer in"),
        requests.VOTED: _voted,
        requests.CONFIRMED: _says("confirmed, as second person, the yes to"),
        requests.SHOWN: _says("showed their answer to the other holders of"),
        requests.INVITED: _says("invited to ask again:"),
        requests.REOPENED: _says("asked again with new terms:"),
        requests.WITHDRAWN: _says("withdrew"),
        requests.APPROVED: _says("everybody said yes to"),
        requests.DECLINED: _says("all holders said no to"),
        requests.CONFLICTED: _says("a yes and a no, so it is a no:"),
        requests.REFUSED: _says("not approved:"),
        requests.LAPSED: _says("ran out, so it is a no:"),
        requests.JOINED: _says("a new holder is asked too:"),
        requests.CLOSING_SOON: _says("closes soon:"),
        requests.POSTED: _says("wrote about"),
        requests.ASSIGNED: _says("gave to a colleague:"),
        requests.SNOOZED: _says("put aside"),
        requests.RULE_SET: _says("set a rule"),
        requests.RULE_PAUSED: _says("paused a rule"),
        requests.RULE_RESUMED: _says("let a rule go on"),
        requests.RULE_MOVED: _says("moved a rule"),
        requests.RULE_REMOVED: _says("removed a rule"),
    }
)
