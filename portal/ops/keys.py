"""The secrets of the demonstration and the tests: made once, kept in files that only their owner can read."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa


def secret_key(folder: Path) -> str:
    """A SECRET_KEY."""
    return _kept(folder / "secret-key", lambda: secrets.token_urlsafe(50))


def signing_key(folder: Path) -> str:
    """A private key (PEM) with which the OAuth 2 token endpoint signs."""
    return _kept(folder / "oidc-key.pem", _new_signing_key)


def push_key(folder: Path) -> str:
    """A private key with which notices to phones are signed."""
    return _kept(folder / "vapid-key", new_push_key)


def new_push_key() -> str:
    """32 bytes in base64url, as VAPID_PRIVATE_KEY wants them."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def _kept(path: Path, make: Callable[[], str]) -> str:
    """What the file holds; made first where it does not exist. Two processes at once end up with one value."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(make())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first: its value counts
        finally:
            draft.unlink()
    return path.read_text()


def _new_signing_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
