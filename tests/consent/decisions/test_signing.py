"""Keys and signatures, checked by a library that is not ours."""

import base64
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from joserfc import jwk, jws, jwt

from artists.access import Invalid
from consent.decisions import signing
from consent.decisions.models import SigningKey

pytestmark = pytest.mark.django_db


def claims(**more: object) -> dict[str, object]:
    """Something to sign."""
    now = int(timezone.now().timestamp())
    return {"iss": "us", "iat": now, "exp": now + 60, **more}


def published() -> jwk.KeySet:
    """Our keys, as a stranger loads them."""
    return jwk.KeySet.import_key_set({"keys": signing.public_keys()})  # type: ignore[typeddict-item]


def test_what_we_sign_is_verified_by_a_strangers_library_with_our_published_keys() -> None:
    token = signing.sign(claims(use="remix"), typ="test+jwt")
    read = jwt.decode(token, published(), algorithms=["Ed25519"])
    assert read.claims["use"] == "remix"
    assert read.header == {"alg": "Ed25519", "typ": "test+jwt", "kid": signing.public_keys()[0]["kid"]}


def test_a_kid_is_the_keys_thumbprint_as_rfc_7638_has_it() -> None:
    signing.signer()
    [key] = signing.public_keys()
    assert jwk.OKPKey.import_key(key).thumbprint() == key["kid"]  # type: ignore[arg-type]


def test_a_new_key_is_published_before_it_signs_and_the_old_one_while_what_it_signed_counts() -> None:
    before = signing.sign(claims(), typ="test+jwt")
    old = jws.extract_compact(before.encode()).headers()["kid"]
    new = signing.rotate()
    assert {key["kid"] for key in signing.public_keys()} == {old, new.kid}
    assert jws.extract_compact(signing.sign(claims(), typ="test+jwt").encode()).headers()["kid"] == old
    with time_machine.travel(timezone.now() + signing.PUBLISHED_AHEAD, tick=False):
        assert jws.extract_compact(signing.sign(claims(), typ="test+jwt").encode()).headers()["kid"] == new.kid
        assert {key["kid"] for key in signing.public_keys()} == {old, new.kid}
    with time_machine.travel(timezone.now() + signing.PUBLISHED_AHEAD + signing.LONGEST_SIGNED, tick=False):
        assert [key["kid"] for key in signing.public_keys()] == [new.kid]


def test_whoever_keeps_the_keys_for_an_hour_never_meets_an_unknown_one() -> None:
    assert signing.KEYS_KEPT < signing.PUBLISHED_AHEAD


def test_a_key_that_leaked_counts_no_more_at_once() -> None:
    token = signing.sign(claims(), typ="test+jwt")
    signing.rotate(at_once=True)
    with pytest.raises(Invalid, match="No key of ours"):
        signing.verify(token, typ="test+jwt")
    assert signing.verify(signing.sign(claims(), typ="test+jwt"), typ="test+jwt")["iss"] == "us"


def test_test_clients_get_a_key_of_their_own() -> None:
    live, test = (jws.extract_compact(signing.sign(claims(), typ="t", test=one).encode()) for one in (False, True))
    assert live.headers()["kid"] != test.headers()["kid"]
    assert SigningKey.objects.get(kid=test.headers()["kid"]).test


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda token: "rubbish", "token_unreadable"),
        (lambda token: "", "token_unreadable"),
        (lambda token: token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB"), "token_not_ours"),
        (lambda token: ".".join([token.split(".")[0], _other(token), token.split(".")[2]]), "token_not_ours"),
        (lambda token: _unsigned(token), "token_not_ours"),
    ],
)
def test_what_was_changed_or_is_rubbish_is_refused_with_a_reason(spoil: object, code: str) -> None:
    token = signing.sign(claims(), typ="test+jwt")
    with pytest.raises(Invalid) as refusal:
        signing.verify(spoil(token), typ="test+jwt")  # type: ignore[operator]
    assert refusal.value.code == code


def test_a_token_of_another_kind_or_out_of_date_is_refused() -> None:
    with pytest.raises(Invalid, match="not permit"):
        signing.verify(signing.sign(claims(), typ="snapshot+jwt"), typ="permit+jwt")
    late = signing.sign({"iat": 1, "exp": int((timezone.now() - timedelta(seconds=1)).timestamp())}, typ="t")
    with pytest.raises(Invalid, match="run out"):
        signing.verify(late, typ="t")


def _other(token: str) -> str:
    return base64.urlsafe_b64encode(b'{"iss":"them","iat":1}').rstrip(b"=").decode()


def _unsigned(token: str) -> str:
    header = base64.urlsafe_b64encode(
        b'{"alg":"none","typ":"test+jwt","kid":"%s"}' % signing.public_keys()[0]["kid"].encode()
    )
    return f"{header.rstrip(b'=').decode()}.{token.split('.')[1]}."
