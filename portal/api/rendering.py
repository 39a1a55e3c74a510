"""Answers as JSON bytes."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

import orjson

from consent.decisions.checks import Question, Verdict
from consent.decisions.grounds import Ground, credit, grounds_of
from consent.decisions.permits import WHY_NONE, Issued
from consent.decisions.reasons import Reason
from consent.uses import VOCABULARY

Permits = Sequence[Issued | str | None]
"""For each answer: a permit, or why there is none, or None where nobody wanted one."""


_NOTHING: Sequence[Ground] = ()


def to_json(document: Any) -> bytes:
    """Compact JSON in UTF-8, times in UTC with Z. Knows UUIDs and times."""
    return orjson.dumps(document, option=orjson.OPT_UTC_Z)


def one_answer(question: Question, verdict: Verdict) -> bytes:
    """The answer to one question."""
    [answer] = _answers([question], [verdict], [None])
    return to_json({"at": verdict.at, "vocabulary": VOCABULARY, **answer})


def many_answers(questions: Sequence[Question], verdicts: Sequence[Verdict], permits: Permits) -> bytes:
    """The answers to a batch, in its order; the time and the vocabulary are those of all of them."""
    answers = _answers(questions, verdicts, permits)
    return to_json({"at": verdicts[0].at, "vocabulary": VOCABULARY, "answers": answers})


def _answers(questions: Sequence[Question], verdicts: Sequence[Verdict], permits: Permits) -> list[Mapping[str, Any]]:
    grounds = grounds_of(version for verdict in verdicts for version in verdict.versions)
    return [
        _answer(question, verdict, grounds, permit)
        for question, verdict, permit in zip(questions, verdicts, permits, strict=True)
    ]


def _answer(
    question: Question, verdict: Verdict, grounds: Mapping[int, Ground], permit: Issued | str | None
) -> Mapping[str, Any]:
    use, named, isrc, territory, model, iswc, artist, experience, at = question
    resting = [grounds[version] for version in verdict.versions] if verdict.versions else _NOTHING
    answer: dict[str, Any] = {
        "answer": verdict.answer,
        "reasons": _reasons(verdict.reasons),
        "asset": verdict.asset,
        "question": {
            "use": use, "asset": named, "isrc": isrc, "territory": territory, "model": model, "iswc": iswc,
            "artist": artist, "experience": experience, "time": at,
        },
        "keep_until": verdict.keep_until,
        "licences": [_ground(one, use) for one in resting] if resting else _NOTHING,
        "credit": credit(resting, verdict.title, verdict.artist) if resting else None,
    }  # fmt: skip
    if verdict.request is not None:
        answer["request"] = f"R-{verdict.request:04d}"
    if permit is None:
        return answer
    if isinstance(permit, Issued):
        answer["permit"] = permit
    else:
        answer["no_permit"] = {"code": permit, "sentence": WHY_NONE[permit]}
    return answer


@cache
def _reasons(reasons: tuple[Reason, ...]) -> orjson.Fragment:
    """Written once: there are few combinations, and a thousand answers share them."""
    return orjson.Fragment(orjson.dumps([reason._asdict() for reason in reasons]))


@lru_cache(maxsize=10_000)
def _ground(ground: Ground, use: str) -> orjson.Fragment:
    return orjson.Fragment(
        orjson.dumps(
            {
                "licence": ground.licence,
                "version": ground.version,
                "sha256": ground.sha256,
                "rates": list(ground.prices_for(use)),
            }
        )
    )
