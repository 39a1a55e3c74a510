"""Addresses under which a sound plays: signed, for a while, for one sound and one purpose.

Whoever has the address hears it until it expires, with no session: an audio element asks for ranges again and again,
and a phone may hand it to its player. `/listen/<token>/` is served by `portal.fans.listening`. A SECRET_KEY that was
rotated into SECRET_KEY_FALLBACKS still opens what it signed.
"""

import base64
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from uuid import UUID

from django.core import signing
from django.utils import timezone

from artists.audio.models import Sound

GOOD_FOR = timedelta(hours=3)
_ROUNDED = timedelta(minutes=15)
_SALT = "artists.audio.addresses 1"
_SHAPE = struct.Struct(">16sBI")


class Purpose(IntEnum):
    """What an address is for: hearing it in a page, or keeping the file."""

    LISTEN = 1
    SAVE = 2


@dataclass(frozen=True)
class Address:
    """What a token says."""

    sound: UUID
    purpose: Purpose
    ends_at: datetime


def listen(sound: Sound, *, good_for: timedelta = GOOD_FOR) -> str:
    """The path under which the sound plays. It is the same for a quarter of an hour, so that browsers keep what they
    have fetched."""
    return _path(sound.pk, Purpose.LISTEN, good_for)


def save(sound: Sound, *, good_for: timedelta = GOOD_FOR) -> str:
    """The path that a browser offers to save as a file."""
    return _path(sound.pk, Purpose.SAVE, good_for)


def read(token: str, *, now: datetime | None = None) -> Address | None:
    """What a token of ours says; None where we did not sign it, or it has expired."""
    try:
        packed = base64.urlsafe_b64decode(signing.Signer(sep=".", salt=_SALT).unsign(token) + "==")
        sound, purpose, seconds = _SHAPE.unpack(packed)
        found = Address(UUID(bytes=sound), Purpose(purpose), datetime.fromtimestamp(seconds, tz=UTC))
    except (signing.BadSignature, struct.error, ValueError):
        return None
    return found if (now or timezone.now()) < found.ends_at else None


def _path(sound: UUID, purpose: Purpose, good_for: timedelta) -> str:
    step = int(_ROUNDED.total_seconds())
    ends = -(-int((timezone.now() + good_for).timestamp()) // step) * step
    packed = base64.urlsafe_b64encode(_SHAPE.pack(sound.bytes, purpose, ends)).rstrip(b"=").decode()
    return f"/listen/{signing.Signer(sep='.', salt=_SALT).sign(packed)}/"
