"""The keys events are signed with, after Standard Webhooks, and how they are kept.

`v1a` is Ed25519: the receiver only ever holds our public key (`whpk_…`). `v1` is HMAC-SHA256 with a shared secret
(`whsec_…`), for libraries that know no other way. What signs is encrypted in the database with a key derived from
SECRET_KEY, so that a copy of the database alone signs nothing. SECRET_KEY_FALLBACKS still open what they sealed.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from artists.webhooks.models import Key

_SECRET_BYTES = 32
_PURPOSE = b"artists.webhooks.keys 1"


class Unreadable(Exception):
    """A key that was sealed under a SECRET_KEY that is no longer known."""


@dataclass(frozen=True)
class NewKey:
    """A key as it goes into the table, and what the receiver must be given."""

    scheme: str
    public: str
    sealed: str
    for_receiver: str


def new_key(scheme: str) -> NewKey:
    """Make a key. `for_receiver` is the public key, or the secret, which is shown once."""
    if scheme == Key.Scheme.SECRET:
        raw = secrets.token_bytes(_SECRET_BYTES)
        return NewKey(scheme, "", _seal(raw), f"whsec_{_encoded(raw)}")
    private = Ed25519PrivateKey.generate()
    raw = private.private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    public = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    shown = f"whpk_{_encoded(public)}"
    return NewKey(scheme, shown, _seal(raw), shown)


def headers(webhook_id: str, body: bytes, keys: Iterable[Key], *, at: datetime) -> dict[str, str]:
    """The three headers of Standard Webhooks, with one signature for each key. Raises `Unreadable`."""
    stamp = str(int(at.timestamp()))
    content = b".".join([webhook_id.encode(), stamp.encode(), body])
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"{key.scheme},{_encoded(_sign(key, content))}" for key in keys),
    }


def _sign(key: Key, content: bytes) -> bytes:
    raw = _open(key.sealed)
    if key.scheme == Key.Scheme.SECRET:
        return hmac.new(raw, content, hashlib.sha256).digest()
    return Ed25519PrivateKey.from_private_bytes(raw).sign(content)


def _seal(raw: bytes) -> str:
    return _box().encrypt(raw).decode()


def _open(sealed: str) -> bytes:
    try:
        return _box().decrypt(sealed.encode())
    except InvalidToken:
        raise Unreadable from None


def _box() -> MultiFernet:
    return MultiFernet(
        [Fernet(_derived(secret.encode())) for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]]
    )


def _derived(secret: bytes) -> bytes:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret)
    return base64.urlsafe_b64encode(derived)


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
