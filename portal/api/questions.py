"""From what a partner sent to questions that can be asked: identifiers folded, and every mistake named."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from artists.access import Invalid
from artists.catalog import identifiers
from consent.choices.limits import territories
from consent.decisions.checks import Question
from portal.api import schemas
from portal.api.problems import Problem

_BARE_ISWC = re.compile(r"T[0-9]{10}")
_BARE_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_MENDS: Mapping[str, str] = {
    "use": "Give the code of a use in lower case, such as remix. They are listed at /api/v1/uses.",
    "asset": "Give our id of the asset, a UUID such as 019ab1c2-7d3e-7a10-8f00-5b6c7d8e9f01.",
    "isrc": "Give an ISRC: two letters, three letters or digits, seven digits, such as ZZS0T2600001.",
    "territory": "Give a country in two letters (ISO 3166-1), such as DE or BR, or leave it out for everywhere.",
    "iswc": "Give an ISWC with its check digit: T, nine digits, one more, such as T-034.524.680-1.",
    "artist": "Give our id of the artist, a UUID.",
    "experience": "Give our id of the experience, a UUID, or leave it out.",
    "time": "Give a time in RFC 3339 with its zone, from now to a year ahead, such as 2027-01-31T12:00:00Z.",
    "permit": "Give an object with quantity (1 to 1,000,000) and single_use (true or false), or leave it out.",
    "quantity": "Give a whole number from 1 to 1,000,000.",
    "single_use": "Say true or false.",
    "question": "Give an object with use, and one of asset, isrc, iswc and artist.",
    "questions": f"Give a list of 1 to {schemas.MOST_QUESTIONS:,} questions.",
    "body": "Give one JSON object with the list “questions”.",
}
ONE_NAME = "Name the asset by asset, isrc, iswc or artist: by one of them, and not by two."
_AHEAD = timedelta(days=366)
_CLOCKS = timedelta(minutes=5)  # what a partner's clock may be late


def understood(asked: Sequence[schemas.Question], *, batch: bool) -> list[Question]:
    """The questions as the core takes them; `Problem` naming each that makes no sense."""
    known = territories()
    questions = [_question(one) for one in asked]
    errors = [
        {"index": index, **error} if batch else error
        for index, question in enumerate(questions)
        for error in _mistakes(question, known)
    ]
    if errors:
        raise Problem("invalid_question", errors=errors)
    return questions


def _question(asked: schemas.Question) -> Question:
    isrc, iswc, territory = asked.isrc, asked.iswc, asked.territory
    if isrc and not _BARE_ISRC.fullmatch(isrc):
        isrc = _bare(isrc, identifiers.isrc)
    if iswc:
        iswc = _bare(iswc, identifiers.iswc)
    return Question(
        asked.use, asked.asset, isrc, territory and territory.upper(), asked.model, iswc, asked.artist,
        asked.experience, asked.time,
    )  # fmt: skip


def _bare(given: str, fold: Callable[[str], str]) -> str:
    try:
        return fold(given)
    except Invalid:
        return given  # is named with its place below


def _mistakes(question: Question, known: Mapping[str, str]) -> list[dict[str, Any]]:
    _, asset, isrc, territory, _, iswc, artist, _, at = question
    errors = []
    if sum(name is not None for name in (asset, isrc, iswc, artist)) != 1:
        errors.append({"field": "asset", "detail": ONE_NAME})
    if isrc is not None and not _BARE_ISRC.fullmatch(isrc):
        errors.append({"field": "isrc", "detail": _MENDS["isrc"]})
    if iswc is not None and not _BARE_ISWC.fullmatch(iswc):
        errors.append({"field": "iswc", "detail": _MENDS["iswc"]})
    if territory is not None and territory not in known:
        errors.append({"field": "territory", "detail": _MENDS["territory"]})
    if at is not None and not -_CLOCKS <= at - timezone.now() <= _AHEAD:
        errors.append({"field": "time", "detail": _MENDS["time"]})
    return errors


def only_known_parameters(query: QueryDict) -> None:
    """A misspelt parameter would be a question nobody asked; one given twice would be two."""
    errors = [
        {"field": name, "detail": f"There is no such parameter. There are: {', '.join(schemas.Question.model_fields)}."}
        for name in query
        if name not in schemas.Question.model_fields
    ]
    errors += [{"field": name, "detail": "Give it once."} for name, values in query.lists() if len(values) > 1]
    if errors:
        raise Problem("invalid_question", errors=errors)


def misshapen(found: Iterable[Mapping[str, Any]]) -> Problem:
    """The problem for what did not have the documented shape, from pydantic's findings."""
    errors = [_misshapen(one) for one in found]
    if any(error.pop("too_many", False) for error in errors):
        return Problem("too_many_questions", errors=errors)
    return Problem("invalid_question", errors=errors)


def _misshapen(found: Mapping[str, Any]) -> dict[str, Any]:
    # The place is such as ("query", "use") or ("body", "batch", "questions", 3, "use").
    _, *place = found["loc"]
    if place and place[0] in ("batch", "question"):
        place = place[1:]
    error: dict[str, Any] = {}
    if place[:1] == ["questions"] and len(place) > 1:
        error["index"], place = place[1], ["question", *place[2:]]
    field = place[-1] if place else "body"
    if found["type"] == "extra_forbidden":
        return {**error, "field": field, "detail": "There is no such field. Leave it out, or mend its spelling."}
    if found["type"] == "too_long" and field == "questions":
        error["too_many"] = True
    return {**error, "field": field, "detail": _MENDS.get(field, _MENDS["question"])}
