"""Reads what can be read at a glance: questions exactly as the documentation writes them.

Everything else, right or wrong, is None here and left to the slow way, which reads all there is and names each mistake.
So nothing is decided twice: what is read here, the slow way reads alike, and tests hold the two together.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

import orjson

from consent.choices.limits import territories
from consent.decisions.checks import Question
from portal.api.schemas import MOST_QUESTIONS

FIELDS = ("use", "asset", "isrc", "territory", "model", "artist")
_KNOWN = frozenset(FIELDS)
_USE = re.compile(r"[a-z][a-z_]{0,39}")
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_MODEL = re.compile(r"[^\x00-\x1f]{0,200}")
_HEXADECIMAL = dict.fromkeys(map(ord, "0123456789abcdef"))
_TEXT = {str, type(None)}
_HYPHENS = (8, 13, 18, 23)


def one_question(query: str) -> list[Question] | None:
    """The question in a query string."""
    if not query.isascii():
        return None
    pairs = _quoted(query) if "%" in query or "+" in query else [pair.split("=", 1) for pair in query.split("&")]
    if pairs is None or any(len(pair) != 2 for pair in pairs):
        return None
    asked = {pair[0]: pair[1] for pair in pairs}
    return _questions([asked]) if len(asked) == len(pairs) else None


def _quoted(query: str) -> Sequence[Sequence[str]] | None:
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=len(FIELDS))
    except ValueError:
        return None


def many_questions(body: bytes) -> list[Question] | None:
    """The questions of a batch."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if type(document) is not dict or document.keys() != {"questions"}:
        return None
    asked = document["questions"]
    if type(asked) is not list or not 1 <= len(asked) <= MOST_QUESTIONS or set(map(type, asked)) != {dict}:
        return None
    return _questions(asked)


def _questions(asked: Sequence[Mapping[str, Any]]) -> list[Question] | None:
    """Column by column: a thousand questions are looked at by a few calls."""
    if not all(map(_KNOWN.issuperset, asked)):
        return None
    columns = [[one.get(field) for one in asked] for field in FIELDS]
    uses, assets, isrcs, places, models, artists = columns
    if any(not set(map(type, column)) <= _TEXT for column in columns):
        return None
    fine = (
        all(names.count(None) == 2 for names in zip(assets, isrcs, artists, strict=True))
        and None not in uses
        and _each(_USE, uses)
        and _are_ids([name for name in (*assets, *artists) if name is not None])
        and _each(_ISRC, isrcs)
        and set(places) - {None} <= territories().keys()
        and _each(_MODEL, models)
    )
    nothing = [None] * len(asked)
    return list(map(Question, uses, assets, isrcs, places, models, nothing, artists)) if fine else None


def _each(pattern: re.Pattern[str], column: Iterable[str | None]) -> bool:
    return all(value is None or pattern.fullmatch(value) for value in set(column))


def _are_ids(texts: Sequence[str]) -> bool:
    """Whether each is a UUID as `str(UUID)` writes it. Whoever is known by another spelling goes the slow way."""
    together = ",".join(texts)
    count = len(texts)
    return (
        all(len(text) == 36 for text in texts)
        and len(together.translate(_HEXADECIMAL)) == max(5 * count - 1, 0)
        and all(together[place::37] == "-" * count for place in _HYPHENS)
    )
