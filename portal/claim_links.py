"""The link by which whoever made a claim follows it, signed out too. Signed, so that nobody makes one up."""

from uuid import UUID

from django.core import signing
from django.urls import reverse

from consent.claims.models import Claim

_FOLLOW = "claims.follow"


def path_of(claim: Claim) -> str:
    """Where it is followed."""
    return reverse("fans:claim", args=[signing.dumps(claim.pk.hex, salt=_FOLLOW)])


def read(token: str) -> UUID | None:
    """What `path_of` signed; None for anything else."""
    try:
        return UUID(signing.loads(token, salt=_FOLLOW))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
