"""The mail of the demonstration, read from the files that Django's file backend writes."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

_BETWEEN = re.compile(rb"^-{79}\n", re.MULTILINE)  # what the backend writes after each message of a file


@dataclass(frozen=True)
class Mail:
    """One message. `key` finds it again."""

    key: str
    at: datetime
    subject: str
    sender: str
    to: str
    text: str


def newest_first(folder: Path, *, limit: int = 200) -> list[Mail]:
    """The last messages, the newest first."""
    files = sorted(folder.glob("*.log"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    found: list[Mail] = []
    for path in files:
        found += reversed(_messages(path))
        if len(found) >= limit:
            break
    return found[:limit]


def find(folder: Path, key: str) -> Mail | None:
    """The message with this key."""
    name, _, number = key.rpartition("-")
    # The name is compared and never used as a path: it comes from an address.
    for path in folder.glob("*.log"):
        if path.stem == name and number.isdecimal():
            return next((mail for mail in _messages(path) if mail.key == key), None)
    return None


def _messages(path: Path) -> list[Mail]:
    parts = [part for part in _BETWEEN.split(path.read_bytes()) if part.strip()]
    return [_mail(f"{path.stem}-{number}", part, path) for number, part in enumerate(parts)]


def _mail(key: str, raw: bytes, path: Path) -> Mail:
    message = message_from_bytes(raw, policy=policy.default)
    body = message.get_body(preferencelist=("plain", "html"))
    sent = message["Date"].datetime if message["Date"] else datetime.fromtimestamp(path.stat().st_mtime, UTC)
    # Django dates its mail "-0000": UTC, without saying so.
    sent = sent if sent.tzinfo else sent.replace(tzinfo=UTC)
    return Mail(
        key=key,
        at=sent,
        subject=str(message["Subject"] or ""),
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        text=body.get_content() if body else "",
    )
