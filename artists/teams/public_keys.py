"""Public keys of API clients, read from what a person pastes: a JWK, a JWK Set (RFC 7517) or PEM. Pure.

Three kinds, each with the one algorithm it is ever used with: Ed25519 (`EdDSA`), P-256 (`ES256`), RSA of 2,048 to 8,192
bits (`RS256`). Whatever else the paste says is dropped; `kid` is kept, or else is the key's thumbprint (RFC 7638).
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from artists.access import Invalid

ALGORITHMS = ("EdDSA", "ES256", "RS256")
MOST_KEYS = 2
_LONGEST = 20_000
_RSA_BITS = range(2048, 8193)
_MEMBERS = {"OKP": ("crv", "kty", "x"), "EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n")}
_PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}
_WITH = {"OKP": "EdDSA", "EC": "ES256", "RSA": "RS256"}
_KINDS = "Give an Ed25519, a P-256, or an RSA key of 2,048 to 8,192 bits."


@dataclass(frozen=True)
class PublicKey:
    """A key that can verify, and nothing more. `jwk` has its public members, `kid`, `alg` and `use`."""

    kid: str
    algorithm: str
    jwk: dict[str, str]
    thumbprint: str


def read_keys(pasted: str) -> list[PublicKey]:
    """The keys in what was pasted, one or two. Raises `Invalid` with a sentence that says what to mend."""
    text = pasted.strip()
    if "PRIVATE KEY" in text:
        raise _private()
    if len(text) > _LONGEST:
        raise _wrong("That is too long for one or two public keys.")
    found = [_from_pem(text)] if text.startswith("-----") else [_from_jwk(one) for one in _listed(text)]
    if len({one.thumbprint for one in found}) < len(found) or len({one.kid for one in found}) < len(found):
        raise _wrong("The same key, or the same kid, is in it twice.")
    return found


def _listed(text: str) -> list[Any]:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        raise _wrong("Paste a public key as a JWK, a JWK Set, or PEM.") from None
    listed = given["keys"] if isinstance(given, dict) and isinstance(given.get("keys"), list) else [given]
    if not 1 <= len(listed) <= MOST_KEYS:
        raise _wrong(f"Paste one key or {MOST_KEYS}.")
    return listed


def _from_pem(text: str) -> PublicKey:
    try:
        return _public(load_pem_public_key(text.encode()), "")
    except (ValueError, UnsupportedAlgorithm):
        raise _wrong("This PEM holds no public key. It begins with -----BEGIN PUBLIC KEY-----.") from None


def _from_jwk(given: Any) -> PublicKey:
    if not isinstance(given, dict) or given.get("kty") not in (*_MEMBERS, "oct"):
        raise _wrong(_KINDS)
    if _PRIVATE & given.keys():
        raise _private()
    if given["kty"] == "oct":
        raise _wrong(_KINDS)
    kid, use, algorithm = given.get("kid", ""), given.get("use", "sig"), given.get("alg", "")
    if not isinstance(kid, str) or len(kid) > 100 or not kid.isprintable():
        raise _wrong("A kid is a text of at most 100 characters.")
    if use != "sig":
        raise _wrong("The key is marked for something else than signing: its use is not sig.")
    members = {name: given.get(name) for name in _MEMBERS[given["kty"]]}
    if not all(isinstance(value, str) for value in members.values()):
        raise _wrong(_KINDS)
    try:
        key = jwt.PyJWK(members, algorithm=_WITH[given["kty"]]).key
    except (jwt.PyJWTError, ValueError, TypeError):
        raise _wrong("The key’s numbers cannot be read. " + _KINDS) from None
    public = _public(key, kid)
    if algorithm not in ("", public.algorithm, "Ed25519" if public.algorithm == "EdDSA" else ""):
        raise _wrong(f"The key is marked for {algorithm}; it is used with {public.algorithm}.")
    return public


def _public(key: Any, kid: str) -> PublicKey:
    if isinstance(key, Ed25519PublicKey):
        algorithm, jwk = "EdDSA", OKPAlgorithm.to_jwk(key, as_dict=True)
    elif isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        algorithm, jwk = "ES256", ECAlgorithm.to_jwk(key, as_dict=True)
    elif isinstance(key, RSAPublicKey) and key.key_size in _RSA_BITS:
        algorithm, jwk = "RS256", RSAAlgorithm.to_jwk(key, as_dict=True)
    else:
        raise _wrong(_KINDS)
    members = {name: str(jwk[name]) for name in _MEMBERS[str(jwk["kty"])]}
    canonical = json.dumps(members, separators=(",", ":"), sort_keys=True).encode()
    thumbprint = urlsafe_b64encode(hashlib.sha256(canonical).digest()).decode().rstrip("=")
    named = kid or thumbprint
    return PublicKey(named, algorithm, members | {"kid": named, "alg": algorithm, "use": "sig"}, thumbprint)


def _wrong(sentence: str) -> Invalid:
    return Invalid("keys_wrong", sentence, field="keys")


def _private() -> Invalid:
    sentence = "That is a private key: we must never have it. Make a new pair, and paste only its public half."
    return Invalid("key_private", sentence, field="keys")
