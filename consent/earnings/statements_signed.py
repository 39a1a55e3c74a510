"""The signed form of a statement: its sums as the claims of a JWS, and how a token is held against what we keep."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from artists.access import Invalid
from consent.decisions import signing
from consent.decisions.signing import Signer
from consent.earnings.models_statements import Statement

TYPE = "statement+jwt"
SUMS = ("earned", "reversed", "released", "held", "recouped", "carried_in", "payable", "carried_out", "quantity")


def claims(said: Statement, *, team_name: str) -> dict[str, Any]:
    """What is signed: amounts are decimals as text, so that no reader rounds them."""
    return {
        "iss": settings.SITE_ORIGIN,
        "iat": int(said.closed_at.timestamp()),
        "statement": said.reference,
        "number": said.number,
        "team": said.team_id,
        "name": team_name,
        "month": f"{said.month_id:%Y-%m}",
        "currency": said.currency,
        **{name: f"{getattr(said, name):.6f}" for name in SUMS},
        "lines": said.lines,
        "lines_sha256": said.lines_sha256,
    }


def sign(said: Statement, *, team_name: str, signer: Signer) -> str:
    """The statement as a compact JWS."""
    return signer(claims(said, team_name=team_name), typ=TYPE)


def read(token: str) -> tuple[Statement, Mapping[str, Any]]:
    """The statement that a token is of, and what the token says. A key signs no longer than it is safe: so a token
    counts only if it is the very one we keep. Raises `Invalid`: see `signing.verify_late`, and `statement_unknown`.
    """
    said = signing.verify_late(token, typ=TYPE)
    found = Statement.objects.filter(signature=token, number=said["number"])
    kept = found.filter(month__state="closed").select_related("team").first()
    if kept is None:
        raise Invalid("statement_unknown", "We keep no statement with this signature.")
    return kept, said


def payload(token: str) -> dict[str, Any]:
    """What a signature of ours that we keep says."""
    part = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found
