"""What is signed: which version, as of when it is right, how long it may be used, and the hash of its file."""

from datetime import datetime
from typing import Any

from django.conf import settings

from consent.decisions.signing import sign
from consent.snapshots.conditions import moment
from consent.snapshots.freshness import Freshness
from consent.snapshots.models import Snapshot
from consent.snapshots.sources import GOOD_FOR
from consent.uses import VOCABULARY

TYPE = "snapshot+jwt"
FORMAT = "soundcheck-snapshot/1"


def whole_minute(at: datetime) -> datetime:
    """Rounded down: within a minute a manifest stays the same, and never claims to be newer than it is."""
    return at.replace(second=0, microsecond=0)


def manifest(snapshot: Snapshot, fresh: Freshness) -> str:
    """The manifest, as a compact JWS. What it speaks of may be used until `exp`, an hour after `as_of`."""
    previous = Snapshot.objects.of(snapshot.partner_id, test=snapshot.test).filter(number=snapshot.number - 1).first()
    here = f"{settings.SITE_ORIGIN}/api/v1/snapshots/{snapshot.pk}"
    as_of = max(whole_minute(fresh.as_of), snapshot.built_at)
    claims: dict[str, Any] = {
        "iss": settings.SITE_ORIGIN,
        "aud": snapshot.partner.slug,
        "iat": int(as_of.timestamp()),
        "exp": int((as_of + GOOD_FOR).timestamp()),
        "format": FORMAT,
        "vocabulary": VOCABULARY,
        "version": str(snapshot.pk),
        "number": snapshot.number,
        "previous": str(previous.pk) if previous else None,
        "test": snapshot.test,
        "built_at": moment(snapshot.built_at),
        "as_of": moment(as_of),
        "file": {
            "href": here,
            "sha256": snapshot.sha256,
            "bytes": snapshot.size,
            "compressed_bytes": snapshot.compressed_size,
            "assets": snapshot.assets,
            "licences": snapshot.licences,
            "sets": snapshot.sets,
        },
        "changes": here + "/changes-since/{version}",
    }
    return sign(claims, typ=TYPE, test=snapshot.test)
