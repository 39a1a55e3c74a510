"""A load generator: a few connections kept open, each with one request on its way, in one thread.

It shares the machine with what it measures, so it does as little as it can: some 15 µs a request.
"""

import re
import select
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle

CONNECTIONS = 8
PATIENCE = 60.0
HOST = "127.0.0.1"
_PIECE = 1 << 18
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Load:
    """What came of it."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def request(path: str, *, headers: Sequence[str] = (), body: bytes | None = None) -> bytes:
    """A request as it goes over the wire."""
    lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", f"Host: {HOST}", *headers]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


def drive(port: int, requests: Sequence[bytes], *, seconds: float) -> Load:
    """Send the requests in turn over and over, as fast as they are answered. Anything but a 200 ends it."""
    turn = cycle(requests)
    times: list[float] = []
    poll = select.poll()
    with _connections(port, CONNECTIONS) as connections:
        began = now = time.perf_counter()
        for one in connections:
            poll.register(one, select.POLLIN)
            one.send(next(turn))
        by_number = {one.fileno(): one for one in connections}
        while now - began < seconds or len(times) < CONNECTIONS:
            if now - began > seconds + PATIENCE:
                raise RuntimeError(f"No answer within {now - began:.0f} seconds.")
            for number, _ in poll.poll(1000):
                one = by_number[number]
                if one.receive():
                    times.append(time.perf_counter() - one.sent_at)
                    one.send(next(turn))
            now = time.perf_counter()
    return summed_up(times, now - began)


def ask(port: int, sent: bytes) -> bytes:
    """The body of the answer to one request."""
    with _connections(port, 1) as [connection]:
        connection.send(sent)
        while not connection.receive(keep=True):
            pass
        return bytes(connection.body)


def paced(
    port: int,
    sent: Callable[[], bytes],
    heard: Callable[[bytes, float], None],
    *,
    rate: float,
    until: Callable[[], bool],
) -> float:
    """Send so many requests a second, each when it is due, until told otherwise; returns how many a second it was.

    `heard` gets each answer's body and when its request was sent, by `time.perf_counter()`.
    """
    poll, count = select.poll(), 0
    with _connections(port, CONNECTIONS) as connections:
        for one in connections:
            poll.register(one, select.POLLIN)
        by_number = {one.fileno(): one for one in connections}
        free, began = list(connections), time.perf_counter()
        while not (ended := until()) or len(free) < len(connections):
            now = time.perf_counter()
            while free and not ended and now >= began + count / rate:
                free.pop().send(sent())
                count += 1
            wait = began + count / rate - now if free and not ended else 0.1
            for number, _ in poll.poll(max(0.0, wait) * 1000):
                one = by_number[number]
                if one.receive(keep=True):
                    heard(bytes(one.body), one.sent_at)
                    free.append(one)
        return count / (time.perf_counter() - began)


def summed_up(times: Sequence[float], seconds: float) -> Load:
    """The percentiles of so many seconds."""
    ranked = sorted(times)
    p50, p99 = (ranked[int(len(ranked) * part)] * 1000 for part in (0.50, 0.99))
    return Load(len(ranked), seconds, p50, p99)


@contextmanager
def _connections(port: int, count: int) -> Iterator[list["_Connection"]]:
    opened: list[_Connection] = []
    try:
        for _ in range(count):
            opened.append(_Connection(socket.create_connection((HOST, port))))
        yield opened
    finally:
        for one in opened:
            one.socket.close()


class _Connection:
    """One connection; `receive` says when the answer to what was sent is complete."""

    def __init__(self, connected: socket.socket) -> None:
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = connected
        self.fileno = connected.fileno
        self.body = bytearray()
        self.sent_at = 0.0
        self._head = b""
        self._missing = -1

    def send(self, sent: bytes) -> None:
        """Send a request and start to wait."""
        self._head = b""
        self._missing = -1
        self.sent_at = time.perf_counter()
        self.socket.sendall(sent)

    def receive(self, *, keep: bool = False) -> bool:
        """Take what has arrived; `keep` it in `body`."""
        data = self.socket.recv(_PIECE)
        if not data:
            raise RuntimeError("The server closed the connection.")
        if self._missing < 0:
            data = self._head + data
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self._head = data
                return False
            self._missing = _length(data[: end + 2])
            data = data[end + 4 :]
            if keep:
                self.body.clear()
        if keep:
            self.body += data
        self._missing -= len(data)
        return self._missing == 0


def _length(head: bytes) -> int:
    found = _LENGTH.search(head)
    if head[9:12] != b"200" or found is None:
        raise RuntimeError(f"Not a 200 of known length: {head.decode(errors='replace')}")
    return int(found[1])
