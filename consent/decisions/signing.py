"""Signing what others must be able to check without asking us: compact JWS (RFC 7515) with Ed25519 (RFC 9864).

Keys rotate: a new one is published an hour before it signs, and an old one stays published for as long as anything it
signed may count. Whoever keeps our keys for an hour at most (`KEYS_KEPT`) never meets an unknown one.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import transaction
from django.utils import timezone
from jwt.algorithms import OKPAlgorithm
from jwt.types import Options

from artists.access import Invalid
from artists.journal.record import Act, record
from artists.sealing import seal, unseal
from consent.decisions import entries
from consent.decisions.models import SigningKey
from consent.decisions.querysets import SigningKeyQuerySet

ALGORITHM = "Ed25519"
KEYS_KEPT = timedelta(hours=1)
PUBLISHED_AHEAD = timedelta(hours=2)
LONGEST_SIGNED = timedelta(hours=25)  # nothing we sign counts for longer: a snapshot's day, and an hour of clocks
PURPOSE = b"consent.decisions.signing 1"
_MAKING = 7_431_301  # of the advisory lock under which the first key is made


# PyJWT knows the algorithm only by its older name, EdDSA, which RFC 9864 deprecates: it names no curve.
jwt.register_algorithm(ALGORITHM, OKPAlgorithm())


class Signer:
    """Signs with one key; get it from `signer()` for one answer, never keep it."""

    def __init__(self, key: SigningKey) -> None:
        self._kid = key.kid
        self._private = _private(key.sealed)

    def __call__(self, claims: Mapping[str, Any], *, typ: str) -> str:
        """A compact JWS of these claims, with `typ` and `kid` in its header."""
        return jwt.encode(dict(claims), self._private, algorithm=ALGORITHM, headers={"typ": typ, "kid": self._kid})


def signer(*, test: bool = False) -> Signer:
    """Who signs now. The first one ever asked for is made on the spot."""
    key = SigningKey.objects.signing(now=timezone.now(), test=test)
    return Signer(key or _first(test=test))


def prepare() -> None:
    """See to it that there are keys before anybody fetches them: a verifier keeps for an hour what it finds."""
    for test in (False, True):
        if SigningKey.objects.signing(now=timezone.now(), test=test) is None:
            _first(test=test)


def sign(claims: Mapping[str, Any], *, typ: str, test: bool = False) -> str:
    """A compact JWS of these claims; `signer()` for many."""
    return signer(test=test)(claims, typ=typ)


def public_keys() -> list[dict[str, str]]:
    """The JWKs (RFC 7517) of every key whose signatures count, or soon will."""
    return [dict(key.public) for key in SigningKey.objects.published(now=timezone.now())]


def verify(token: str, *, typ: str) -> dict[str, Any]:
    """The claims of something we signed and that has not expired.

    Raises `Invalid`: `token_unreadable`, `token_of_another_kind`, `token_not_ours`, `token_expired`.
    """
    return _read(token, SigningKey.objects.published(now=timezone.now()), typ, {"verify_aud": False})


def verify_late(token: str, *, typ: str) -> dict[str, Any]:
    """The claims of something we signed, however long ago, by any key we ever had: what it allowed is in the past.

    A key that leaked may have signed it: believe only what our own tables say too. Raises `Invalid` as `verify` does.
    """
    unchecked: Options = {"verify_aud": False, "verify_exp": False, "verify_nbf": False}
    return _read(token, SigningKey.objects.order_by("pk"), typ, unchecked)


def _read(token: str, keys: SigningKeyQuerySet, typ: str, options: Options) -> dict[str, Any]:
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        raise Invalid("token_unreadable", "This is not a signed token: three parts in base64url with dots.") from None
    if header.get("typ") != typ:
        raise Invalid("token_of_another_kind", f"This token is of the kind {header.get('typ')!s:.40}, not {typ}.")
    kid = header.get("kid")
    key = keys.filter(kid=kid).first() if isinstance(kid, str) and kid.isprintable() else None
    if key is None:
        raise Invalid("token_not_ours", "No key of ours that still counts has signed this token.")
    try:
        claims: dict[str, Any] = jwt.decode(
            token, _public(key.public["x"]), algorithms=[ALGORITHM], options={**options, "require": ["iat"]}
        )
    except jwt.ExpiredSignatureError:
        raise Invalid("token_expired", "This token has run out.") from None
    except jwt.PyJWTError:
        raise Invalid("token_not_ours", "The signature of this token does not fit what it says.") from None
    return claims


def rotate(*, at_once: bool = False, test: bool = False) -> SigningKey:
    """Make the next key. It signs in two hours, when every verifier has seen it; the one before stays published.

    `at_once`, for a key that leaked: the new one signs now, and the old ones count no more from this moment.
    """
    now = timezone.now()
    signs_at = now if at_once else now + PUBLISHED_AHEAD
    with transaction.atomic():
        before = SigningKey.objects.published(now=now).filter(test=test)
        before.filter(retires_at=None).update(retires_at=now if at_once else signs_at + LONGEST_SIGNED)
        if at_once:
            before.update(retires_at=now)
        made = _make(test=test, signs_at=signs_at, now=now)
        record(Act(entries.KEY_ROTATED, "signing_key", made.kid, {"at_once": at_once, "test": test}), actor=None)
    return made


def _first(*, test: bool) -> SigningKey:
    with transaction.atomic():
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_MAKING])
        now = timezone.now()  # read under the lock: who waited must see the key that was made meanwhile as signing
        return SigningKey.objects.signing(now=now, test=test) or _make(test=test, signs_at=now, now=now)


def _make(*, test: bool, signs_at: datetime, now: datetime) -> SigningKey:
    private = Ed25519PrivateKey.generate()
    raw = serialization.Encoding.Raw
    x = _encoded(private.public_key().public_bytes(raw, serialization.PublicFormat.Raw))
    secret = private.private_bytes(raw, serialization.PrivateFormat.Raw, serialization.NoEncryption())
    kid = _thumbprint(x)
    return SigningKey.objects.create(
        kid=kid, public={"kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid, "alg": ALGORITHM, "use": "sig"},
        sealed=seal(secret, purpose=PURPOSE), test=test, made_at=now, signs_at=signs_at,
    )  # fmt: skip


def _public(x: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(x + "=="))


@lru_cache(maxsize=8)
def _private(sealed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(unseal(sealed, purpose=PURPOSE))


def _thumbprint(x: str) -> str:
    """RFC 7638, with the members that RFC 8037 names."""
    members = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": x}, separators=(",", ":"), sort_keys=True)
    return _encoded(hashlib.sha256(members.encode()).digest())


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
