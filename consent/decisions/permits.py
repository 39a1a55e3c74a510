"""Permits: an `allow` that others can check without asking us, for ten minutes at most.

A permit is a JWS with `typ` `permit+jwt`. It names whom it is for, the asset, the use, the territory, the signed
versions of licences and the quantity, and where its status is published (`status`). A withdrawal reaches it there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Permission, require
from artists.teams.models import Team
from consent.decisions import room, signing, status
from consent.decisions.grounds import credit, grounds_of
from consent.decisions.models import Permit, Stop
from consent.decisions.wishes import Asked
from consent.uses import VOCABULARY

TYP = "permit+jwt"
GOOD_FOR = timedelta(minutes=10)
WHY_NONE: Mapping[str, str] = MappingProxyType(
    {
        "not_allowed": "A permit comes with an allow alone.",
        "permits_stopped": "Your team gets no permits for now: its console and /api/v1/withdrawals say why.",
        "experience_full": "As many are permitted in this experience as its holders agreed to.",
        "not_for_later": "A permit is for now. Ask again, without a time, when you are about to begin.",
    }
)
"""Why an answer carries no permit, by code, in words."""


@dataclass(frozen=True)
class Issued:
    """A permit, as the one who asked gets it."""

    id: UUID
    token: str
    expires_at: datetime
    quantity: int
    single_use: bool


def why_none(one: Asked, *, stopped: bool) -> str | None:
    """Why an answer carries no permit: a stable code, or None if it does."""
    if one.verdict.answer != "allow":
        return "not_allowed"
    if stopped:
        return "permits_stopped"
    return "not_for_later" if one.question.at else None


def issue(wanted: Sequence[Asked], *, actor: Actor, test: bool = False) -> list[Issued | str]:
    """A permit for each `allow`, in order; for what gets none the code that says why (`why_none`).

    The verdicts must be of this moment. Raises `Denied`.
    """
    require(actor, Permission.ASK)
    now = timezone.now()
    partner = Team.objects.get(pk=actor.team_id)
    stopped = not test and Stop.objects.filter(partner=partner, lifted_at=None).exists()
    reasons = [why_none(one, stopped=stopped) for one in wanted]
    if all(reasons):
        return [reason for reason in reasons if reason]
    with transaction.atomic():
        if not test:
            reasons = room.left(wanted, reasons, now=now)
        allowed = [one for one, reason in zip(wanted, reasons, strict=True) if reason is None]
        rows = [_row(one, partner, actor.client_id, now, test=test) for one in allowed]
        # The numbers come from the database: a place in the status lists for each.
        Permit.objects.bulk_create(rows, batch_size=2000)
    made = iter(_signed(rows, allowed, partner.slug, test=test))
    return [reason or next(made) for reason in reasons]


def current(permit_id: UUID, *, actor: Actor) -> Permit:
    """One of the partner's permits as it stands this moment, not as the last list had it.

    Raises `Permit.DoesNotExist`.
    """
    mine = Permit.objects.visible_to(actor).filter(pk=permit_id)
    status.call_back_what_is_no_longer_allowed(mine, now=timezone.now())
    return mine.get()


def redeem(permit_id: UUID, *, actor: Actor) -> Permit:
    """Use a permit now: asked at the moment of use, so that a withdrawal a second ago is heard, and one use is one.

    Raises `Permit.DoesNotExist`, or `Conflict`: `permit_expired`, `permit_revoked`, `permit_used`.
    """
    require(actor, Permission.ASK)
    now = timezone.now()
    with transaction.atomic():
        permit = Permit.objects.visible_to(actor).select_for_update().get(pk=permit_id)
        if permit.expires_at <= now:
            raise Conflict("permit_expired", "This permit has run out. Ask again.")
        if permit.revoked_at is None and not permit.test:
            status.call_back_what_is_no_longer_allowed(Permit.objects.filter(pk=permit.pk), now=now)
            permit.refresh_from_db(fields=["revoked_at"])
        if permit.revoked_at is not None:
            refused = Conflict("permit_revoked", "What this permit allowed was taken back. Stop, and ask again.")
        elif permit.single_use and permit.redeemed_at is not None:
            refused = Conflict("permit_used", "This permit was good for one use, and that was made.")
        else:
            refused = None
            permit.redeemed_at = permit.redeemed_at or now
            permit.save(update_fields=["redeemed_at"])
    if refused:  # after the commit, so that a permit found to be withdrawn stays called back
        raise refused
    return permit


def _row(one: Asked, partner: Team, client: str, now: datetime, *, test: bool) -> Permit:
    question, verdict, wish = one
    if verdict.asset is None:
        raise ValueError("What is allowed has an asset.")
    longest = now + GOOD_FOR
    return Permit(
        partner=partner, client=client, asset_id=verdict.asset, use=question.use,
        territory=question.territory or "", model=question.model or "", experience=question.experience,
        versions=list(verdict.versions),
        quantity=wish.quantity, single_use=wish.single_use, issued_at=now,
        expires_at=min(longest, verdict.ends_at or longest), test=test,
    )  # fmt: skip


def _signed(rows: Sequence[Permit], asked: Sequence[Asked], partner: str, *, test: bool) -> Iterator[Issued]:
    sign = signing.signer(test=test)
    grounds = grounds_of(version for row in rows for version in row.versions)
    for row, one in zip(rows, asked, strict=True):
        resting = [grounds[version] for version in row.versions]
        claims = _claims(row, partner) | {
            "licences": [{"licence": g.licence, "version": g.version, "sha256": g.sha256} for g in resting],
            "credit": credit(resting, one.verdict.title, one.verdict.artist),
        }
        yield Issued(row.id, sign(claims, typ=TYP), row.expires_at, row.quantity, row.single_use)


def _claims(row: Permit, partner: str) -> dict[str, Any]:
    claims: dict[str, Any] = {
        "iss": settings.SITE_ORIGIN,
        "aud": partner,
        "sub": str(row.asset_id),
        "client_id": row.client,
        "jti": str(row.id),
        "iat": int(row.issued_at.timestamp()),
        "nbf": int(row.issued_at.timestamp()),
        "exp": int(row.expires_at.timestamp()),
        "vocabulary": VOCABULARY,
        "use": row.use,
        "territory": row.territory or None,
        "quantity": row.quantity,
        "single_use": row.single_use,
        "status": {"status_list": {"idx": status.place(row.number), "uri": status.uri(row.number)}},
    }
    if row.model:
        claims["model"] = row.model
    if row.experience:
        claims["experience"] = str(row.experience)
    if row.test:
        claims["test"] = True
    return claims


def state_of(permit: Permit, *, now: datetime) -> str:
    """`counts`, `revoked`, `used` (a single-use permit that was) or `expired`."""
    if permit.revoked_at is not None:
        return "revoked"
    if permit.single_use and permit.redeemed_at is not None:
        return "used"
    return "counts" if permit.expires_at > now else "expired"
