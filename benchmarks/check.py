"""May this use go ahead? One question a request, a hundred and a thousand, of a catalogue of a million recordings.

Through the whole application, beside a bare WSGI callable with the same prepared query, Cerbos, and pgbench.
"""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

import orjson

from benchmarks import cerbos, limit, million
from benchmarks.figures import Figure, middle, progress
from benchmarks.load import Load, ask, drive, request
from benchmarks.servers import APPLICATION, BARE, serving

QUESTIONS = 50_000
AGREEING = 1_000
ROUNDS = 5
SECONDS = 3.0
P99_MS = 10.0
_AIMS = {1: ">= 0.70", 100: "", 1_000: ">= 0.90"}
_HEADERS = (f"Authorization: Bearer {million.TOKEN}",)


def run() -> Iterator[Figure]:
    """Single questions, then batches, each in alternating rounds."""
    made = million.made()
    questions = million.questions(made, QUESTIONS)
    with serving(APPLICATION, BARE) as (ours, bare), cerbos.serving() as other:
        _agree(made, ours, bare, other, questions[:AGREEING])
        yield from _single(made, ours, bare, other, questions)
        for size in (100, 1_000):
            sent = [batch(questions[start : start + size]) for start in range(0, QUESTIONS, size)]
            rounds = [_round(f"{size} a request", {ours: sent, bare: sent}, size) for _ in range(ROUNDS)]
            rates = [(one[ours].rate * size, one[bare].rate * size) for one in rounds]
            yield Figure(f"check.batch.{size}", "checks/s", *middle(rates), _AIMS[size])


def single(question: Mapping[str, str]) -> bytes:
    """One question as a request."""
    return request(f"/api/v1/checks?{urlencode(question)}", headers=_HEADERS)


def batch(questions: Sequence[Mapping[str, str]]) -> bytes:
    """Many questions as a request."""
    return request("/api/v1/checks", headers=_HEADERS, body=orjson.dumps({"questions": questions}))


def _single(
    made: million.Million, ours: int, bare: int, other: int | None, questions: Sequence[Mapping[str, str]]
) -> Iterator[Figure]:
    sent = [single(one) for one in questions]
    everybody = {ours: sent, bare: sent}
    if other is not None:
        everybody[other] = cerbos.requests(made, questions[:AGREEING])
    for port, requests in everybody.items():
        drive(port, requests, seconds=1)
    rounds = [_round("one a request", everybody, 1) for _ in range(ROUNDS)]
    limits = [limit.checks_a_second(made, seconds=2) for _ in range(3)]
    rate, floor = middle([(one[ours].rate, one[bare].rate) for one in rounds])
    yield Figure("check.single", "checks/s", rate, floor, _AIMS[1])
    p99s = sorted(one[ours].p99_ms for one in rounds)
    yield Figure("check.single.p99", "ms", p99s[ROUNDS // 2], P99_MS, "<= 1.00")
    if other is not None:
        rates = [(one[ours].rate, one[other].rate) for one in rounds]
        yield Figure("check.single.cerbos", "checks/s", *middle(rates), ">= 1.50")
    yield Figure("check.single.pgbench", "checks/s", rate, sorted(limits)[1])


def _round(name: str, everybody: Mapping[int, Sequence[bytes]], each: int) -> dict[int, Load]:
    """Everybody in turn, so that each ratio is of one moment of a drifting machine."""
    loads = {port: drive(port, sent, seconds=SECONDS) for port, sent in everybody.items()}
    told = (f"{load.rate * each:9,.0f}/s (p99 {load.p99_ms:5.1f} ms)" for load in loads.values())
    progress(f"  {name}: ours {', others '.join(told)}")
    return loads


def _agree(
    made: million.Million, ours: int, bare: int, other: int | None, questions: Sequence[Mapping[str, str]]
) -> None:
    """All must answer the same questions alike: a figure for a wrong answer is worth nothing."""
    ask(ours, batch(questions[:1]))  # the first answer of a process comes from Django and teaches the short path
    answered, rows = (orjson.loads(ask(port, batch(questions))) for port in (ours, bare))
    answers = [one["answer"] for one in answered["answers"]]
    if [one["asset"] for one in answered["answers"]] != [row[0] for row in rows] or len(set(answers)) != 3:
        raise RuntimeError("The application and the floor do not answer alike.")
    singly = [orjson.loads(ask(ours, single(one)))["answer"] for one in questions[:100]]
    if singly != answers[:100]:
        raise RuntimeError("One question is not answered as it is in a batch.")
    if other is not None:
        said = [cerbos.allows(other, one) for one in cerbos.requests(made, questions)]
        if said != [answer == "allow" for answer in answers]:
            raise RuntimeError("The application and Cerbos do not allow the same.")
