"""Putting notices into their rows: a new one for whoever has none, one more on the count for whoever has not read it.

One statement for any number of people; the partial unique index decides between two who tell at once.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import connection


class Says(Protocol):
    """The words of a notice."""

    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def facts(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def button(self) -> str: ...


@dataclass(frozen=True)
class Row:
    """A notice for one person."""

    person_id: int
    team_id: int | None
    words: Says
    kind: str
    fold_key: str
    place: str
    place_id: str
    needs_answer: bool
    urgent: bool
    closes_at: datetime | None


@dataclass(frozen=True)
class Put:
    """What became of it: `count` is 1 for a new row."""

    notice_id: int
    person_id: int
    count: int


_PUT = """
INSERT INTO notices_notice (
    person_id, team_id, title, text, facts, button,
    kind, fold_key, place, place_id, needs_answer, urgent, closes_at, count, first_told_at, told_at, outcome
)
SELECT told.person_id, told.team_id, told.title, told.text, told.facts::jsonb, told.button,
    %s, %s, %s, %s, %s, %s, %s, 1, %s, %s, ''
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[])
    AS told (person_id, team_id, title, text, facts, button)
ON CONFLICT (person_id, fold_key) WHERE read_at IS NULL AND withdrawn_at IS NULL
DO UPDATE SET
    count = notices_notice.count + 1, told_at = EXCLUDED.told_at, team_id = EXCLUDED.team_id, kind = EXCLUDED.kind,
    title = EXCLUDED.title, text = EXCLUDED.text, facts = EXCLUDED.facts, button = EXCLUDED.button,
    place = EXCLUDED.place, place_id = EXCLUDED.place_id, needs_answer = EXCLUDED.needs_answer,
    urgent = EXCLUDED.urgent, closes_at = EXCLUDED.closes_at
RETURNING id, person_id, count
"""


def put(rows: Sequence[Row], *, at: datetime) -> list[Put]:
    """Write these rows, all of one telling; return what became of each."""
    if not rows:
        return []
    shared = rows[0]
    # In one order, so that two tellings of the same thing to the same people wait for each other and never deadlock.
    ordered = sorted(rows, key=lambda row: row.person_id)
    columns: list[list[Any]] = [
        [row.person_id for row in ordered],
        [row.team_id for row in ordered],
        [row.words.title for row in ordered],
        [row.words.text for row in ordered],
        [json.dumps(row.words.facts) for row in ordered],
        [row.words.button for row in ordered],
    ]
    same: list[Any] = [
        shared.kind, shared.fold_key, shared.place, shared.place_id, shared.needs_answer, shared.urgent,
        shared.closes_at, at, at,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [*same, *columns])
        return [Put(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class Leaving:
    """A delivery. `sent_at` is set where it needs no sending."""

    key: str
    notice_id: int
    person_id: int
    channel: str
    due_at: datetime
    sent_at: datetime | None


_PUT_DELIVERIES = """
INSERT INTO notices_delivery (key, notice_id, person_id, channel, due_at, sent_at, problem)
SELECT *, '' FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[])
ON CONFLICT (key) DO NOTHING
"""


def put_deliveries(rows: Sequence[Leaving]) -> None:
    """Write these rows; one whose key is there already is left as it is. One statement."""
    columns: list[list[Any]] = [
        [row.key for row in rows],
        [row.notice_id for row in rows],
        [row.person_id for row in rows],
        [str(row.channel) for row in rows],
        [row.due_at for row in rows],
        [row.sent_at for row in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_PUT_DELIVERIES, columns)
