"""Requests put to a WSGI application directly, as the server hands them over."""

import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_REQUEST_ID = re.compile(rb'"request_id":"[^"]*"')


@dataclass(frozen=True)
class Said:
    """What came back. The id of the request, which differs each time, is left out."""

    status: str
    headers: frozenset[tuple[str, str]]
    body: bytes


def put(application: Application, environ: dict[str, Any]) -> Said:
    """Put a request to it. Reading its body is nobody else's business."""
    body = environ.get("wsgi.input", b"")
    started: list[tuple[str, list[tuple[str, str]]]] = []
    content = application(
        {**environ, "wsgi.input": io.BytesIO(body)}, lambda status, headers, *_: started.append((status, headers))
    )
    said = b"".join(content)
    close = getattr(content, "close", None)
    if close:
        close()
    [(status, headers)] = started
    told = frozenset((name.lower(), value) for name, value in headers if name.lower() != "content-length")
    assert [int(value) for name, value in headers if name.lower() == "content-length"] in ([], [len(said)])
    return Said(status, told, _REQUEST_ID.sub(b"", said))


def asked(query: str = "", *, token: str = "", body: bytes | None = None, **changed: Any) -> dict[str, Any]:
    """A check as a partner's program sends it: a GET, or with a body a POST."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET" if body is None else "POST",
        "SCRIPT_NAME": "", "PATH_INFO": "/api/v1/checks", "QUERY_STRING": query,
        "SERVER_NAME": "testserver", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "testserver", "wsgi.url_scheme": "http", "wsgi.errors": io.StringIO(), "wsgi.version": (1, 0),
        "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip
    if token:
        environ["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    if body is not None:
        environ |= {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body)), "wsgi.input": body}
    environ |= changed
    return {name: value for name, value in environ.items() if value is not None}
