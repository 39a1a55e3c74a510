"""Links in letters. Signed, so that nobody makes one up; what they lead to still asks for the person, or does nothing
but stop letters."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from artists.notices.kinds import GROUPS, WRITTEN, Channel

_OPEN = "notices.open"
_STOP = "notices.stop"


@dataclass(frozen=True)
class Opens:
    """Which notice a link opens, and whose it is."""

    notice_id: int
    person_id: int


@dataclass(frozen=True)
class Stops:
    """Which letters a link stops: these groups by this channel, for this person."""

    person_id: int
    channel: Channel
    groups: tuple[str, ...]


def open_path(notice_id: int, person_id: int) -> str:
    """The address that leads to what a notice is about."""
    return reverse("site:notice_link", args=[signing.dumps([notice_id, person_id], salt=_OPEN)])


def read_open(token: str) -> Opens | None:
    """What `open_path` signed; None for anything else."""
    try:
        notice_id, person_id = signing.loads(token, salt=_OPEN)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Opens(notice_id, person_id)


def stop_path(person_id: int, channel: Channel, groups: Collection[str]) -> str:
    """The address that stops letters, at one press and signed out (RFC 8058). It never lapses."""
    return reverse("site:notices_stop", args=[signing.dumps([person_id, channel.value, *groups], salt=_STOP)])


def read_stop(token: str) -> Stops | None:
    """What `stop_path` signed; None for anything else."""
    try:
        person_id, channel, *groups = signing.loads(token, salt=_STOP)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if channel not in WRITTEN:
        return None
    return Stops(person_id, Channel(channel), tuple(group for group in groups if group in GROUPS))
