"""The token of an invitation: made from its number and a nonce, signed, so that only its hash need be kept.

The nonce alone (it travels in the outbox) is worth nothing without the secret key; the hash in the table says which
nonce is the current one, so a renewed invitation's older link is dead.
"""

import hashlib
import secrets
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

_SALT = "artists.teams.invitation"


@dataclass(frozen=True)
class Token:
    """An invitation's number and the token that was mailed for it."""

    invitation_id: int
    value: str

    @property
    def sha256(self) -> str:
        """What the table keeps."""
        return hashlib.sha256(self.value.encode()).hexdigest()


def new_nonce() -> str:
    """Something nobody can guess."""
    return secrets.token_urlsafe(24)


def token_for(invitation_id: int, nonce: str) -> Token:
    """The token of this invitation under this nonce; the same each time."""
    return Token(invitation_id, _signer().sign(f"{invitation_id}.{nonce}"))


def read_token(value: str) -> Token | None:
    """The token that `value` is, if its signature is ours."""
    try:
        number, _, _ = _signer().unsign(value).partition(".")
        return Token(int(number), value)
    except (BadSignature, ValueError):
        return None


def _signer() -> Signer:
    return Signer(salt=_SALT, sep=".")
