"""Somebody else's studio: a real server that takes an order and tracks, and hands out what it made of them."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "a-key-of-theirs"


@dataclass
class Elsewhere:
    """What came, and how it answers: `states` one after the other, the last one stays; `files` by role."""

    url: str = ""
    states: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    orders: list[dict[str, Any]] = field(default_factory=list)
    tracks: list[bytes] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    endless: bool = False
    trouble: int = 0


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    elsewhere: Elsewhere

    def log_message(self, *args: Any) -> None:
        """Nothing."""

    def do_POST(self) -> None:
        """An order."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        about = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        parts = [part for part in BytesParser().parsebytes(about + body).walk() if not part.is_multipart()]
        order, *tracks = [bytes(part.get_payload(decode=True)) for part in parts]
        if self._known():
            self.elsewhere.orders.append(json.loads(order))
            self.elsewhere.tracks += tracks
            self.elsewhere.keys.append(self.headers["Idempotency-Key"])
            self._say(202, {"id": "m1"})

    def do_GET(self) -> None:
        """How far it is, or a file."""
        if not self._known():
            return
        role = self.path.partition("/files/")[2]
        if not role:
            states = self.elsewhere.states
            if self.elsewhere.trouble:
                self.elsewhere.trouble -= 1
                self.close_connection = True
                return
            self._say(200, states.pop(0) if len(states) > 1 else states[0])
            return
        self.send_response(200)
        if self.elsewhere.endless:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self._pour()
            return
        self.send_header("Content-Length", str(len(self.elsewhere.files[role])))
        self.end_headers()
        self.wfile.write(self.elsewhere.files[role])

    def do_DELETE(self) -> None:
        """Nobody wants it."""
        if self._known():
            self.elsewhere.given_up.append(self.path)
            self._say(200, {})

    def _pour(self) -> None:
        try:
            while True:
                self.wfile.write(b"10000\r\n" + bytes(0x10000) + b"\r\n")
        except OSError:
            self.close_connection = True

    def _known(self) -> bool:
        if self.headers["Authorization"] == f"Bearer {KEY}":
            return True
        self._say(401, {})
        return False

    def _say(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def elsewhere(**how: Any) -> Iterator[Elsewhere]:
    """It, while the block lasts."""
    one = Elsewhere(**how)
    handler: Callable[..., Any] = type("Handler", (_Handler,), {"elsewhere": one})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        one.url = f"http://127.0.0.1:{server.server_address[1]}/makings"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield one
        finally:
            server.shutdown()
