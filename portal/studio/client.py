"""The studio's way into the portal: the machine API, over HTTP, as any partner has it.

A call that breaks off, or is answered by a server's error, is made again: whatever is sent may be sent twice, for a
report counts once under its reference. What stays unanswered raises `Unreachable`, and the making waits.
"""

import base64
import contextlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import httpcore

SCOPES = "checks reports"
_TRIES = 4
_REST_SECONDS = 0.4  # doubled each time
_LONGEST_REST = 20.0
_TIMEOUT = {"connect": 5.0, "read": 30.0, "write": 30.0, "pool": 5.0}
_TOKEN_PATH = "/identity/o/api/token"  # noqa: S105 - an address
_MOST_READ = 8 << 20


class Unreachable(Exception):
    """Our own API does not answer, or not as it should. It is tried again later; the message is for logs."""


class Refused(Exception):
    """The API said no: its problem's code, and which rule it was (`refusal`)."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("reason_code", problem.get("code", "")))
        self.refusal = str(problem.get("refusal", ""))
        super().__init__(f"{status} {self.code} {self.refusal}: {problem.get('detail', '')}")


@dataclass(frozen=True)
class Credentials:
    """The OAuth 2 client that the studio is."""

    client_id: str
    secret: str

    @classmethod
    def of_file(cls, path: Path) -> "Credentials":
        """From lines such as `id …` and `secret …`. Raises `Unreachable` where there are none."""
        found: dict[str, str] = {}
        with contextlib.suppress(OSError):
            found = dict(line.split(maxsplit=1) for line in path.read_text().splitlines() if len(line.split()) == 2)
        if not {"id", "secret"} <= found.keys():
            raise Unreachable(f"{path.name} holds no client's id and secret.")
        return cls(found["id"].strip(), found["secret"].strip())


class Api:
    """The API at `base` (…/api/v1) with a client's credentials. One connection, kept open; not for several threads."""

    def __init__(self, base: str, credentials: Credentials) -> None:
        self._base = base.rstrip("/")
        self._credentials = credentials
        self._token = ""
        self._pool = httpcore.ConnectionPool(max_connections=2, keepalive_expiry=60)

    def close(self) -> None:
        """Let go of the connection."""
        self._pool.close()

    def ask(self, questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Put questions, with `permit` where one is wanted; an answer for each."""
        return list(self._call("POST", "/checks", {"questions": questions})["answers"])

    def permit(self, permit: str) -> str:
        """Where a permit stands: `counts`, `used`, `expired` or `revoked`."""
        return str(self._call("GET", f"/permits/{permit}")["state"])

    def redeem(self, permit: str) -> None:
        """Use a permit. Raises `Refused` with `permit_used`, `permit_revoked` or `permit_expired`."""
        self._call("POST", f"/permits/{permit}/redeem", {})

    def report(self, lines: list[dict[str, Any]]) -> dict[str, Any]:
        """Report; what became of it."""
        return self._call("POST", "/reports", {"lines": lines})

    def _call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        content = json.dumps(body).encode() if body is not None else b""
        for fresh in (False, True):
            if fresh or not self._token:
                self._token = self._new_token()
            headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
            status, said = self._send(method, self._base + path, headers, content)
            if status == 401 and not fresh:
                continue
            if status >= 400:
                raise Refused(status, said)
            return said
        raise Unreachable("The token is not taken.")

    def _new_token(self) -> str:
        basic = base64.b64encode(f"{self._credentials.client_id}:{self._credentials.secret}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}
        form = urlencode({"grant_type": "client_credentials", "scope": SCOPES}).encode()
        parts = urlsplit(self._base)
        address = urlunsplit((parts.scheme, parts.netloc, _TOKEN_PATH, "", ""))
        status, said = self._send("POST", address, headers, form)
        if status != 200:
            raise Unreachable(f"No token for {self._credentials.client_id}: {status} {said.get('error', '')}")
        return str(said["access_token"])

    def _send(self, method: str, url: str, headers: Mapping[str, str], content: bytes) -> tuple[int, dict[str, Any]]:
        """Once, and again while a connection breaks or a server is in trouble. Raises `Unreachable`."""
        rest, problem = _REST_SECONDS, ""
        ours = {"Accept": "application/json", "Accept-Encoding": "identity"}
        said: list[tuple[str | bytes, str | bytes]] = list({**headers, **ours}.items())
        for left in reversed(range(_TRIES)):
            try:
                answer = self._pool.request(
                    method, url, headers=said, content=content, extensions={"timeout": _TIMEOUT}
                )
            except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
                problem = f"{type(error).__name__} {error}"
            else:
                if answer.status < 500 and answer.status != 429:
                    return answer.status, _read(answer)
                problem = f"status {answer.status}"
                rest = max(rest, _wanted_rest(answer))
            if left:
                time.sleep(min(rest, _LONGEST_REST))
                rest *= 2
        raise Unreachable(f"{method} {urlsplit(url).path}: {problem}")


def _read(answer: httpcore.Response) -> dict[str, Any]:
    try:
        said = json.loads(answer.content[:_MOST_READ] or b"{}")
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Unreachable(f"An answer of status {answer.status} is no JSON object.")
    return said


def _wanted_rest(answer: httpcore.Response) -> float:
    said = dict(answer.headers).get(b"retry-after", dict(answer.headers).get(b"Retry-After", b"0"))
    return float(said) if said.isdigit() else 0.0
