"""The meter: how much each client has asked within the minute, and what is noted of it, without waiting for the disk.

It counts in this process's memory. A daemon thread with a connection of its own writes twice a second, in one statement
for everything, and reads back what all workers together have counted. So

- several workers keep a limit within what the others let through in half a second, and one worker keeps it exactly;
- a worker that is killed outright loses at most half a second of the log and the tallies. Permits, reports and consent
  never pass through here. One that is asked to end writes what it holds;
- where no thread runs (tests, commands, the development server) each note is written before the answer goes out.

    limit = meter.admit(client, "checks", 1)     # no I/O; counts, unless it refuses
    if limit.refused: ... 429 with headers([limit])
    meter.note(Note(...))                         # no I/O while the thread runs

The clock is `time.time()`; the minutes are UTC's.
"""

import logging
import time
from collections import Counter, deque
from collections.abc import Iterable
from multiprocessing.util import Finalize
from threading import Event, Lock, Thread
from typing import NamedTuple

from django.db import DatabaseError, connection

from consent.usage.limits import KINDS, WINDOW
from consent.usage.notes import Note
from consent.usage.writing import Bucket, Total, write

logger = logging.getLogger(__name__)

PAUSE = 0.5  # seconds between two writings
MOST_NOTES = 20_000  # held while the database cannot be written to; the oldest go first


class Limit(NamedTuple):
    """Where a client stands with one kind of request: so many a minute, so many left, fresh in so many seconds."""

    kind: str
    per_minute: int
    left: int
    reset: int
    refused: bool = False


class Meter:
    """Counts and notes of this process. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._pending: Counter[Bucket] = Counter()
        self._totals: dict[Bucket, Total] = {}
        self._own: dict[tuple[int, str], int] = {}
        self._notes: deque[Note] = deque(maxlen=MOST_NOTES)
        self._writing = Lock()
        self._ended = Event()
        self._thread: Thread | None = None

    def admit(self, client: int, kind: str, amount: int = 1) -> Limit:
        """Count `amount` for the client, or refuse all of it. `client` is the key of the `ApiClient`."""
        now = time.time()
        bucket = (client, kind, int(now) // WINDOW)
        reset = WINDOW - int(now) % WINDOW
        with self._lock:
            most = self._own.get((client, kind), KINDS[kind].per_minute)
            total = self._totals.get(bucket)
            left = most - (total.amount if total else 0) - self._pending[bucket]
            if amount > left:
                return Limit(kind, most, max(0, left), reset, refused=True)
            self._pending[bucket] += amount
        return Limit(kind, most, left - amount, reset)

    def give_back(self, client: int, limit: Limit, amount: int) -> None:
        """Take back what `admit` counted, within the same minute: the request was refused for something else."""
        bucket = (client, limit.kind, int(time.time()) // WINDOW)
        with self._lock:
            if bucket in self._pending:
                self._pending[bucket] -= min(amount, self._pending[bucket])

    def note(self, note: Note) -> None:
        """Note a request; at once where no thread writes."""
        with self._lock:
            self._notes.append(note)
        if self._thread is None:
            self.flush()

    def flush(self) -> bool:
        """Write what is held and read what all workers have counted. False when the database would not have it."""
        with self._writing:
            now = time.time()
            with self._lock:
                counted, notes = +self._pending, self._notes
                self._notes = deque(maxlen=MOST_NOTES)
                watched = {client for client, _, _ in (*self._totals, *counted)}
            if not (counted or notes or watched):
                return True
            try:
                totals = write(counted, notes, watched, now, loosely=self._thread is not None)
            except DatabaseError:
                logger.exception("What partners asked could not be noted; %d notes wait", len(notes))
                with self._lock:
                    notes.extend(self._notes)
                    self._notes = notes
                return False
            with self._lock:
                self._settle(counted, totals, int(now) // WINDOW)
        return True

    def _settle(self, counted: Counter[Bucket], totals: dict[Bucket, Total], minute: int) -> None:
        self._pending -= counted  # drops what comes to nothing
        self._totals = {bucket: total for bucket, total in totals.items() if bucket[2] >= minute}
        for (client, kind, _), total in totals.items():
            if total.own is None:
                self._own.pop((client, kind), None)
            else:
                self._own[client, kind] = total.own

    def start(self) -> None:
        """Write twice a second from now on, and once more when the process ends."""
        if self._thread is None:
            self._ended.clear()
            self._thread = Thread(target=self._run, name="meter", daemon=True)
            self._thread.start()
            Finalize(None, self.stop, exitpriority=10)

    def stop(self) -> None:
        """Write what is held, and then nothing more by itself."""
        if self._thread is not None:
            self._ended.set()
            self._thread.join(timeout=5)
            self._thread = None

    def _run(self) -> None:
        ended = False
        while not ended:
            ended = self._ended.wait(PAUSE)
            try:
                if not self.flush():
                    connection.close()
            except Exception:  # whatever it was, the next half second is another
                logger.exception("The meter stumbled")
        connection.close()

    def forget(self) -> None:
        """Start from nothing, as a new process does."""
        with self._lock:
            self._pending.clear()
            self._totals.clear()
            self._own.clear()
            self._notes.clear()


meter = Meter()


def headers(limits: Iterable[Limit]) -> dict[str, str]:
    """`RateLimit-Policy` and `RateLimit`, as structured fields, and `Retry-After` where one of them refuses.

    https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-10
    """
    told = list(limits)
    fields = {
        "RateLimit-Policy": ", ".join(f'"{one.kind}";q={one.per_minute};w={WINDOW}' for one in told),
        "RateLimit": ", ".join(f'"{one.kind}";r={one.left};t={one.reset}' for one in told),
    }
    refused = [one.reset for one in told if one.refused]
    return fields | ({"Retry-After": str(max(refused))} if refused else {})
