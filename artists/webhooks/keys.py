"""The keys events are signed with, after Standard Webhooks, and how they are kept.

`v1a` is Ed25519: the receiver only ever holds our public key (`whpk_…`). `v1` is HMAC-SHA256 with a shared secret
(`whsec_…`), for libraries that know no other way. What signs is sealed: a copy of the database alone signs nothing.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from artists.sealing import seal, unseal
from artists.webhooks.models import Key

_SECRET_BYTES = 32
PURPOSE = b"artists.webhooks.keys 1"


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
        return NewKey(scheme, "", seal(raw, purpose=PURPOSE), f"whsec_{_encoded(raw)}")
    private = Ed25519PrivateKey.generate()
    raw = private.private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    public = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    shown = f"whpk_{_encoded(public)}"
    return NewKey(scheme, shown, seal(raw, purpose=PURPOSE), shown)


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
    raw = unseal(key.sealed, purpose=PURPOSE)
    if key.scheme == Key.Scheme.SECRET:
        return hmac.new(raw, content, hashlib.sha256).digest()
    return Ed25519PrivateKey.from_private_bytes(raw).sign(content)


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
