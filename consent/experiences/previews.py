"""An example of what fans would get, which holders can play before they say yes."""

from typing import Any

from django.core.files import File
from django.db import transaction

from artists.access import Actor, Conflict, Permission, require
from artists.audio import intake
from artists.audio.models import Sound
from consent.experiences import turning
from consent.experiences.models import Experience
from consent.experiences.states import State


def put(experience: Experience, file: "File[Any]", *, actor: Actor) -> Sound:
    """Let a draft of the actor's be heard by this file, in place of the one before. It plays once it was checked.

    Raises `Denied`, `Conflict` (`sent_already`: what holders were asked for stays as they heard it; `many_waiting`),
    and `Invalid` for a file that is no sound.
    """
    require(actor, Permission.ASK)
    with transaction.atomic():
        one = turning.lock(experience.pk)
        if one.partner_id != actor.team_id or one.state != State.DRAFT:
            raise Conflict("sent_already", "Its holders were asked already. They hear what you sent with it.")
        before = one.preview
        sound = intake.take(file, actor=actor)
        one.preview = sound.pk
        one.save(update_fields=["preview"])
        if before is not None:
            intake.forget([before])
    return sound


def of(experience: Experience) -> Sound | None:
    """The example as it stands: being checked, ready, or refused with a sentence; None where there is none."""
    if experience.preview is None:
        return None
    return Sound.objects.filter(pk=experience.preview, replaced_at=None).first()
