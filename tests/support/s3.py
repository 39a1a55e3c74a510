"""A store that speaks as much of S3 as is needed: put, get with a range, head, list, delete. In a thread of ours."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class _Store(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    kept: dict[str, bytes]
    asked: list[str]

    def do_PUT(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            raw = _without_chunks(raw)
        self.kept[self._key()] = raw
        self._answer(200, b"", headers={"ETag": '"1"'})

    def do_GET(self) -> None:
        if "prefix" in (asked := parse_qs(urlsplit(self.path).query)):
            return self._list(asked["prefix"][0])
        whole, ranged = self.kept.get(self._key()), self.headers.get("Range", "")
        self.asked.append(ranged)
        if whole is None:
            return self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        if not ranged:
            return self._answer(200, whole)
        first, last = ranged.removeprefix("bytes=").split("-")
        part = whole[int(first) : int(last) + 1]
        said = f"bytes {first}-{int(first) + len(part) - 1}/{len(whole)}"
        return self._answer(206, part, headers={"Content-Range": said})

    def do_HEAD(self) -> None:
        whole = self.kept.get(self._key())
        written = {"Last-Modified": "Mon, 05 Jan 2026 10:00:00 GMT"}
        self._answer(404 if whole is None else 200, b"", length=len(whole or b""), headers=written)

    def do_DELETE(self) -> None:
        self.kept.pop(self._key(), None)
        self._answer(204, b"")

    def _list(self, prefix: str) -> None:
        """The files right under the prefix; what is deeper is left out."""
        bucket = self._key().rstrip("/") + "/"
        names = [name.removeprefix(bucket) for name in self.kept]
        here = [name for name in names if name.startswith(prefix) and "/" not in name.removeprefix(prefix)]
        listed = "".join(f"<Contents><Key>{name}</Key></Contents>" for name in here)
        self._answer(200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{listed}</ListBucketResult>".encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""

    def _key(self) -> str:
        return self.path.partition("?")[0]

    def _answer(
        self, status: int, body: bytes, *, length: int | None = None, headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)


def _without_chunks(raw: bytes) -> bytes:
    """The body of an upload in signed chunks: `size;…\\r\\n` before each, a trailer after the last."""
    found = b""
    while raw:
        line, _, raw = raw.partition(b"\r\n")
        size = int(line.split(b";")[0], 16)
        if not size:
            break
        found, raw = found + raw[:size], raw[size + 2 :]
    return found


@contextmanager
def s3() -> Iterator[tuple[str, dict[str, bytes], list[str]]]:
    """Its address, what it keeps, and the ranges it was asked for."""
    kept: dict[str, bytes] = {}
    asked: list[str] = []
    store = type("Store", (_Store,), {"kept": kept, "asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), store)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", kept, asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
