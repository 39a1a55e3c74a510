"""Is this offer something both sides can mean? Every problem says which field is wrong and how to mend it."""

from collections.abc import Sequence
from decimal import Decimal

from artists.access import Invalid, one_line
from consent.licences.offer import AMOUNTS, PRESETS, Offer, Tool
from consent.licences.voices import read

NAME = "{name}"
MOST_SENTENCES, MOST_MOODS, MOST_UNWANTED = 20, 40, 500
MOST = 1_000_000_000
_DEAREST = Decimal(10_000)
_COUNTS = ("outputs_a_day", "outputs_in_all", "outputs_a_fan", "fans")


def check_offer(offer: Offer, uses: Sequence[str]) -> None:
    """Raise `Invalid`, with the field's name, unless the offer makes sense for these uses."""
    _line(offer.title, "title", 80, "Give it a title of up to 80 characters.")
    _line(offer.promise, "promise", 140, "Say in one line of up to 140 characters what fans do.")
    _line(offer.what_ai_does, "what_ai_does", 300, "Say in up to 300 characters what AI does.", least=0)
    for name in ("vocals", "instrumentation", "post_production"):
        if getattr(offer, name) not in AMOUNTS:
            _fail(name, "Say how much of it AI makes: All, Partly or None.")
    if offer.tool.uses and set(offer.tool.uses) != set(uses):
        _fail("uses", f"{offer.tool.label} is for this use alone: {', '.join(offer.tool.uses)}.")
    _limits(offer)
    _choices(offer)


def _limits(offer: Offer) -> None:
    for name in _COUNTS:
        most: int | None = getattr(offer, name)
        if most is not None and not 1 <= most <= MOST:
            _fail(name, "A limit is a whole number from 1, or empty for none.")
    if offer.outputs_in_all and offer.outputs_a_day and offer.outputs_a_day > offer.outputs_in_all:
        _fail("outputs_a_day", "A day cannot bring more than there may be in all.")
    if not 0 <= offer.least_age <= 99:
        _fail("least_age", "An age is from 0 to 99.")
    price = offer.price
    if price is None:
        return
    if not price.is_finite() or not 0 <= price <= _DEAREST or price != price.quantize(Decimal("0.01")):
        _fail("price", "A price is from 0 to 10,000, with two decimals at most.")


def _choices(offer: Offer) -> None:
    """What fans choose from: only what the tool knows, and only what it uses."""
    unknown = [one for one in offer.presets if one not in PRESETS]
    if unknown and offer.tool is not Tool.OTHER:
        _fail("presets", f"“{unknown[0]}” is no preset we know. They are: {', '.join(PRESETS)}.")
    _words(offer.presets, "presets", 20, 40)
    if offer.tool is Tool.REMIX_LAB and not offer.presets:
        _fail("presets", "Choose at least one preset that fans may use.")
    _words(offer.sentences, "sentences", MOST_SENTENCES, 240)
    if any(one.count(NAME) != 1 or set(one.replace(NAME, "")) & {"{", "}"} for one in offer.sentences):
        _fail("sentences", f"Each sentence has {NAME} once, where the fan’s name goes, and no other braces.")
    if offer.tool is Tool.GREETING and not offer.sentences:
        _fail("sentences", f"Write at least one sentence with {NAME} in it.")
    _line(offer.voice, "voice", 60, "Name the voice in up to 60 characters.", least=0)
    if offer.tool is Tool.GREETING:
        _voice(offer.voice)
    _words(offer.moods, "moods", MOST_MOODS, 30)
    _words(offer.unwanted, "unwanted", MOST_UNWANTED, 60)


def _voice(voice: str) -> None:
    try:
        read(voice)
    except ValueError as wrong:
        _fail("voice", str(wrong))


def _words(words: Sequence[str], field: str, most: int, longest: int) -> None:
    if len(words) > most:
        _fail(field, f"There are {most} at most.")
    if len(set(words)) < len(words):
        _fail(field, "The same stands there twice. Keep one.")
    for word in words:
        _line(word, field, longest, f"Each has up to {longest} characters, on a line of its own.")


def _line(text: str, field: str, longest: int, sentence: str, *, least: int = 1) -> None:
    if not least <= len(text) <= longest or one_line(text, field=field) != text:
        _fail(field, sentence)


def _fail(field: str, sentence: str) -> None:
    raise Invalid(f"offer_{field}", sentence, field=field)
