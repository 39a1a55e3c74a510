"""Who makes what is ordered: this machine's own tool, or somebody else's server over HTTP.

A server for a tool is named in `STUDIO_PROVIDERS`. It answers four requests; docs/studio.md has them with examples:

    POST   <url>                    the order (JSON) and the tracks (WAV), multipart/form-data → 202 {"id": …}
    GET    <url>/<id>               {"state", "percent", "words", "sentence", "files": [{"role", "content_type", …}]}
    GET    <url>/<id>/files/<role>  the file
    DELETE <url>/<id>               nobody wants it any more

Permits, reports and what fans see stay with the studio: whoever makes it sees neither the fan nor the account.
"""

import contextlib
import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpcore

from portal.studio import runner
from portal.studio.runner import Broke, Hear, Limits, Stopped
from portal.studio.tools import Made, Order, Unmakeable

_TIMEOUT = {"connect": 5.0, "read": 30.0, "write": 30.0, "pool": 5.0}
_BROKEN = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError)
_LOOK_SECONDS = 1.0
_MISSED = 5  # looks in a row without an answer
_MOST_JSON = 1 << 20
_PIECE = 1 << 16
_MB = 1 << 20
_ROLES = frozenset("abcdefghijklmnopqrstuvwxyz_")


class Provider(Protocol):
    """Makes what is ordered. Raises `Unmakeable`, `Broke`, `Stopped`."""

    def make(self, tool: str, key: str, order: Order, hear: Hear) -> list[Made]:
        """`key` is the same when the same is ordered again."""


@dataclass(frozen=True)
class Local:
    """This machine's tool, in a process of its own."""

    limits: Limits = field(default_factory=Limits)

    def make(self, tool: str, key: str, order: Order, hear: Hear) -> list[Made]:
        """Run it."""
        return runner.run(f"portal.studio.tools.{tool}", order, hear, self.limits)


@dataclass(frozen=True)
class OverHTTP:
    """A server elsewhere. The operator has named it, so it may be inside our own network; without TLS only here."""

    url: str
    key: str = ""
    limits: Limits = field(default_factory=Limits)

    def make(self, tool: str, key: str, order: Order, hear: Hear) -> list[Made]:
        """Order it, look how far it is, fetch what was made."""
        if not _is_safe(self.url):
            raise Broke(f"The provider of {tool} has no https address.")
        (order.folder / "made").mkdir(parents=True, exist_ok=True)
        with httpcore.ConnectionPool(max_connections=1) as pool:
            try:
                number = self._ordered(pool, tool, key, order)
                return self._fetched(pool, number, self._awaited(pool, number, hear), order.folder / "made")
            except _BROKEN as error:
                raise Broke(f"The provider of {tool} does not answer: {type(error).__name__} {error}") from error
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise Broke(f"What the provider of {tool} answers cannot be read: {error}") from error

    def _ordered(self, pool: httpcore.ConnectionPool, tool: str, key: str, order: Order) -> str:
        tracks = [{name: value for name, value in asdict(one).items() if name != "path"} for one in order.tracks]
        said = {"tool": tool, "inputs": dict(order.inputs), "longest": order.longest, "tracks": tracks}
        boundary = hashlib.sha256(key.encode()).hexdigest()
        parts = [_part(boundary, "order", "application/json", json.dumps(said).encode())]
        files = [(f"track-{place}", one.path) for place, one in enumerate(order.tracks)]
        length = sum(map(len, parts)) + sum(
            len(_head(boundary, name, "audio/wav")) + path.stat().st_size + 2 for name, path in files
        )
        end = f"--{boundary}--\r\n".encode()
        headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(length + len(end)),
            "Idempotency-Key": key,
        }
        content = _stream(parts, boundary, files, end)
        return str(self._asked(pool, "POST", self.url, headers, content)["id"])

    def _awaited(self, pool: httpcore.ConnectionPool, number: str, hear: Hear) -> list[Mapping[str, Any]]:
        ends, missed = time.monotonic() + self.limits.seconds, 0
        said: Mapping[str, Any] = {}
        while time.monotonic() < ends:
            try:
                said, missed = self._asked(pool, "GET", f"{self.url}/{number}"), 0
            except _BROKEN:
                missed += 1
                if missed >= _MISSED:
                    raise
            if said.get("state") == "ready":
                return list(said["files"])
            if said.get("state") == "refused":
                raise Unmakeable(str(said["sentence"])[:300])
            if said.get("state") == "failed":
                raise Broke(str(said.get("sentence", "It failed."))[:300])
            if not hear(max(0, min(99, int(said.get("percent", 0)))), str(said.get("words", ""))[:200]):
                self._given_up(pool, number)
                raise Stopped
            time.sleep(_LOOK_SECONDS)
        self._given_up(pool, number)
        raise Broke(f"It was not ready within {self.limits.seconds} s.")

    def _given_up(self, pool: httpcore.ConnectionPool, number: str) -> None:
        with contextlib.suppress(Broke, ValueError, TypeError, *_BROKEN):
            self._asked(pool, "DELETE", f"{self.url}/{number}")

    def _fetched(
        self, pool: httpcore.ConnectionPool, number: str, files: list[Mapping[str, Any]], folder: Path
    ) -> list[Made]:
        made = []
        for one in files[:20]:
            role = str(one["role"])
            if not role or len(role) > 30 or set(role) - _ROLES:
                raise ValueError(f"{role!r} is no role.")
            path = folder / role
            self._save(pool, f"{self.url}/{number}/files/{role}", path)
            facts, used = dict(one.get("facts", {})), [str(asset) for asset in one.get("used", ())]
            made.append(Made(role, path, str(one["content_type"])[:100], facts, used))
        if not made:
            raise ValueError("no files")
        return made

    def _save(self, pool: httpcore.ConnectionPool, url: str, path: Path) -> None:
        size = 0
        with pool.stream("GET", url, headers=self._headers({}), extensions={"timeout": _TIMEOUT}) as answer:
            if answer.status != 200:
                raise Broke(f"A file was answered with status {answer.status}.")
            with path.open("wb") as file:
                for piece in answer.iter_stream():
                    size += len(piece)
                    if size > self.limits.file_mb * _MB:
                        raise Broke(f"A file is larger than {self.limits.file_mb} MB.")
                    file.write(piece)

    def _asked(
        self, pool: httpcore.ConnectionPool, method: str, url: str, headers: Mapping[str, str] | None = None,
        content: Iterator[bytes] | None = None,
    ) -> Mapping[str, Any]:  # fmt: skip
        extensions = {"timeout": _TIMEOUT}
        with pool.stream(
            method, url, headers=self._headers(headers or {}), content=content, extensions=extensions
        ) as answer:
            read = b""
            for piece in answer.iter_stream():
                read += piece
                if len(read) > _MOST_JSON:
                    raise ValueError("too long an answer")
            if answer.status >= 300:
                raise Broke(f"The provider answered {method} with status {answer.status}.")
        said = json.loads(read or b"{}")
        if not isinstance(said, dict):
            raise TypeError("no JSON object")
        return said

    def _headers(self, more: Mapping[str, str]) -> list[tuple[str | bytes, str | bytes]]:
        key = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return list({"Accept-Encoding": "identity", **key, **more}.items())


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1"))


def _head(boundary: str, name: str, content_type: str) -> bytes:
    about = f'Content-Disposition: form-data; name="{name}"; filename="{name}"\r\nContent-Type: {content_type}'
    return f"--{boundary}\r\n{about}\r\n\r\n".encode()


def _part(boundary: str, name: str, content_type: str, content: bytes) -> bytes:
    return _head(boundary, name, content_type) + content + b"\r\n"


def _stream(parts: list[bytes], boundary: str, files: list[tuple[str, Path]], end: bytes) -> Iterator[bytes]:
    """The body, without ever holding a track in memory."""
    yield from parts
    for name, path in files:
        yield _head(boundary, name, "audio/wav")
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
        yield b"\r\n"
    yield end
