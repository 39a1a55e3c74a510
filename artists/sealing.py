"""Keeping a secret in the database that a copy of the database does not give away.

It is encrypted with a key derived from SECRET_KEY for one purpose; what one purpose sealed, another cannot open.
SECRET_KEY_FALLBACKS still open what they sealed.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """It was sealed under a SECRET_KEY that is no longer known."""


def seal(raw: bytes, *, purpose: bytes) -> str:
    """Encrypt under the newest key."""
    return _box(purpose).encrypt(raw).decode()


def unseal(sealed: str, *, purpose: bytes) -> bytes:
    """What was sealed for this purpose. Raises `Unreadable`."""
    try:
        return _box(purpose).decrypt(sealed.encode())
    except InvalidToken:
        raise Unreadable from None


def resealed(sealed: str, *, purpose: bytes) -> str:
    """The same secret under the newest key; unchanged where it is that already. Raises `Unreadable`."""
    secret = settings.SECRET_KEY.encode()
    try:
        Fernet(_derived(secret, purpose)).decrypt(sealed.encode())
    except InvalidToken:
        return seal(unseal(sealed, purpose=purpose), purpose=purpose)
    return sealed


def _box(purpose: bytes) -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(secret.encode(), purpose)) for secret in secrets])


def _derived(secret: bytes, purpose: bytes) -> bytes:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(secret)
    return base64.urlsafe_b64encode(derived)
