"""What a press says in history: one presenter for each type of entry. A test fails where one is missing."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from artists.access import ROLES, Role
from artists.journal import types
from artists.journal.models import Entry
from artists.journal.selectors import Press
from artists.teams import entries as teams
from consent.choices import entries as choices
from consent.uses import USES, Need, Use
from portal.site.history import (
    catalogue,
    claims,
    deals,
    experiences,
    making,
    money,
    outbox,
    partners,
    sandbox,
    sounds,
    webhooks,
    withdrawals,
)
from portal.site.history.names import Names
from portal.site.history.parts import Change, Line, Sentence

Presenter = Callable[[Press, Names], Sentence]


def sentence(press: Press, names: Names) -> Sentence:
    """What the press says, by the type of its first line."""
    return PRESENTERS.get(press.head.type, _by_label)(press, names)


def lines(press: Press, names: Names) -> list[Line]:
    """The press line by line."""
    return [line(entry, names) for entry in press.lines]


def line(entry: Entry, names: Names) -> Line:
    """One entry by itself."""
    if entry.subject_kind == "asset":
        asset = names.asset(entry.subject_id)
        kind = {"recording": "track", "composition": "song"}.get(asset.kind, "")
        notes = _limits(entry.data, names)
        if entry.type in catalogue.PRESENTERS:
            notes = (types.registered()[entry.type].label, *catalogue.facts(entry, names))
        if entry.type == choices.CHOICE_DEFAULTED and (use := _use(entry)):
            notes = (use.short, f"default of {names.team(entry.team_id)}", *notes)
        return Line(asset.title, kind, _change(entry), notes)
    single = Press(entry.batch, (entry,), (), None)
    said = sentence(single, names)
    text = f"{said.words[0].upper()}{said.words[1:]}"
    return Line(text, "", _change(entry), said.notes)


def _change(entry: Entry) -> Change | None:
    before, after = entry.data.get("from"), entry.data.get("to")
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return None
    return Change(before.get("answer") or "", after.get("answer") or "")


def _changes(press: Press) -> tuple[Change, ...]:
    head = press.head
    found = [Change(tally.before, tally.after, tally.count) for tally in press.tallies if tally.type == head.type]
    if not found and (one := _change(head)):
        found = [one]
    return tuple(found)


def _use(entry: Entry) -> Use | None:
    return USES.get(entry.data.get("use", ""))


def _about(press: Press, names: Names) -> str:
    """“Saltglass”, “9 songs”, “4,120 tracks and songs”: a track's songs go with it, as one pressed on the track."""
    use = _use(press.head)
    if press.hidden > 0 and use:
        both = Need.RECORDING in use.needs and Need.COMPOSITION in use.needs
        noun = "tracks and songs" if both else "songs" if Need.COMPOSITION in use.needs else "tracks"
        return f"{press.size:,} {noun}"
    assets = [names.asset(entry.subject_id) for entry in press.lines if entry.subject_kind == "asset"]
    tracks = [asset for asset in assets if asset.kind == "recording"]
    leading = tracks or assets
    if len(leading) == 1:
        return f"the song {leading[0].title}" if leading[0].kind == "composition" else leading[0].title
    return f"{len(leading)} {'tracks' if tracks else 'songs'}"


def _limits(data: Mapping[str, Any], names: Names) -> tuple[str, ...]:
    after, before = data.get("to"), data.get("from")
    if not isinstance(after, dict):
        return ()
    notes = []
    if after.get("partners"):
        notes.append("only for " + ", ".join(names.team(partner) for partner in after["partners"]))
    if after.get("territories"):
        notes.append("only in " + ", ".join(after["territories"]))
    if after.get("until"):
        notes.append("until " + _moment(after["until"]))
    had = isinstance(before, dict) and any(before.get(key) for key in ("partners", "territories", "until"))
    if had and not notes and after.get("answer") in ("on", "ask"):
        notes.append("no limits any more")
    return tuple(notes)


def _moment(iso: str) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(iso)), "j F Y, H:i")


def _terms(press: Press, names: Names) -> tuple[str, ...]:
    data = press.head.data
    notes = list(_limits(data, names)) if press.size <= 1 or not press.hidden else []
    version = (data.get("notice") or {}).get("version")
    if version and press.head.team_id == names.team_id:
        notes.append(f"under version {version} of the text")
    return (*notes, *_first(press, names))


def _first(press: Press, names: Names) -> tuple[str, ...]:
    """Of what two people did, who pressed it first: to their own team alone."""
    first = press.head.data.get("pressed_by")
    return (f"pressed by {names.person(first)} first",) if first and press.head.team_id == names.team_id else ()


def _seconded(verb: str) -> Presenter:
    """About a yes that waits, or waited, for a second person."""

    def present(press: Press, names: Names) -> Sentence:
        data = press.head.data
        uses = [USES[code].short for code in data.get("uses", ()) if code in USES]
        what = {"default": "for new releases", "policy": "to asking two people for less"}.get(data.get("kind", ""), "")
        notes = [", ".join(uses), f"{data['count']:,} at once" if data.get("count", 0) > 1 else ""]
        return Sentence(f"{verb} {what}".strip(), notes=(*filter(None, notes), *_first(press, names)))

    return present


def _two_people(press: Press, names: Names) -> Sentence:
    now = press.head.data.get("now") or {}
    words = {"voice": "a voice or likeness", "training": "training", "bulk": "many at once"}
    wants = [word for key, word in words.items() if now.get(key)]
    said = f"asks two people for {', '.join(wants)}" if wants else "asks two people for nothing any more"
    return Sentence(said, notes=_first(press, names))


def _chose(press: Press, names: Names) -> Sentence:
    changes = _changes(press)
    verb = "answered" if all(not change.before for change in changes) else "changed"
    return Sentence(verb, _use(press.head), _about(press, names), changes, _terms(press, names))


def _undid(press: Press, names: Names) -> Sentence:
    return Sentence(
        "took back", _use(press.head), _about(press, names), _changes(press), _limits(press.head.data, names)
    )


def _defaulted(press: Press, names: Names) -> Sentence:
    """The defaults of all who hold what is new are carried out together."""
    uses = {tally.use for tally in press.tallies if tally.type == press.head.type}
    teams = list(dict.fromkeys(names.team(entry.team_id) for entry in press.lines))
    whose = " and ".join(filter(None, (", ".join(teams[:-1]), teams[-1])))
    if len(uses) == 1:
        verb = f"carried out the default of {whose} on"
        return Sentence(verb, _use(press.head), _about(press, names), _changes(press), _terms(press, names))
    about = {names.asset(entry.subject_id).title for entry in press.lines}
    what = about.pop() if len(about) == 1 and not press.hidden else "new tracks and songs"
    return Sentence(f"carried out the defaults of {whose} for", subject=what)


def _default(verb: str) -> Presenter:
    def present(press: Press, names: Names) -> Sentence:
        return Sentence(verb, _use(press.head), "new releases", _changes(press), _limits(press.head.data, names))

    return present


def _says(text: str, *notes: str) -> Presenter:
    """A presenter for acts that always read the same."""
    return lambda press, names: Sentence(text, notes=notes)


def _member(verb: str) -> Presenter:
    """About somebody in the team: “removed Marco Reyes”, with the role there was or is."""

    def present(press: Press, names: Names) -> Sentence:
        data = press.head.data
        was, now = _role(data.get("from")), _role(data.get("to") or data.get("role"))
        roles = f"from {was} to {now}" if was and now else f"as {now or was}" if now or was else ""
        return Sentence(verb, subject=names.person(press.head.subject_id), notes=(roles,) if roles else ())

    return present


def _oneself(verb: str) -> Presenter:
    def present(press: Press, names: Names) -> Sentence:
        role = _role(press.head.data.get("role"))
        return Sentence(verb, notes=(f"as {role}",) if role else ())

    return present


def _invited(verb: str) -> Presenter:
    """An address is kept with the invitation alone, so that history can forget it."""

    def present(press: Press, names: Names) -> Sentence:
        role = _role(press.head.data.get("role"))
        return Sentence(f"{verb} as {role}" if role else verb)

    return present


def _role(value: object) -> str:
    return Role(value).label.lower() if isinstance(value, str) and value in {role.value for role in ROLES} else ""


def _renamed(press: Press, names: Names) -> Sentence:
    before, after = press.head.data.get("from"), press.head.data.get("to")
    return Sentence(f"renamed the team from “{before}” to “{after}”")


def _mandate(verb: str, link: str) -> Presenter:
    def present(press: Press, names: Names) -> Sentence:
        data = press.head.data
        shorts = ", ".join(USES[code].short for code in data.get("uses", ()) if code in USES)
        notes = [shorts, "the voice and the likeness too" if data.get("covers_voice") else "not the voice"]
        if data.get("until"):
            notes.append("until " + _moment(data["until"]))
        return Sentence(f"{verb} {link} {names.team(data.get('holder'))}", notes=tuple(filter(None, notes)))

    return present


def _client(verb: str) -> Presenter:
    return lambda press, names: Sentence(f"{verb} “{press.head.data.get('name', '')}”")


def _by_label(press: Press, names: Names) -> Sentence:
    known = types.registered().get(press.head.type)
    label = known.label if known else press.head.type
    return Sentence(label[0].lower() + label[1:])


PRESENTERS: Mapping[str, Presenter] = MappingProxyType(
    {
        choices.CHOICE_SET: _chose,
        choices.CHOICE_UNDONE: _undid,
        choices.CHOICE_DEFAULTED: _defaulted,
        choices.DEFAULT_SET: _default("changed the default on"),
        choices.PAUSED: _says("paused everything", "every check answers no until it is resumed"),
        choices.RESUMED: _says("resumed everything", "the answers count again as they were"),
        choices.SECOND_NEEDED: _seconded("said yes, which waits for a second person,"),
        choices.SECOND_CONFIRMED: _seconded("confirmed, as second person, the yes"),
        choices.SECOND_REFUSED: _seconded("refused, as second person, the yes"),
        choices.TWO_PEOPLE_SET: _two_people,
        **catalogue.PRESENTERS,
        **webhooks.PRESENTERS,
        **outbox.PRESENTERS,
        **deals.PRESENTERS,
        **experiences.PRESENTERS,
        **money.PRESENTERS,
        **partners.PRESENTERS,
        **sandbox.PRESENTERS,
        **sounds.PRESENTERS,
        **withdrawals.PRESENTERS,
        **claims.PRESENTERS,
        **making.PRESENTERS,
        teams.TEAM_CREATED: _says("started the team"),
        teams.TEAM_RENAMED: _renamed,
        teams.INVITED: _invited("invited somebody"),
        teams.INVITED_AGAIN: _invited("sent an invitation again,"),
        teams.INVITATION_REVOKED: _invited("withdrew an invitation"),
        teams.MEMBER_JOINED: _oneself("joined the team"),
        teams.ROLE_CHANGED: _member("changed the role of"),
        teams.MEMBER_REMOVED: _member("removed"),
        teams.MEMBER_LEFT: _oneself("left the team"),
        teams.MANDATE_GIVEN: _mandate("gave a mandate", "to"),
        teams.MANDATE_REVOKED: _mandate("took the mandate back", "from"),
        teams.MANDATE_RETURNED: _mandate("ended the mandate", "held by"),
        teams.CLIENT_MADE: _client("made the API client"),
        teams.CLIENT_SECRET_CHANGED: _client("gave a new secret to the API client"),
        teams.CLIENT_KEY_ADDED: _client("gave a key to the API client"),
        teams.CLIENT_KEY_REMOVED: _client("removed a key of the API client"),
        teams.CLIENT_REVOKED: _client("revoked the API client"),
    }
)
