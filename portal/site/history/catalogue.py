"""What acts on the catalogue say. A delivery of a thousand lines is one sentence that counts them."""

from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType

from artists.catalog.models import Right
from artists.journal.models import Entry
from artists.journal.selectors import Press
from portal.site.history.names import Names
from portal.site.history.parts import Sentence

# type: verb, one, many
_NOUNS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "release.added": ("added", "release", "releases"),
        "track.added": ("added", "track", "tracks"),
        "song.added": ("added", "song", "songs"),
        "artist.added": ("added", "artist", "artists"),
        "personal.added": ("added", "voice or likeness", "voices and likenesses"),
        "release.changed": ("changed", "release", "releases"),
        "track.changed": ("changed", "track", "tracks"),
        "holding.added": ("recorded", "right", "rights"),
        "holding.changed": ("changed", "share", "shares"),
        "holding.removed": ("gave up", "right", "rights"),
        "holding.withdrawn": ("took away", "right", "rights"),
    }
)


def catalogued(press: Press, names: Names) -> Sentence:
    """“added the track Saltglass”, or “added 1 release and 12 tracks, recorded 36 rights”."""
    head = press.head
    if press.size <= 1:
        verb, noun, _many = _NOUNS[head.type]
        link = "a right in" if noun == "right" else "a share of" if noun == "share" else f"the {noun}"
        if head.type == "personal.added":
            link = ""
        return Sentence(" ".join(filter(None, (verb, link, title(head, names)))), notes=facts(head, names))
    return Sentence(counted(press) or head.type)


def delivered(press: Press, names: Names) -> Sentence:
    """A file: uploaded, then confirmed, then brought in; all one press, told by how far it has come."""
    types = {tally.type for tally in press.tallies} | {press.head.type}
    verb = next(words for type_, words in _STAGES.items() if type_ in types)
    found = counted(press)
    return Sentence(f"{verb} “{press.head.data.get('file', '')}”", notes=(found,) if found else ())


_STAGES: Mapping[str, str] = MappingProxyType(
    {
        "delivery.discarded": "threw away",
        "delivery.done": "brought in",
        "delivery.confirmed": "confirmed",
        "delivery.received": "uploaded",
    }
)


def counted(press: Press) -> str:
    """The lines of a press by what they did: “added 12 tracks and 12 songs, recorded 36 rights”."""
    numbers: Counter[str] = Counter()
    for tally in press.tallies:
        numbers[tally.type] += tally.count
    clauses: dict[str, list[str]] = {}
    for type_, (verb, one, many) in _NOUNS.items():
        if number := numbers[type_]:
            clauses.setdefault(verb, []).append(f"{number:,} {one if number == 1 else many}")
    return ", ".join(
        f"{verb} {', '.join(some[:-1])}{' and ' if some[:-1] else ''}{some[-1]}" for verb, some in clauses.items()
    )


def title(entry: Entry, names: Names) -> str:
    """What the line is about: by its name now, else by the one it had then."""
    then = str(entry.data.get("title") or entry.data.get("name") or "")
    now = names.assets.get(entry.subject_id) if entry.subject_kind == "asset" else None
    return now.title if now else then or "something that is gone"


def facts(entry: Entry, names: Names) -> tuple[str, ...]:
    """The right, whose it is and its share; or which fields changed."""
    data = entry.data
    if "right" in data:
        labels = dict(Right.choices)
        share = [_percent(data[key]) for key in ("before_bp", "share_bp") if data.get(key) is not None]
        whose = f"{labels.get(data['right'], data['right'])}, {names.team(data.get('team'))}"
        why = f"“{data['sentence']}”" if data.get("sentence") else ""
        return tuple(filter(None, (whose, " to ".join(share), why)))
    return tuple(f"{field}: {_shown(before)} to {_shown(after)}" for field, before, after in data.get("fields", ()))


def _percent(basis_points: int) -> str:
    return f"{basis_points / 100:g} %"


def _shown(value: object) -> str:
    return f"“{value}”" if value not in (None, "") else "nothing"


def identified(verb: str, link: str) -> Callable[[Press, Names], Sentence]:
    """“linked the artist Marsh, A. to the team Ayla Marsh”, with how many tracks, and why."""

    def present(press: Press, names: Names) -> Sentence:
        data = press.head.data
        same = f"another entry of {data['same_as']}" if data.get("same_as") else ""
        tracks = data.get("tracks") or 0
        count = f"{tracks:,} track{'' if tracks == 1 else 's'}" if tracks else ""
        why = f"“{data['sentence']}”" if data.get("sentence") else ""
        words = f"{verb} the artist {data.get('name', '')} {link} {names.team(data.get('team'))}"
        return Sentence(words, notes=tuple(filter(None, (same, count, why))))

    return present


PRESENTERS: Mapping[str, Callable[[Press, Names], Sentence]] = MappingProxyType(
    {
        **dict.fromkeys(_NOUNS, catalogued),
        **dict.fromkeys(_STAGES, delivered),
        "identity.asked": identified("said that", "is the team"),
        "identity.withdrawn": identified("took back that", "is the team"),
        "identity.linked": identified("linked", "to the team"),
        "identity.checked": identified("checked that", "is the team"),
        "identity.refused": identified("refused that", "is the team"),
        "identity.undone": identified("undid that", "is the team"),
    }
)
