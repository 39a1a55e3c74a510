"""What a fan chose, read against what the holders allow. Pure; whatever is sent, it is read or refused with a sentence.

preset, strength          Remix lab: one of the offer's presets; 0 to 100
start, length             where in the track and how long, in seconds; the offer's longest is kept to
sentence, name            Greeting: which of the offer's sentences (its number, from 0, or its words), and for whom
mood                      Mood mix: one or several of the offer's moods
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from artists.access import Invalid
from consent.licences.offer import PRESETS, Offer, Tool
from consent.making import names

STRENGTH = 60
MOST_MOODS = 5
SHORTEST = 5
_LATEST_START = 3 * 3600
_NAME = "{name}"


def read(
    tool: Tool,
    offer: Offer,
    data: Mapping[str, Any],
    *,
    longest: int | None = None,
    unwanted: Collection[str] = (),
) -> dict[str, Any]:
    """The inputs to keep, of what came from a form or a program. What the tool does not know is left out.

    `longest` is the terms' longest output in seconds, `unwanted` what is never said. Raises `Invalid` with the field
    and a sentence for the fan.
    """
    readers: Mapping[Tool, Callable[[], dict[str, Any]]] = {
        Tool.REMIX_LAB: lambda: _preset(offer, data) | _part(data, longest),
        Tool.KARAOKE: lambda: _part(data, longest),
        Tool.PLAY_ALONG: lambda: _part(data, longest),
        Tool.GREETING: lambda: _greeting(offer, data, unwanted),
        Tool.MOOD_MIX: lambda: _moods(offer, data),
    }
    reader = readers.get(tool)
    return reader() if reader else {}


def _preset(offer: Offer, data: Mapping[str, Any]) -> dict[str, Any]:
    allowed = [code for code in offer.presets if code in PRESETS]  # none named is none allowed
    preset = _text(data, "preset") or (allowed[0] if len(allowed) == 1 else "")
    if not preset:
        raise Invalid("preset_needed", "Choose a sound first.", field="preset")
    if preset not in allowed:
        raise Invalid("preset_unknown", "This sound is not among those the artist said yes to.", field="preset")
    strength = _number(data, "strength", least=0, most=100, otherwise=STRENGTH)
    return {"preset": preset, "strength": strength}


def _part(data: Mapping[str, Any], longest: int | None) -> dict[str, Any]:
    """The part of the track that is wanted: from its beginning and as long as may be, unless said otherwise."""
    start = _number(data, "start", least=0, most=_LATEST_START, otherwise=0)
    length = _number(data, "length", least=min(SHORTEST, longest or SHORTEST), most=longest, otherwise=longest)
    return {"start": start, "length": length}


def _greeting(offer: Offer, data: Mapping[str, Any], unwanted: Collection[str]) -> dict[str, Any]:
    sentence = _sentence(offer, _text(data, "sentence"))
    name = ""
    if _NAME in sentence:
        name = names.clean(_text(data, "name"))
        if (unsayable := names.allowed(name, unwanted)) is not None:
            raise Invalid("name_unsayable", unsayable, field="name")
    return {"sentence": sentence, "name": name, "voice": offer.voice}


def _sentence(offer: Offer, said: str) -> str:
    if not offer.sentences:
        raise Invalid("sentence_none", "Nothing is ready to be said here yet.", field="sentence")
    if not said:
        if len(offer.sentences) == 1:
            return offer.sentences[0]
        raise Invalid("sentence_needed", "Choose what is said.", field="sentence")
    if said in offer.sentences:
        return said
    if said.isascii() and said.isdigit() and len(said) < 4 and int(said) < len(offer.sentences):
        return offer.sentences[int(said)]
    raise Invalid("sentence_unknown", "This is not among the sentences the artist said yes to.", field="sentence")


def _moods(offer: Offer, data: Mapping[str, Any]) -> dict[str, Any]:
    given = data.get("mood", data.get("moods", ()))
    several = [given] if isinstance(given, str) else list(given) if isinstance(given, list | tuple) else []
    moods = list(dict.fromkeys(one.strip() for one in several if isinstance(one, str) and one.strip()))
    if not moods and len(offer.moods) == 1:
        moods = list(offer.moods)
    if not moods:
        raise Invalid("mood_needed", "Choose a mood first.", field="mood")
    if len(moods) > MOST_MOODS:
        raise Invalid("moods_too_many", f"Choose at most {MOST_MOODS} moods.", field="mood")
    if any(mood not in offer.moods for mood in moods):
        raise Invalid("mood_unknown", "This mood is not among those the artist said yes to.", field="mood")
    return {"moods": moods}


def _text(data: Mapping[str, Any], field: str, *, most: int = 400) -> str:
    value = data.get(field, "")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or len(value) > most or "\x00" in value:
        raise Invalid(f"{field}_wrong", "This cannot be read. Choose again.", field=field)
    return value.strip()


def _number(data: Mapping[str, Any], field: str, *, least: int, most: int | None, otherwise: int | None) -> int | None:
    value = data.get(field)
    if value in (None, ""):
        return otherwise
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise Invalid(f"{field}_wrong", f"Give the {field} as a whole number.", field=field)
    number = int(text)
    if number < least or (most is not None and number > most):
        upto = f" to {most}" if most is not None else " or more"
        raise Invalid(f"{field}_wrong", f"The {field} is {least}{upto}.", field=field)
    return number
