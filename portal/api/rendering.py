"""Answers as JSON bytes."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import orjson

from consent.decisions.checks import Question, Verdict
from consent.decisions.reasons import Reason
from consent.uses import VOCABULARY


def to_json(document: Any) -> bytes:
    """Compact JSON in UTF-8, times in UTC with Z. Knows UUIDs and times."""
    return orjson.dumps(document, option=orjson.OPT_UTC_Z)


def one_answer(question: Question, verdict: Verdict) -> bytes:
    """The answer to one question."""
    return to_json({"at": verdict.at, "vocabulary": VOCABULARY, **_answer(question, verdict)})


def many_answers(questions: list[Question], verdicts: list[Verdict]) -> bytes:
    """The answers to a batch, in its order; the time and the vocabulary are those of all of them."""
    answers = [_answer(question, verdict) for question, verdict in zip(questions, verdicts, strict=True)]
    return to_json({"at": verdicts[0].at, "vocabulary": VOCABULARY, "answers": answers})


def _answer(question: Question, verdict: Verdict) -> Mapping[str, Any]:
    use, named, isrc, territory, model = question
    return {
        "answer": verdict.answer,
        "reasons": _reasons(verdict.reasons),
        "asset": verdict.asset,
        "question": {"use": use, "asset": named, "isrc": isrc, "territory": territory, "model": model},
    }


@cache
def _reasons(reasons: tuple[Reason, ...]) -> orjson.Fragment:
    """Written once: there are few combinations, and a thousand answers share them."""
    return orjson.Fragment(orjson.dumps([reason._asdict() for reason in reasons]))
