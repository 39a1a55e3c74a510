"""Mandates: an artist team lets another team answer for it; either of the two ends it at once."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Invalid, Permission, TeamKind, require, require_fresh
from artists.journal.record import Act, record
from artists.teams import entries
from artists.teams.actions import lock_team
from artists.teams.models import Mandate, Team
from artists.teams.querysets import MandateQuerySet

LONGEST = timedelta(days=3 * 366)


def give_mandate(holder: Team, uses: Collection[str], *, until: datetime, covers_voice: bool, actor: Actor) -> Mandate:
    """Let `holder` answer for these uses until a date. The voice and the likeness only where `covers_voice` says so.

    The uses are codes of the vocabulary; whoever calls has checked them. Raises `Denied` (`no_permission`,
    `fresh_sign_in` when it covers the voice), `Invalid`, `Conflict` (`mandate_exists`).
    """
    require(actor, Permission.GIVE_MANDATE)
    now = timezone.now()
    _check_parties(holder, actor)
    _check_terms(uses, until, now)
    if covers_voice:
        require_fresh(actor, now=now)
    with transaction.atomic():
        lock_team(actor)
        current = Mandate.objects.in_force(now=now).filter(artist_team_id=actor.team_id, holder_team=holder).first()
        if current:
            raise Conflict(
                "mandate_exists",
                f"{holder.name} holds a mandate already. Take that back first, then give the new one.",
            )
        mandate = Mandate.objects.create(
            artist_team_id=actor.team_id,
            holder_team=holder,
            uses=sorted(set(uses)),
            covers_voice=covers_voice,
            until=until,
            given_at=now,
            given_by_id=actor.person_id,
        )
        _record(entries.MANDATE_GIVEN, mandate, actor=actor, at=now)
    return mandate


def revoke_mandate(mandate_id: int, *, actor: Actor) -> Mandate:
    """Take a mandate back: from now on its holder can answer nothing more. What they answered stays until changed.

    Their defaults for new releases end with it (`consent.choices.defaults`).
    """
    require(actor, Permission.GIVE_MANDATE)
    return _end(Mandate.objects.filter(artist_team_id=actor.team_id), mandate_id, entries.MANDATE_REVOKED, actor=actor)


def give_mandate_back(mandate_id: int, *, actor: Actor) -> Mandate:
    """Its holder gives a mandate back: it ends as if the artist had taken it back. Raises `Conflict` (`gone`)."""
    require(actor, Permission.SIGN)
    return _end(Mandate.objects.filter(holder_team_id=actor.team_id), mandate_id, entries.MANDATE_RETURNED, actor=actor)


def _end(own: MandateQuerySet, mandate_id: int, type_: str, *, actor: Actor) -> Mandate:
    """End it once, whoever of the two is first."""
    with transaction.atomic():
        found = own.filter(pk=mandate_id).select_related("holder_team", "artist_team").select_for_update(of=("self",))
        mandate = found.first()
        if mandate is None:
            raise Conflict("gone", "This mandate is not yours to end.")
        if mandate.revoked_at:
            return mandate
        now = timezone.now()
        mandate.revoked_at, mandate.revoked_by_id = now, actor.person_id
        mandate.given_back = type_ == entries.MANDATE_RETURNED
        mandate.save(update_fields=["revoked_at", "revoked_by", "given_back"])
        _record(type_, mandate, actor=actor, at=now)
    return mandate


def _check_parties(holder: Team, actor: Actor) -> None:
    if actor.team_kind is not TeamKind.ARTIST:
        raise Invalid("not_an_artist", "Only an artist's team gives a mandate.")
    if holder.pk == actor.team_id:
        raise Invalid("own_team", "This is your own team. Invite people instead.", field="holder")
    if not holder.team_kind.holds_rights:
        raise Invalid(
            "not_a_holder_kind", f"{holder.name} cannot answer for an artist: it is not on their side.", field="holder"
        )


def _check_terms(uses: Collection[str], until: datetime, now: datetime) -> None:
    if not uses:
        raise Invalid("no_uses", "Name at least one use.", field="uses")
    if until <= now:
        raise Invalid("until_past", "The end must be in the future.", field="until")
    if until > now + LONGEST:
        raise Invalid("until_too_late", "A mandate runs three years at most. It can be given again.", field="until")


def _record(type_: str, mandate: Mandate, *, actor: Actor, at: datetime) -> None:
    data = {
        "holder": mandate.holder_team_id,
        "artist": mandate.artist_team_id,
        "uses": list(mandate.uses),
        "covers_voice": mandate.covers_voice,
        "until": mandate.until.isoformat(),
    }
    act = Act(type_, "mandate", str(mandate.pk), data, frozenset({mandate.artist_team_id, mandate.holder_team_id}))
    record(act, actor=actor, at=at)
