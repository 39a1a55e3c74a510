"""The certificates that files are signed under: made when first needed, kept sealed, renewed a year before their end.

The profile is C2PA 2.2's for signing certificates (section 14.5): ECDSA on P-256, an end-entity certificate that may
sign and nothing else, under a root that only issues. Files carry no time stamp of an authority, for that would need a
call to somebody else for each: so the certificate lives ten years, and what it signed counts as long.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from artists.sealing import seal, unseal
from consent.credentials.models import Authority

LIFE = timedelta(days=3650)
RENEWED = timedelta(days=365)
_ROOT_LIFE = timedelta(days=7300)
_CLOCKS = timedelta(hours=1)
PURPOSE = b"consent.credentials.authority 1"
_MAKING = 7_431_306  # of the advisory lock under which one is made
_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


@dataclass(frozen=True)
class Signing:
    """What signing takes: the chain and the private key, as PEM; the root whom a reader would trust."""

    chain: str
    key: str
    root: str


def signing() -> Signing:
    """Who signs now. The first one ever asked for is made on the spot. Raises `artists.sealing.Unreadable`."""
    found = _current() or _made()
    return Signing(found.chain, unseal(found.sealed, purpose=PURPOSE).decode(), found.root)


def roots() -> str:
    """The roots of every authority we ever had, as PEM, the newest first: what was signed long ago counts too."""
    if not Authority.objects.exists():
        _made()
    return "".join(Authority.objects.order_by("-pk").values_list("root", flat=True))


def _current() -> Authority | None:
    return Authority.objects.filter(ends_at__gt=timezone.now() + RENEWED).order_by("-pk").first()


def _made() -> Authority:
    with transaction.atomic():
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_MAKING])
        return _current() or _make(timezone.now())


def _make(now: datetime) -> Authority:
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    origin = settings.SITE_ORIGIN.partition("://")[2]
    root_name, name = _name(f"Root of {origin}"), _name(f"Files of {origin}")
    root = (
        _certificate(root_name, root_name, root_key.public_key(), now, _ROOT_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    leaf = (
        _certificate(name, root_name, key.public_key(), now, LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage("digital_signature"), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    return Authority.objects.create(
        root=_pem(root), root_sealed=_sealed(root_key), chain=_pem(leaf) + _pem(root), sealed=_sealed(key),
        made_at=now, ends_at=now + LIFE,
    )  # fmt: skip


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Soundcheck portal (portal-signed)"),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _usage(*wanted: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{usage: usage in wanted for usage in _USAGES})


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _sealed(key: ec.EllipticCurvePrivateKey) -> str:
    raw = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )  # fmt: skip
    return seal(raw, purpose=PURPOSE)
