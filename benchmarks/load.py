"""A load generator: a few connections kept open, each with one request on its way, in one thread."""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle

CONNECTIONS = 8
PATIENCE = 60.0
HOST = "127.0.0.1"


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
    with selectors.DefaultSelector() as selector, ExitStack() as opened:
        sockets = [opened.enter_context(socket.create_connection((HOST, port))) for _ in range(CONNECTIONS)]
        connections = [_Connection(one) for one in sockets]
        began = time.perf_counter()
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(next(turn))
        while (now := time.perf_counter() - began) < seconds or len(times) < CONNECTIONS:
            if now > seconds + PATIENCE:
                raise RuntimeError(f"No answer within {now:.0f} seconds.")
            for key, _ in selector.select(timeout=1):
                if key.data.receive():
                    times.append(key.data.took)
                    key.data.send(next(turn))
    return _summed_up(sorted(times), now)


def ask(port: int, sent: bytes) -> bytes:
    """The body of the answer to one request."""
    connection = _Connection(socket.create_connection((HOST, port)), keep=True)
    with connection.socket:
        connection.send(sent)
        while not connection.receive():
            pass
        return bytes(connection.body)


def _summed_up(times: Sequence[float], seconds: float) -> Load:
    p50, p99 = (times[int(len(times) * part)] * 1000 for part in (0.50, 0.99))
    return Load(len(times), seconds, p50, p99)


@dataclass
class _Connection:
    """One connection; `receive` says when the answer to what was sent is complete."""

    socket: socket.socket
    keep: bool = False
    took: float = 0.0
    body: bytearray = field(default_factory=bytearray)
    _head: bytearray = field(default_factory=bytearray)
    _missing: int | None = None
    _sent_at: float = 0.0

    def send(self, sent: bytes) -> None:
        """Send a request and start to wait."""
        self._head.clear()
        self._missing = None
        self._sent_at = time.perf_counter()
        self.socket.sendall(sent)

    def receive(self) -> bool:
        """Take what has arrived."""
        data = self.socket.recv(1 << 18)
        if not data:
            raise RuntimeError("The server closed the connection.")
        if self._missing is None:
            self._head += data
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                return False
            self._missing = _length(bytes(self._head[:end]))
            data = bytes(self._head[end + 4 :])
        if self.keep:
            self.body += data
        self._missing -= len(data)
        self.took = time.perf_counter() - self._sent_at
        return self._missing == 0


def _length(head: bytes) -> int:
    lines = head.split(b"\r\n")
    if lines[0].split()[1] != b"200":
        raise RuntimeError(f"Not a 200: {head.decode(errors='replace')}")
    return next(_numbers(lines))


def _numbers(lines: Sequence[bytes]) -> Iterator[int]:
    for line in lines:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            yield int(value)
