"""A partner's file of millions of lines: the same rules and the same statements as a batch of the API, in larger steps.

Lines are read by processes beside (by `lines.read`, as everywhere) and go to the database packed, a hundred thousand in
one transaction: each step is a batch of its own, with its totals, its journal entry and what earnings follow from. A
run that is broken off is simply run again: what was counted is counted once, by its reference.
"""

import csv
import json
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, TypeVar, overload

import django
import orjson
from django.db import connection, transaction
from django.utils import timezone

from artists.access import Actor, Invalid
from consent.reports import intake, plain
from consent.reports.intake import No, Sent
from consent.reports.lines import Packed
from consent.reports.models import Batch

AT_ONCE = 100_000  # lines of one transaction
_AHEAD = 2  # steps that are read while one is counted
_LONGEST = "SET LOCAL statement_timeout = '10min'"
_ROOM = "SET LOCAL work_mem = '64MB'"
_PLAIN = ("reference", "permit", "asset", "isrc", "iswc", "use", "territory", "model", "made_at", "quantity", "minutes")
_LISTS = ("licence", "outputs")  # several are parted by a semicolon
COLUMNS = (*_PLAIN, *_LISTS, "reverses", "from", "to", "revenue", "currency")
Raw = TypeVar("Raw")


@dataclass
class Sum:
    """What became of a file so far."""

    batches: int = 0
    lines: int = 0
    accepted: int = 0
    repeated: int = 0
    refused: int = 0
    outside: int = 0

    def add(self, batch: Batch) -> None:
        """One step more."""
        self.batches += 1
        for name in ("lines", "accepted", "repeated", "refused", "outside"):
            setattr(self, name, getattr(self, name) + getattr(batch, name))


@dataclass(frozen=True)
class Wrong:
    """A line that was refused: which of the file (from 1, without a header), why, and what was sent."""

    line: int
    no: No
    sent: object


def take(
    source: Iterable[Raw],
    form: Callable[[Raw], object],
    *,
    actor: Actor,
    refused: Callable[[Wrong], None],
    step: Callable[[Sum], None] = lambda so_far: None,
    at_once: int = AT_ONCE,
    readers: int = 1,
    now: datetime | None = None,
) -> Sum:
    """Take every line of a source in. `form` makes of one what the API is sent as a line; it must be a function that
    another process can import. `refused` is called for each line that was not counted, once its step is committed, and
    `step` after each. With `readers` at 0 everything is read in this process.

    Raises what `intake.take_in` does: `Denied`, and `Conflict("busy")`; what was counted before stays counted.
    """
    intake.require_partner(actor)
    sum_, begun = Sum(), 0
    for raw, found in _read(source, form, at_once, readers, now or timezone.now()):
        sent = Sent(_Lazy(raw, form), source=Batch.Source.FILE)
        with transaction.atomic():
            intake.lock(actor.team_id)
            with connection.cursor() as cursor:
                cursor.execute(_LONGEST)
                cursor.execute(_ROOM)
            taken = intake.count(sent, found, (), actor, now or timezone.now())
        for no in taken.refused:
            refused(Wrong(begun + no.place + 1, no, sent.lines[no.place]))
        begun += len(raw)
        sum_.add(taken.batch)
        step(sum_)
    return sum_


def _read(
    source: Iterable[Raw], form: Callable[[Raw], object], at_once: int, readers: int, now: datetime
) -> Iterator[tuple[list[Raw], Packed]]:
    """Steps of a source, read; some ahead of the one that is being counted."""
    steps = _steps(source, at_once)
    make = partial(_pack, form, now)
    if not readers:
        yield from ((raw, make(raw)) for raw in steps)
        return
    # Not forked: a child of this process would share its connection to the database.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(readers, context, initializer=django.setup) as pool:
        yield from _ahead(pool, make, steps)


def _ahead(
    pool: Executor, make: Callable[[list[Raw]], Packed], steps: Iterator[list[Raw]]
) -> Iterator[tuple[list[Raw], Packed]]:
    waiting: deque[tuple[list[Raw], Future[Packed]]] = deque()
    for raw in steps:
        waiting.append((raw, pool.submit(make, raw)))
        if len(waiting) > _AHEAD:
            first, reading = waiting.popleft()
            yield first, reading.result()
    for first, reading in waiting:
        yield first, reading.result()


def _steps(source: Iterable[Raw], at_once: int) -> Iterator[list[Raw]]:
    lines = iter(source)
    while step := list(islice(lines, at_once)):
        yield step


def _pack(form: Callable[[Any], object], now: datetime, raw: list[Any]) -> Packed:
    # What the quicker reader of JSON cannot read, or reads as something odd, `form` is asked about once more.
    return plain.read_quickly(raw, form, orjson.loads if form is of_json else form, now=now)


class _Lazy(Sequence[object]):
    """Lines as the API would have been sent them, made when one is asked for."""

    def __init__(self, raw: Sequence[Any], form: Callable[[Any], object]) -> None:
        self._raw, self._form = raw, form

    def __len__(self) -> int:
        return len(self._raw)

    @overload
    def __getitem__(self, place: int) -> object: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[object]: ...
    def __getitem__(self, place: int | slice) -> object:
        if isinstance(place, slice):
            return [self._form(one) for one in self._raw[place]]
        return self._form(self._raw[place])


def of_json(line: bytes) -> object:
    """A line of a file with one JSON object a line, as the API takes them. What is no JSON is no line."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return line[:200].decode("utf-8", "replace")


def of_csv(columns: Sequence[str]) -> Callable[[list[str]], object]:
    """What makes lines of the rows of a CSV with these columns. Raises `Invalid("column_unknown")`."""
    if unknown := [name for name in columns if name not in COLUMNS]:
        raise Invalid("column_unknown", f"There is no column called {unknown[0]}. There are: {', '.join(COLUMNS)}.")
    if len(set(columns)) < len(columns) or "reference" not in columns:
        raise Invalid("column_unknown", "Name each column once, and reference among them.")
    return partial(_of_row, tuple(columns))


def _of_row(columns: Sequence[str], cells: Sequence[str]) -> object:
    if len(cells) != len(columns):
        return ",".join(cells)
    row: Mapping[str, str] = {name: value for name, value in zip(columns, cells, strict=True) if value}
    line: dict[str, object] = {name: row[name] for name in (*_PLAIN, "reverses") if name in row}
    for name in _LISTS:
        if name in row:
            line[name] = row[name].split(";")
    if "from" in row or "to" in row:
        line["period"] = {name: row.get(name) for name in ("from", "to")}
    if "revenue" in row or "currency" in row:
        line["revenue"] = {"amount": row.get("revenue"), "currency": row.get("currency")}
    return line


def rows_of(text: Iterable[str]) -> tuple[list[str], Iterator[list[str]]]:
    """The columns and the rows of a CSV. Empty lines are none."""
    rows = csv.reader(text)
    return next(rows, []), (cells for cells in rows if cells)
