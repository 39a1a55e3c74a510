"""What was made, read: a title one can trust, an address one can follow. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from artists.access import Invalid, one_line
from consent.reports import reading
from consent.reports.refusals import Flawed

MOST_OUTPUTS = 50
KINDS = ("audio", "video", "image", "text", "model", "other")
CONTAINS_AI = ("All", "Partly", "None")
_FIELDS = frozenset({"id", "title", "url", "kind", "sha256", "made_at", "contains_ai"})
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_HOST = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])", re.ASCII
)
_PATH = re.compile(r"[!-~]*", re.ASCII)  # what is not ASCII is written as %XX


@dataclass(frozen=True)
class Made:
    """An output as it was sent. `title` is empty where only the id of a registered one was given."""

    reference: str
    title: str = ""
    kind: str = ""
    url: str = ""
    sha256: str = ""
    contains_ai: str = ""
    made_at: datetime | None = None


def read_outputs(value: object, *, now: datetime) -> list[Made]:
    """The outputs of a line."""
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > MOST_OUTPUTS:
        raise Flawed("output_wrong", "outputs")
    return [_named(one, f"outputs.{place}", now) for place, one in enumerate(value)]


def _named(value: object, at: str, now: datetime) -> Made:
    if isinstance(value, str):
        return Made(reading.words(value, "output_wrong", at))
    if not isinstance(value, dict):
        raise Flawed("output_wrong", at)
    return read_output(value, f"{at}.", now=now)


def read_output(sent: dict[str, Any], at: str, *, now: datetime) -> Made:
    """One output; `at` is put before the names of its fields."""
    if unknown := sent.keys() - _FIELDS:
        raise Flawed("unknown_field", at + reading.shown(min(unknown)))
    made_at = sent.get("made_at")
    found = Made(
        reading.words(sent.get("id"), "output_wrong", f"{at}id"),
        _title(sent.get("title"), f"{at}title"),
        _one_of(KINDS, sent.get("kind"), "kind_wrong", f"{at}kind"),
        address(sent.get("url"), f"{at}url"),
        _sha256(sent.get("sha256"), f"{at}sha256"),
        _one_of(CONTAINS_AI, sent.get("contains_ai"), "contains_ai_wrong", f"{at}contains_ai"),
        reading.moment(made_at, f"{at}made_at") if made_at is not None else None,
    )
    if found.made_at and found.made_at > now:
        raise Flawed("in_future", f"{at}made_at")
    return found


def address(value: object, field: str) -> str:
    """A public https address in ASCII, as a browser would write it; empty where none was given."""
    if value is None or value == "":
        return ""
    if not isinstance(value, str) or len(value) > 2000 or not _PATH.fullmatch(value) or "\\" in value:
        raise Flawed("url_wrong", field)
    try:
        parts = urlsplit(value)
        plain = parts.scheme == "https" and parts.username is None and parts.password is None
        good = plain and parts.port in (None, 443) and _HOST.fullmatch(parts.hostname or "")
    except ValueError:
        good = None
    if not good or any(sign in value for sign in '"<>`{}|^'):
        raise Flawed("url_wrong", field)
    return value


def _title(value: object, field: str) -> str:
    try:
        title = one_line(value, field=field) if isinstance(value, str) and len(value) <= 400 else ""
    except Invalid:
        title = ""
    if not 0 < len(title) <= 200:
        raise Flawed("title_wrong", field)
    return title


def _sha256(value: object, field: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or not _SHA256.fullmatch(value):
        raise Flawed("sha256_wrong", field)
    return value


def _one_of(known: tuple[str, ...], value: object, code: str, field: str) -> str:
    if not isinstance(value, str) or value not in known:
        raise Flawed(code, field)
    return value
