"""How large a body may be. Django's limit is for all addresses; a batch of reports needs more, and says so here."""

from collections.abc import Mapping
from types import MappingProxyType

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

LARGER: Mapping[str, int] = MappingProxyType({"/api/v1/reports": 20 * 1024 * 1024})
"""Bytes, by path."""


def read(request: HttpRequest) -> None:
    """Read the body where its address takes more than Django's limit; `RequestDataTooBig` past its own.

    Called once it is known who sends it: nobody else makes us read so much.
    """
    limit = LARGER.get(request.path)
    if limit is None or request.method != "POST":
        return
    if _length(request) > limit:
        raise RequestDataTooBig
    # Django reads no more than the length that was said, and keeps the body here itself.
    request.__dict__["_body"] = request.read()


def _length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdecimal() else 0
