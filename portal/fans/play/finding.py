"""Looking for something to do: what a search finds, forgiving accents and slips, and what to try instead."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import UUID

from django.db.models import QuerySet

from consent.experiences import public
from consent.experiences.models import Experience, Ingredient

LONGEST = 80
LOOKED_AT = 5_000  # names, when nothing was found as it was typed
_NEAR = 0.72
_SPELT = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


@dataclass(frozen=True)
class Search:
    """What was looked for, what was found, and whether it was found as typed or is only near it."""

    words: str
    found: "QuerySet[Experience]"
    near: str = ""


def look_for(words: str, tool: str) -> Search:
    """As it was typed; else what is called almost the same, named in `near`; else nothing."""
    typed = " ".join(words.replace("\x00", " ").split())[:LONGEST]
    found = public.in_public(typed, tool)
    if not typed or found.exists():
        return Search(typed, found)
    near, ids = _nearest(typed, public.in_public("", tool))
    return Search(typed, public.in_public("", tool).filter(pk__in=ids), near)


def folded(text: str) -> str:
    """Without accents, signs and capitals: `Frères` and `freres` are the same."""
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_SPELT))
    return "".join(sign if sign.isalnum() else " " for sign in bare if not unicodedata.combining(sign)).strip()


def likeness(one: str, other: str) -> float:
    """How alike two folded names are, from 0 to 1; the best word of a longer name counts too."""
    if not one or not other:
        return 0.0
    whole = max(SequenceMatcher(None, one, other).ratio(), SequenceMatcher(None, _sorted(one), _sorted(other)).ratio())
    words = max((SequenceMatcher(None, one, word).ratio() for word in other.split()), default=0.0)
    inside = 0.95 if len(one) > 2 and one in other else 0.0
    return max(whole, words * 0.98, inside)


def _sorted(name: str) -> str:
    return " ".join(sorted(name.split()))


def _nearest(typed: str, among: "QuerySet[Experience]") -> tuple[str, list[UUID]]:
    """The name nearest to what was typed, and everything called that."""
    wanted = folded(typed)
    by_name: dict[str, list[UUID]] = {}
    for pk, name in _names(among):
        by_name.setdefault(name, []).append(pk)
    scored = [(likeness(wanted, folded(name)), name) for name in by_name]
    best, name = max(scored, default=(0.0, ""))
    return (name, by_name[name]) if best >= _NEAR else ("", [])


def _names(among: "QuerySet[Experience]") -> Iterable[tuple[UUID, str]]:
    plain = among.order_by().prefetch_related(None).select_related(None)
    yield from plain.values_list("pk", "title")[:LOOKED_AT]
    parts = Ingredient.objects.filter(experience__in=plain.values("pk"))
    for pk, title, artist in parts.values_list("experience_id", "asset__title", "asset__artist__name")[:LOOKED_AT]:
        if artist:
            yield pk, artist
        if title:
            yield pk, title
