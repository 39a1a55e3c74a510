"""`private_key_jwt`: a client proves itself with a JWT it signed with its own key (RFC 7523 §3, OpenID Connect §9).

The key says which algorithm it is used with, never the assertion: that leaves no room for `none`, nor for a public key
taken as the secret of an HMAC. Each assertion is good once.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import jwt
from django.db import IntegrityError, transaction
from jwt.types import Options

from artists.teams.models import ApiClient, ClientKey
from artists.teams.public_keys import ALGORITHMS
from portal.api.models import UsedAssertion

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_LIFE = 300  # seconds from now to `exp`
CLOCKS = 30  # seconds that the client's clock may be off
_LONGEST = 8_000
_TYPES = ("", "jwt", "client-authentication+jwt")
_SIGNATURE_ALONE: Options = {
    "verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False, "verify_iss": False,
    "verify_sub": False, "verify_jti": False,
}  # fmt: skip
_UNREADABLE = (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError)


class Refused(Exception):
    """The assertion proves nothing. The text says why, to whoever made it: it gives nothing away."""


def client_of(assertion: str, *, said: str | None, audiences: tuple[str, ...], now: datetime) -> ApiClient:
    """The client that made this assertion, which is used up by it. `said` is the `client_id` sent beside it, if any.

    Raises `Refused`.
    """
    header, claims = _read(assertion)
    name = claims.get("iss")
    if not isinstance(name, str) or not name.isprintable() or claims.get("sub") != name:
        raise Refused("iss and sub must both be the client id.")
    if said not in (None, "", name):
        raise Refused("client_id is not the one in the assertion.")
    client = ApiClient.objects.live().filter(client_id=name, authenticates=ApiClient.Method.KEYS).first()
    keys = [] if client is None else _keys(client, header)
    if client is None or not any(_signed(assertion, key) for key in keys):
        raise Refused("No key of this client signed the assertion.")
    _timely(claims, now.timestamp())
    _ours(claims, audiences)
    _first(claims, client, now)
    return client


def _read(assertion: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Header and claims as they are written; nothing of it is proven yet."""
    if len(assertion) > _LONGEST:
        raise Refused("The assertion is too long.")
    try:
        read = jwt.decode_complete(assertion, options={"verify_signature": False})
    except _UNREADABLE:
        raise Refused("The assertion is no JWT.") from None
    header, claims = read["header"], read["payload"]
    if header.get("alg") not in ALGORITHMS:
        raise Refused(f"alg must be one of {', '.join(ALGORITHMS)}.")
    if str(header.get("typ", "")).lower() not in _TYPES or "crit" in header:
        raise Refused("The header asks for what we do not know: typ is JWT, and there is no crit.")
    return header, claims


def _keys(client: ApiClient, header: Mapping[str, Any]) -> list[ClientKey]:
    """The client's keys that could have signed it: of its algorithm, and of its `kid` if it names one."""
    found = client.keys.filter(algorithm=header["alg"])
    if "kid" not in header:
        return list(found)
    # What cannot be printed is no kid of ours, and the database would not even look for it.
    return list(found.filter(kid=header["kid"])) if str(header["kid"]).isprintable() else []


def _signed(assertion: str, key: ClientKey) -> bool:
    try:
        jwt.decode(
            assertion,
            jwt.PyJWK(key.jwk, algorithm=key.algorithm).key,
            algorithms=[key.algorithm],
            options=_SIGNATURE_ALONE,
        )
    except _UNREADABLE:
        return False
    return True


def _timely(claims: Mapping[str, Any], now: float) -> None:
    exp, nbf, iat = (_seconds(claims, name) for name in ("exp", "nbf", "iat"))
    if exp is None:
        raise Refused("exp is missing.")
    if exp <= now - CLOCKS:
        raise Refused("The assertion has expired.")
    if exp > now + LONGEST_LIFE + CLOCKS:
        raise Refused(f"exp is more than {LONGEST_LIFE} seconds ahead.")
    if any(moment is not None and moment > now + CLOCKS for moment in (nbf, iat)):
        raise Refused("The assertion is not valid yet: look at your clock.")


def _seconds(claims: Mapping[str, Any], name: str) -> float | None:
    given = claims.get(name)
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) < 1e12:
        raise Refused(f"{name} is no time in seconds.")
    return float(given)


def _ours(claims: Mapping[str, Any], audiences: tuple[str, ...]) -> None:
    """An assertion for several might be used by one of them with another, so it is for us alone."""
    given = claims.get("aud")
    if isinstance(given, list) and len(given) == 1:
        [given] = given
    if given not in audiences:
        raise Refused(f"aud must be {audiences[0]}, and nothing else.")


def _first(claims: Mapping[str, Any], client: ApiClient, now: datetime) -> None:
    """Use the assertion up: of two that come at once, the key of the table lets one pass."""
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 1 <= len(jti) <= 255:
        raise Refused("jti must be a text of 1 to 255 characters, new each time.")
    until = datetime.fromtimestamp(float(claims["exp"]) + CLOCKS, UTC)
    digest = hashlib.sha256(jti.encode("utf-8", "surrogatepass")).hexdigest()
    UsedAssertion.objects.filter(client=client, expires_at__lt=now).delete()
    try:
        with transaction.atomic():
            UsedAssertion.objects.create(client=client, jti_sha256=digest, expires_at=until)
    except IntegrityError:
        raise Refused("This assertion was used already: sign a new one, with a new jti.") from None
