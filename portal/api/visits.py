"""A request of a partner's client, from the door to the door: held against its limits, and noted with its answer."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import orjson
import structlog
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from consent.decisions.checks import Question, Verdict
from consent.usage.notes import MOST_QUESTIONS, Answered, Counts, Note
from portal.api.metering import Limit, headers, meter
from portal.api.problems import Problem

_KINDS = {"checks": "checks", "permits": "permits", "reports": "reports"}
_LISTS = {"checks": "questions", "reports": "lines"}  # what of a body is counted one by one


class Visit:
    """What is known of a request so far. It begins when its token is found to be good."""

    def __init__(self, partner: int, client: int, *, test: bool, kind: str) -> None:
        self.partner, self.client, self.test, self.kind = partner, client, test, kind
        self.limits: list[Limit] = []
        self.amount = 0
        self.counts: Counts = {}
        self.answers: Sequence[Answered] = ()


def begin(request: HttpRequest, partner: int, client: int, *, test: bool) -> None:
    """The request comes from this client, whatever becomes of it. `client` is the key of the `ApiClient`."""
    place = request.path.removeprefix("/api/v1/").partition("/")[0]
    reads = place == "reports" and request.method != "POST"
    kind = "calls" if reads else _KINDS.get(place, "calls")
    request.visit = Visit(partner, client, test=test, kind=kind)  # type: ignore[attr-defined]


def admit(request: HttpRequest) -> None:
    """Count the request against its client's limits; `Problem` `rate_limited` counts nothing."""
    visit: Visit = request.visit  # type: ignore[attr-defined]
    visit.amount, permits = _amounts(request, visit.kind)
    first = meter.admit(visit.client, visit.kind, visit.amount)
    visit.limits = [first]
    if permits and not first.refused:
        second = meter.admit(visit.client, "permits", permits)
        visit.limits.append(second)
        if second.refused:
            meter.give_back(visit.client, first, visit.amount)
    for limit in visit.limits:
        if limit.refused:
            wanted = permits if limit.kind == "permits" and visit.kind != "permits" else visit.amount
            raise Problem("rate_limited", _too_much(limit, wanted))


def answered(request: HttpRequest, questions: Sequence[Question], verdicts: Sequence[Verdict]) -> None:
    """Note what a check answered."""
    visit: Visit = request.visit  # type: ignore[attr-defined]
    visit.counts, visit.answers = counts_of(questions, verdicts), told(questions, verdicts)


def counts_of(questions: Sequence[Question], verdicts: Sequence[Verdict]) -> Counts:
    """How many of which use were answered how, on which licence versions."""
    if len(questions) == 1:
        [verdict] = verdicts
        return {(questions[0].use, verdict.answer, verdict.versions): 1}
    uses, answers, versions = (
        map(itemgetter(place), values) for place, values in ((0, questions), (0, verdicts), (4, verdicts))
    )
    return Counter(zip(uses, answers, versions, strict=True))


def told(questions: Sequence[Question], verdicts: Sequence[Verdict]) -> list[Answered]:
    """The first questions and their verdicts, as the log keeps them."""
    return [
        Answered(
            q.use,
            q.isrc or q.iswc or str(q.asset or q.artist or ""),
            q.territory or "",
            v.answer,
            tuple(reason.code for reason in v.reasons),
            v.versions,
        )
        for q, v in zip(questions[:MOST_QUESTIONS], verdicts[:MOST_QUESTIONS], strict=True)
    ]


def leave(request: HttpRequest, response: HttpResponse, started: float) -> None:
    """Put the limits on the answer and note the request. `started` is `time.perf_counter()` at the door."""
    visit: Visit | None = getattr(request, "visit", None)
    if visit is None:
        return
    for name, value in headers(visit.limits).items() if visit.limits else ():
        response[name] = value
    meter.note(
        Note(
            at=time.time(),
            partner=visit.partner,
            client=visit.client,
            test=visit.test,
            kind=visit.kind,
            method=request.method or "",
            path="/" + (request.resolver_match.route if request.resolver_match else ""),
            status=response.status_code,
            duration_ms=round((time.perf_counter() - started) * 1000, 2),
            request_id=structlog.contextvars.get_contextvars().get("request_id", "")[:100],
            problem=getattr(response, "problem", ""),
            amount=0 if response.status_code == 429 else visit.amount,
            counts=visit.counts,
            answers=visit.answers,
        )
    )


def body_of(request: HttpRequest) -> Any:
    """The body as Python has it, read once. Raises as `orjson.loads`."""
    if not hasattr(request, "parsed"):
        request.parsed = orjson.loads(request.body)  # type: ignore[attr-defined]
    return request.parsed  # type: ignore[attr-defined]


def _amounts(request: HttpRequest, kind: str) -> tuple[int, int]:
    """How many questions, lines or calls the request is, and how many permits it wants. Nonsense is one."""
    if request.method != "POST" or kind not in _LISTS or request.content_type != "application/json":
        return 1, 0
    try:
        body = body_of(request)
    except (ValueError, RequestDataTooBig):
        return 1, 0
    listed = body.get(_LISTS[kind]) if isinstance(body, Mapping) else None
    if not isinstance(listed, list):
        return 1, 0
    permits = sum(isinstance(one, dict) and one.get("permit") is not None for one in listed) if kind == "checks" else 0
    return max(1, len(listed)), permits


def _too_much(limit: Limit, wanted: int) -> str:
    if wanted > limit.per_minute:
        return f"Your limit is {limit.per_minute:,} a minute, and this asks for {wanted:,} at once. Split it."
    return f"Your limit is {limit.per_minute:,} a minute; {limit.left:,} are left. Try again in {limit.reset} seconds."
