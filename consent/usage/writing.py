"""Writing down what was asked: a whole batch in one statement, which also says how much of the minute is used up.

Several workers write at once. Each adds to the shared rows in the same order, so that none waits in a circle, and reads
what all of them have come to.
"""

import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson
from django.db import transaction

from consent.decisions.prepared import prepared_cursor
from consent.usage.limits import WINDOW
from consent.usage.notes import Note
from consent.uses import USES

_AT_ONCE, _REST = 25, 0.0003  # so many notes, then so many seconds' rest
Bucket = tuple[int, str, int]
"""Client, kind, minute since 1970."""

_WRITE = """
WITH added AS (
    INSERT INTO usage_minute AS kept (client_id, kind, minute, amount)
    SELECT c.id, x.kind, x.minute, x.amount
      FROM json_to_recordset(%s::json) x (client bigint, kind text, minute bigint, amount bigint)
      JOIN teams_apiclient c ON c.id = x.client
     ORDER BY c.id, x.kind, x.minute
    ON CONFLICT (client_id, kind, minute) DO UPDATE SET amount = kept.amount + excluded.amount
    RETURNING client_id, kind, minute, amount
), tallied AS (
    INSERT INTO usage_tally AS kept (day, partner_id, client_id, test, use, version, answer, count)
    SELECT x.day, c.team_id, c.id, x.test, x.use, x.version, x.answer, x.count
      FROM json_to_recordset(%s::json)
           x (day date, client bigint, test boolean, use text, version bigint, answer text, count bigint)
      JOIN teams_apiclient c ON c.id = x.client
     ORDER BY c.id, x.day, x.test, x.use, x.version, x.answer
    ON CONFLICT (partner_id, day, client_id, test, use, version, answer)
    DO UPDATE SET count = kept.count + excluded.count
), hourly AS (
    INSERT INTO usage_hour AS kept (starts_at, partner_id, test, answer, count)
    SELECT to_timestamp(x.hour * 3600), t.id, x.test, x.answer, x.count
      FROM json_to_recordset(%s::json) x (hour bigint, partner bigint, test boolean, answer text, count bigint)
      JOIN teams_team t ON t.id = x.partner
     ORDER BY t.id, x.hour, x.test, x.answer
    ON CONFLICT (partner_id, starts_at, test, answer) DO UPDATE SET count = kept.count + excluded.count
), noted AS (
    INSERT INTO usage_asked (at, partner_id, client_id, test, kind, method, path, status, duration_ms, request_id,
                             problem, amount, allow, ask, deny, questions)
    SELECT to_timestamp(x.at), c.team_id, c.id, x.test, x.kind, x.method, x.path, x.status, x.ms, x.request_id,
           x.problem, x.amount, x.allow, x.ask, x.deny, x.questions
      FROM json_to_recordset(%s::json)
           x (at float8, client bigint, test boolean, kind text, method text, path text, status int, ms float8,
              request_id text, problem text, amount int, allow int, ask int, deny int, questions jsonb)
      JOIN teams_apiclient c ON c.id = x.client
), told AS (
    SELECT client_id, kind, minute, amount FROM added
    UNION ALL
    SELECT m.client_id, m.kind, m.minute, m.amount
      FROM usage_minute m
     WHERE m.client_id = ANY (%s) AND m.minute >= %s
       AND NOT EXISTS (SELECT FROM added a WHERE (a.client_id, a.kind, a.minute) = (m.client_id, m.kind, m.minute))
)
SELECT told.client_id, told.kind, told.minute, told.amount, (c.limits ->> told.kind)::bigint
  FROM told JOIN teams_apiclient c ON c.id = told.client_id
"""


class Total(NamedTuple):
    """What all workers together have counted in a bucket; `own` is the client's own limit, if it has one."""

    amount: int
    own: int | None


def write(
    counted: Mapping[Bucket, int], notes: Sequence[Note], watched: Collection[int], now: float, *, loosely: bool = False
) -> dict[Bucket, Total]:
    """Add `counted` to the shared minutes and `notes` to log and tallies, all or nothing.

    Returns the totals of the present minute of every bucket of the `watched` clients. `loosely` commits without waiting
    for the disk: a crash of the database within the next instant may lose it.
    """
    parameters: list[Any] = [
        orjson.dumps([{"client": c, "kind": k, "minute": m, "amount": n} for (c, k, m), n in counted.items()]).decode(),
        *_sums(_gently(notes) if loosely else notes),
        orjson.dumps([_row(note) for note in (_gently(notes) if loosely else notes)]).decode(),
        list(watched),
        int(now) // WINDOW,
    ]
    with transaction.atomic() if loosely else nullcontext(), prepared_cursor() as cursor:
        if loosely:
            cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute(_WRITE, parameters)
        return {(client, kind, minute): Total(amount, own) for client, kind, minute, amount, own in cursor.fetchall()}


def _gently(notes: Sequence[Note]) -> Iterator[Note]:
    """The notes, with rests: a thread that runs on keeps the one that answers partners waiting for 5 ms each time."""
    for place, note in enumerate(notes):
        if place % _AT_ONCE == _AT_ONCE - 1:
            time.sleep(_REST)
        yield note


def _sums(notes: Iterable[Note]) -> tuple[str, str]:
    """The tallies and the hours that the notes come to, as JSON."""
    days: Counter[tuple[str, int, bool, str, int | None, str]] = Counter()
    hours: Counter[tuple[int, int, bool, str]] = Counter()
    for note in notes:
        if not note.counts:
            continue
        day, hour = datetime.fromtimestamp(note.at, UTC).date().isoformat(), int(note.at) // 3600
        for (asked, answer, versions), count in note.counts.items():
            # The tallies are kept for good, so they must not grow by what somebody invents.
            use = asked if asked in USES else ""
            days[day, note.client, note.test, use, None, answer] += count
            hours[hour, note.partner, note.test, answer] += count
            for version in versions:
                days[day, note.client, note.test, use, version, answer] += count
    by_day = ("day", "client", "test", "use", "version", "answer", "count")
    by_hour = ("hour", "partner", "test", "answer", "count")
    return (
        orjson.dumps([dict(zip(by_day, (*key, count), strict=True)) for key, count in days.items()]).decode(),
        orjson.dumps([dict(zip(by_hour, (*key, count), strict=True)) for key, count in hours.items()]).decode(),
    )


def _row(note: Note) -> dict[str, Any]:
    answers: Counter[str] = Counter()
    for (_, answer, _), count in note.counts.items():
        answers[answer] += count
    questions = [
        {"u": one.use, "n": one.name, "t": one.territory, "a": one.answer, "r": one.reasons, "v": one.versions}
        for one in note.answers
    ]
    return {
        "at": note.at, "client": note.client, "test": note.test, "kind": note.kind, "method": note.method,
        "path": note.path, "status": note.status, "ms": note.duration_ms, "request_id": note.request_id,
        "problem": note.problem, "amount": note.amount, "allow": answers["allow"], "ask": answers["ask"],
        "deny": answers["deny"], "questions": questions or None,
    }  # fmt: skip
