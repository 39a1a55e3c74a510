"""Receivers of webhooks, on real sockets in threads: one that behaves, and all sorts that do not."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Behaviour = Callable[[socket.socket, threading.Event], None]


@dataclass
class Received:
    """A request as it came: first line, headers in lower case, body."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """A server at `url`. Each connection is answered by the next of `behaviours`; the last one stays."""

    url: str
    port: int
    behaviours: list[Behaviour]
    received: list[Received] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def serve(self, connection: socket.socket, tls: ssl.SSLContext | None) -> None:
        """Read one request and behave."""
        with contextlib.suppress(OSError), connection:
            connection.settimeout(10)
            channel = tls.wrap_socket(connection, server_side=True) if tls else connection
            request = _read(channel)
            if request is None:
                return
            with self._lock:
                self.received.append(request)
                behaviour = self.behaviours[min(len(self.received), len(self.behaviours)) - 1]
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
            try:
                behaviour(channel, self.over)
            finally:
                with self._lock:
                    self.at_once -= 1
                with contextlib.suppress(OSError):
                    channel.shutdown(socket.SHUT_RDWR)
                channel.close()


def answers(status: int, body: bytes = b"thank you", *headers: str) -> Behaviour:
    """Answers like a server that knows HTTP."""
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", *headers]

    def behave(channel: socket.socket, over: threading.Event) -> None:
        channel.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    return behave


def says(raw: bytes) -> Behaviour:
    """Sends these bytes, whatever they are, and hangs up."""
    return lambda channel, over: channel.sendall(raw)


def tarpit(channel: socket.socket, over: threading.Event) -> None:
    """Takes the request and says nothing, for as long as one waits."""
    over.wait(30)


def drips(raw: bytes, every: float) -> Behaviour:
    """Sends byte after byte, with a pause: no single wait is ever long."""

    def behave(channel: socket.socket, over: threading.Event) -> None:
        for byte in raw:
            if over.wait(every):
                return
            channel.sendall(bytes([byte]))

    return behave


def endless(channel: socket.socket, over: threading.Event) -> None:
    """Says 200 and then never stops."""
    channel.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not over.is_set():
        channel.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")


@contextlib.contextmanager
def receiver(*behaviours: Behaviour, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Receiver]:
    """A receiver while the block lasts."""
    with socket.create_server((host, 0)) as server:
        port = server.getsockname()[1]
        made = Receiver(f"{'https' if tls else 'http'}://{host}:{port}/hook", port, list(behaviours or [answers(200)]))
        threads: list[threading.Thread] = []

        def accept() -> None:
            while not made.over.is_set():
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threads.append(threading.Thread(target=made.serve, args=(connection, tls), daemon=True))
                threads[-1].start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield made
        finally:
            made.over.set()
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            server.close()
            accepting.join(5)
            for thread in threads:
                thread.join(5)


def _read(channel: socket.socket) -> Received | None:
    raw = b""
    while b"\r\n\r\n" not in raw:
        if not (more := channel.recv(65536)):
            return None
        raw += more
        if raw.startswith(b"\x16"):
            return None  # somebody begins TLS with a server that has none
    head, _, body = raw.partition(b"\r\n\r\n")
    line, *rest = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in rest)}
    while len(body) < int(headers.get("content-length", 0)):
        if not (more := channel.recv(65536)):
            return None
        body += more
    return Received(line, headers, body)
