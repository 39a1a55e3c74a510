"""The offer in words: lines of a term sheet, clauses, and limits as fans read them. Pure."""

from collections.abc import Iterable
from decimal import Decimal

from consent.choices.limits import territories
from consent.licences.offer import PRESETS, Offer
from consent.licences.voices import read

_NONE = Decimal(1_000_000_000)
_DDEX = {"All": "all of it", "Partly": "partly", "None": "none of it"}
_COUNTS = (
    ("outputs_a_day", "At most a day", "{:,} for all fans together"),
    ("outputs_in_all", "At most in all", "{:,}, then it ends"),
    ("outputs_a_fan", "At most for one fan", "{:,} a day"),
    ("fans", "At most this many fans", "{:,}, then it ends"),
)


def lines(offer: Offer, currency: str) -> list[tuple[str, str, str, Decimal | None]]:
    """Key, label, value and weight of each line: more weight is better for the holders, None where neither is."""
    rows: list[tuple[str, str, str, Decimal | None]] = [
        ("offer_tool", "What fans get", offer.tool.label, None),
        ("offer_title", "Called", offer.title, None),
        ("offer_promise", "In one line", offer.promise, None),
    ]
    if offer.what_ai_does:
        rows.append(("offer_ai", "What AI does", offer.what_ai_does, None))
    rows.append(("offer_contains", "Made by AI", contains_in_words(offer), None))
    for name, label, said in _COUNTS:
        most: int | None = getattr(offer, name)
        rows.append((f"offer_{name}", label, "no limit" if most is None else said.format(most), _fewer(most)))
    rows.append(("offer_least_age", "Fans are at least", _age(offer), Decimal(offer.least_age)))
    rows += [
        (f"offer_{name}", label, _listed(words), Decimal(sign * len(words)))
        for name, label, words, sign in (
            ("presets", "Fans choose from", [PRESETS.get(one, one) for one in offer.presets], -1),
            ("sentences", "What is said", [f"“{one}”" for one in offer.sentences], -1),
            ("moods", "Moods", offer.moods, -1),
            ("unwanted", "Never said", offer.unwanted, 1),
        )
        if words
    ]
    if offer.voice:
        rows.append(("offer_voice", "Voice", voice_in_words(offer), None))
    rows.append(("offer_price", "Price for fans", price_in_words(offer, currency), None))
    return rows


def clauses(offer: Offer, currency: str) -> list[tuple[str, str, str]]:
    """Title, plain words and the full text of the clauses that an offer adds."""
    counted = [f"{label.lower()} {_count(offer, name, said)}" for name, label, said in _COUNTS]
    counts = "; ".join(one for one in counted if one)
    inside = _choices(offer)
    return [
        (
            "What fans do",
            f"{offer.tool.label}: “{offer.title}”. {offer.promise} Nothing outside this is covered.",
            f"This licence is for one experience alone, offered to fans as “{offer.title}” ({offer.tool.label}): "
            f"“{offer.promise}” It covers no act outside that experience, whatever other licence there is"
            + (f". Within it, {'; '.join(inside)}." if inside else "."),
        ),
        (
            "Its limits",
            f"At most: {counts}." if counts else "There is no limit to how many are made.",
            (f"Licensee makes no more than this: {counts}. " if counts else "")
            + (f"No fan is younger than {offer.least_age}. " if offer.least_age else "")
            + "Each limit holds at the moment of the check; what is over it is no Use under this licence.",
        ),
        (
            "What AI does",
            offer.what_ai_does or f"Made by AI: {contains_in_words(offer)}.",
            f"Each output is labelled to listeners and in its metadata, in DDEX's words (ContainsAI): vocals "
            f"{offer.vocals}, instrumentation {offer.instrumentation}, post-production {offer.post_production}; as a "
            f"whole {offer.contains_ai}." + (f" In plain words: {offer.what_ai_does}" if offer.what_ai_does else ""),
        ),
        (
            "What fans pay",
            f"{price_in_words(offer, currency).capitalize()}. The partner charges its fans itself.",
            f"The price to a fan is: {price_in_words(offer, currency)}. It is charged by Licensee alone, and does not "
            "change what Licensee pays under this licence.",
        ),
    ]


def _choices(offer: Offer) -> list[str]:
    """What fans choose from, as the full text has it."""
    return [
        *([f"fans choose from: {_listed([PRESETS.get(one, one) for one in offer.presets])}"] if offer.presets else []),
        *([f"said is only: {_listed([f'“{one}”' for one in offer.sentences])}"] if offer.sentences else []),
        *(
            [f"the voice is {voice_in_words(offer)} ({offer.voice}), a synthetic one and nobody's own"]
            if offer.voice
            else []
        ),
        *([f"moods are: {_listed(offer.moods)}"] if offer.moods else []),
        *([f"never said: {_listed(offer.unwanted)}"] if offer.unwanted else []),
    ]


def limits(offer: Offer, where: Iterable[str]) -> list[tuple[str, str]]:
    """Label and value of each limit, as fans read them; what limits nothing is left out."""
    rows = [(label, said) for name, label, form in _COUNTS if (said := _count(offer, name, form))]
    names = territories()
    places = [names[code] for code in where if code in names]
    rows += [("Where", _listed(places))] if places else []
    return rows + ([("Age", _age(offer))] if offer.least_age else [])


def contains_in_words(offer: Offer) -> str:
    """Such as `vocals none of it, instruments partly, mix all of it`."""
    parts = (("vocals", offer.vocals), ("instruments", offer.instrumentation), ("mix", offer.post_production))
    return ", ".join(f"{name} {_DDEX[how]}" for name, how in parts)


def voice_in_words(offer: Offer) -> str:
    """The synthetic voice by name, such as `Heart (60 %) with Emma (40 %)`; as it is written where nobody knows it."""
    try:
        return read(offer.voice).label
    except ValueError:
        return offer.voice


def price_in_words(offer: Offer, currency: str) -> str:
    """Such as `free` or `2.50 EUR`."""
    return f"{offer.price:.2f} {currency}" if offer.price else "free"


def _count(offer: Offer, name: str, said: str) -> str:
    most: int | None = getattr(offer, name)
    return "" if most is None else said.format(most)


def _fewer(most: int | None) -> Decimal:
    return -_NONE if most is None else Decimal(-most)


def _age(offer: Offer) -> str:
    return f"{offer.least_age} years old" if offer.least_age else "any age"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
