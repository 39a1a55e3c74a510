"""May this use go ahead? One question a request, and a thousand, through the whole application and through nothing."""

import random
from collections.abc import Iterator, Sequence
from uuid import UUID

import orjson

from benchmarks import data
from benchmarks.figures import Figure, middle, progress
from benchmarks.load import ask, drive, request
from benchmarks.servers import APPLICATION, BARE, serving
from consent.uses import TRACK_USES

ASSETS = 50_000
BATCH = 1_000
APPROVED = 5_000  # of them, asked for one by one and approved
ROUNDS = 5
SECONDS = 3.0
TOKEN = "benchmark"


def run() -> Iterator[Figure]:
    """Single questions, then batches, each in alternating rounds."""
    progress(f"check: {ASSETS:,} recordings, {ASSETS * len(TRACK_USES):,} standings")
    chance = random.Random(1)
    assets = data.catalogue(ASSETS)
    questions = _questions(assets, chance)
    data.licences(data.token(TOKEN), "many-tracks", chance.sample(assets, APPROVED))
    data.settle()
    with serving(APPLICATION, BARE) as ports:
        _agree(ports, questions[:BATCH])
        singles = [_single(one) for one in questions[:BATCH]]
        yield _measured("check.single", "requests/s", ports, singles, 1)
        batches = [_batch(chance.sample(questions, BATCH)) for _ in range(50)]
        yield _measured("check.batch", "checks/s", ports, batches, BATCH, aim=">= 0.50")


def _measured(name: str, unit: str, ports: Sequence[int], sent: list[bytes], each: int, aim: str = "") -> Figure:
    """Some rounds of ours and of the floor in turn; the one with the median ratio counts."""
    for port in ports:
        drive(port, sent, seconds=1)
    rounds: list[tuple[float, float]] = []
    for number in range(ROUNDS):
        ours, floor = (drive(port, sent, seconds=SECONDS) for port in ports)
        rounds.append((ours.rate * each, floor.rate * each))
        progress(
            f"  {name} {number + 1}/{ROUNDS}: {rounds[-1][0]:,.0f} {unit} (p99 {ours.p99_ms:.1f} ms), "
            f"floor {rounds[-1][1]:,.0f} (p99 {floor.p99_ms:.1f} ms)"
        )
    return Figure(name, unit, *middle(rounds), aim)


def _questions(assets: Sequence[UUID], chance: random.Random) -> list[dict[str, str]]:
    uses = [use.code for use in TRACK_USES]
    places = ["AT", "BR", "DE", "JP", "US"]
    return [{"asset": str(one), "use": chance.choice(uses), "territory": chance.choice(places)} for one in assets]


def _single(question: dict[str, str]) -> bytes:
    query = "&".join(f"{name}={value}" for name, value in question.items())
    return request(f"/api/v1/checks?{query}", headers=[f"Authorization: Bearer {TOKEN}"])


def _batch(questions: list[dict[str, str]]) -> bytes:
    body = orjson.dumps({"questions": questions})
    return request("/api/v1/checks", headers=[f"Authorization: Bearer {TOKEN}"], body=body)


def _agree(ports: Sequence[int], questions: list[dict[str, str]]) -> None:
    """Both must answer the same question: a figure for a wrong answer is worth nothing."""
    ours, bare = (orjson.loads(ask(port, _batch(questions))) for port in ports)
    said = [one["answer"] for one in ours["answers"]]
    if [one["asset"] for one in ours["answers"]] != [row[0] for row in bare] or set(said) != {"allow", "ask", "deny"}:
        raise RuntimeError("The application and the floor do not answer alike.")
    allowed = [row for answer, row in zip(said, bare, strict=True) if answer == "allow"]
    if any(standing == 0 or not (licensed and answered) for _, _, standing, _, _, _, licensed, answered, *_ in allowed):
        raise RuntimeError("The application allows what the standing or the licences do not.")
