"""How a team handles what waits for it: give a request to a colleague, or put it aside for a while."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Invalid, Permission, TeamKind, require
from artists.journal.record import Act as Entry
from artists.journal.record import record
from artists.teams.models import Membership
from consent.requests import entries
from consent.requests.models import Request, Voter

LONGEST = timedelta(days=90)


def assign(request: Request, person_id: int | None, *, actor: Actor) -> bool:
    """Give a request to a member of the team, or (None) to nobody; return whether that changed anything."""
    _require_ours(actor)
    now = timezone.now()
    with transaction.atomic():
        voter = _lock(request, actor)
        if person_id is not None and not _in_team(person_id, actor):
            raise Invalid("assignee", "Choose somebody of your team.", field="assignee")
        if voter.assignee_id == person_id:
            return False
        voter.assignee_id, voter.assigned_at, voter.assigned_by_id = person_id, now, actor.person_id
        voter.save(update_fields=["assignee", "assigned_at", "assigned_by"])
        data = {"to": person_id, "title": request.title}
        _record(entries.ASSIGNED, request, data, actor, now)
    return True


def snooze(request: Request, until: datetime | None, *, actor: Actor) -> datetime | None:
    """Put a request aside until a moment, or (None) take it back; return when it was to wake before.

    It wakes by itself: lists compare the moment with now. Its deadline runs on.
    """
    _require_ours(actor)
    now = timezone.now()
    if until is not None and not now < until <= now + LONGEST:
        raise Invalid("until", "Choose a moment within the next 90 days.", field="until")
    with transaction.atomic():
        voter = _lock(request, actor)
        if until is not None and not request.is_open(now=now):
            raise Conflict("closed", "This request is closed, so nothing waits any more.")
        if until is not None and until >= request.deadline_at:
            raise Invalid(
                "until", "It closes before that, and silence is a no. Choose an earlier moment.", field="until"
            )
        before = voter.wakes_at
        if before == until:
            return before
        voter.wakes_at, voter.snoozed_at, voter.snoozed_by_id = until, now, actor.person_id
        voter.save(update_fields=["wakes_at", "snoozed_at", "snoozed_by"])
        data = {"until": until.isoformat() if until else None, "title": request.title}
        _record(entries.SNOOZED, request, data, actor, now)
    return before


def _require_ours(actor: Actor) -> None:
    require(actor, Permission.ASK if actor.team_kind is TeamKind.PARTNER else Permission.CHOOSE)
    if actor.role is None:
        raise Denied("not_in_mandate", "How the team handles its requests is its members' business.")


def _lock(request: Request, actor: Actor) -> Voter:
    voter = Voter.objects.select_for_update(of=("self",)).filter(request_id=request.pk, team_id=actor.team_id).first()
    if voter is None:
        raise Denied("not_asked", "This request does not wait for your team.")
    request.refresh_from_db(fields=["state", "deadline_at", "closed_at"])
    return voter


def _in_team(person_id: int, actor: Actor) -> bool:
    return Membership.objects.filter(team_id=actor.team_id, person_id=person_id, person__is_active=True).exists()


def _record(type_: str, request: Request, data: dict[str, Any], actor: Actor, now: datetime) -> None:
    record(Entry(type_, "request", str(request.pk), data, frozenset({actor.team_id})), actor=actor, at=now)
