"""Pause everything, and back. A pause is in force for the next check; the answers stay as they are underneath."""

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Denied, Permission, require, require_fresh
from artists.journal.record import Act, record
from artists.teams.models import Team
from consent.choices import entries
from consent.choices.answers import Answer
from consent.choices.models import Choice, Pause


def pause_all(*, actor: Actor) -> bool:
    """Count every answer of the team as off from now on. False, and nothing written, if it was so already."""
    require(actor, Permission.CHOOSE)
    _require_member(actor)
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=actor.team_id)
        if Pause.objects.filter(team_id=actor.team_id, resumed_at__isnull=True).exists():
            return False
        now = timezone.now()
        Pause.objects.create(team_id=actor.team_id, paused_at=now, paused_by_id=actor.person_id)
        record(Act(entries.PAUSED, "team", str(actor.team_id)), actor=actor, at=now)
    return True


def resume_all(*, actor: Actor) -> bool:
    """Let the answers count again. Where that opens a voice or a likeness, it takes who could open it.

    False if nothing was paused.
    """
    require(actor, Permission.CHOOSE)
    _require_member(actor)
    now = timezone.now()
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=actor.team_id)
        pause = Pause.objects.filter(team_id=actor.team_id, resumed_at__isnull=True).first()
        if pause is None:
            return False
        opens_a_person = Choice.objects.filter(
            team_id=actor.team_id, asset__kind__in=["voice", "likeness"], answer__gt=Answer.OFF
        ).exists()
        if opens_a_person:
            require(actor, Permission.CHOOSE_VOICE)
            require_fresh(actor, now=now)
        pause.resumed_at, pause.resumed_by_id = now, actor.person_id
        pause.save(update_fields=["resumed_at", "resumed_by"])
        record(Act(entries.RESUMED, "team", str(actor.team_id)), actor=actor, at=now)
    return True


def _require_member(actor: Actor) -> None:
    if actor.role is None:
        raise Denied("members_only", "A mandate covers named uses. Only the team itself pauses and resumes everything.")
