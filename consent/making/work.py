"""What the studio does with a making: take it, say how far it is, keep its files, end it one way or another.

A worker holds a making by a number that only it knows, until a moment that every sign of life moves on. Whoever died is
overtaken when that moment has passed; whoever was overtaken, or cancelled, hears of it from the next call, which does
nothing and returns False. So two workers can neither finish the same making nor report it under two names.

Up to `keep` a fan can cancel. From then on it is being finished: permitted, made, about to be counted.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from artists.audio.models import Sound
from consent.making import notices_own
from consent.making.models import File, Making
from consent.making.querysets import MakingQuerySet
from consent.making.states import OPEN, State
from consent.reports.models import Output

HOLD = timedelta(seconds=90)
MOST_ATTEMPTS = 3
BROKE = "We could not make this one: the studio broke down over it, three times. It was not counted."


@dataclass(frozen=True)
class Kept:
    """A file of a making as it is kept: a sound, or anything else under `name` in the storage `audio`."""

    role: str
    sound: Sound | None = None
    name: str = ""
    content_type: str = ""
    size: int = 0
    sha256: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def take(*, now: datetime | None = None) -> Making | None:
    """The one that has waited longest, or that its worker left; held from now on. None where nothing is to be done.

    One that took three workers down with it is failed and not given out again.
    """
    at = now or timezone.now()
    while True:
        with transaction.atomic():
            free = _free(at).select_for_update(skip_locked=True, of=("self",)).order_by("asked_at", "id")
            found = free.first()
            if found is None:
                return None
            if found.state != State.CHECKING and found.attempts >= MOST_ATTEMPTS:
                _end(found, State.FAILED, BROKE, at)
                continue
            found.hold, found.hold_ends_at = uuid4(), at + HOLD
            found.attempts += 1
            found.started_at = found.started_at or at
            if found.state == State.WAITING:
                found.state = State.MAKING.value
            found.save(update_fields=["hold", "hold_ends_at", "attempts", "started_at", "state"])
        return _whole().get(pk=found.pk)


def is_due(*, now: datetime | None = None) -> bool:
    """Whether `take` would find something."""
    return _free(now or timezone.now()).exists()


def progress(making: Making, percent: int, sentence: str = "", *, now: datetime | None = None) -> bool:
    """Say how far it is and keep hold of it. False: it was cancelled or lost, so leave it alone."""
    at = now or timezone.now()
    changed: dict[str, Any] = {"hold_ends_at": at + HOLD, "percent": max(0, min(100, percent))}
    if sentence:
        changed["sentence"] = sentence[:200]
    return bool(_held(making, at).update(**changed))


def release(making: Making, *, wait: timedelta = timedelta(0), counts: bool = False) -> bool:
    """Give it back, to be taken again after `wait`. `counts` where it was tried: three tries are all it has."""
    at = timezone.now()
    spent = 0 if counts else 1
    return bool(
        _held(making, at).update(hold=uuid4(), hold_ends_at=at + wait, attempts=F("attempts") - spent, sentence="")
    )


def permits_of(making: Making) -> dict[UUID, UUID]:
    """The permit that was given for each asset."""
    said = json.loads(making.permit) if making.permit else {}
    return {UUID(asset): UUID(permit) for asset, permit in said.items()}


def permitted(making: Making, permits: Mapping[UUID, UUID]) -> bool:
    """Note the permits at once when they were given: the next worker reports under them, not under new ones."""
    said = json.dumps({str(asset): str(permit) for asset, permit in permits.items()})
    done = bool(_held(making, timezone.now()).update(permit=said))
    if done:
        making.permit = said
    return done


def keep(making: Making, files: Sequence[Kept], *, recipe: str = "") -> bool:
    """Note what was made; from here on it can no longer be cancelled. False: it was cancelled or lost, and the files
    are nobody's."""
    at = timezone.now()
    with transaction.atomic():
        changed = {"state": State.CHECKING.value, "recipe": recipe, "hold_ends_at": at + HOLD, "sentence": ""}
        if not _held(making, at).update(**changed):
            return False
        File.objects.filter(making=making).delete()
        File.objects.bulk_create(
            File(
                making=making, role=one.role, sound=one.sound, name=one.name, content_type=one.content_type,
                size=one.size, sha256=one.sha256, facts=dict(one.facts),
            )
            for one in files
        )  # fmt: skip
    making.state, making.recipe = State.CHECKING.value, recipe
    return True


def made_before(recipe: str) -> list[Kept]:
    """The files of something ready that was made by the same recipe; none where there is none any more."""
    ready = (
        Making.objects.filter(recipe=recipe, state=State.READY, output__gone="") if recipe else Making.objects.none()
    )
    found = ready.order_by("-ended_at").prefetch_related("files__sound").first()
    if found is None:
        return []
    files = list(found.files.all())
    if any(one.sound is not None and one.sound.replaced_at for one in files):
        return []
    return [Kept(one.role, one.sound, one.name, one.content_type, one.size, one.sha256, one.facts) for one in files]


def counted(making: Making) -> Output | None:
    """What was registered with a line of a report under its id: then it is counted, and for good."""
    mine = Output.objects.filter(partner_id=making.experience.partner_id, test=False)
    return mine.filter(reference=str(making.pk)).first()


def finish(making: Making) -> bool:
    """It was reported under its id: tie the output to it, and let the fan have it. False: it was lost.

    Raises `LookupError` where nothing is registered under its id.
    """
    at = timezone.now()
    with transaction.atomic():
        found = _held(making, at).filter(state=State.CHECKING).select_for_update(of=("self",)).first()
        if found is None:
            return False
        found.output = counted(making)
        if found.output is None:
            raise LookupError("Nothing was reported under this id.")
        found.percent = 100
        _end(found, State.READY, "", at)
    return True


def fail(making: Making, sentence: str) -> bool:
    """Our side broke: say so kindly. False: it was lost, and whoever has it now decides."""
    return _ended_by(making, State.FAILED, sentence)


def refuse(making: Making, sentence: str) -> bool:
    """A check said no. False: it was lost."""
    return _ended_by(making, State.REFUSED, sentence)


def _ended_by(making: Making, state: State, sentence: str) -> bool:
    at = timezone.now()
    with transaction.atomic():
        found = _held(making, at).select_for_update(of=("self",)).first()
        if found is None:
            return False
        _end(found, state, sentence, at)
    return True


def _end(making: Making, state: State, sentence: str, at: datetime) -> None:
    making.state, making.sentence, making.ended_at = state.value, sentence, at
    making.hold = making.hold_ends_at = None
    making.save(update_fields=["state", "sentence", "ended_at", "hold", "hold_ends_at", "percent", "output"])
    notices_own.ended(making)


def _free(at: datetime) -> MakingQuerySet:
    left = Q(state__in=[State.MAKING, State.CHECKING]) & (Q(hold_ends_at=None) | Q(hold_ends_at__lte=at))
    waits = Q(state=State.WAITING) & (Q(hold_ends_at=None) | Q(hold_ends_at__lte=at))
    return Making.objects.filter(waits | left)


def _held(making: Making, at: datetime) -> MakingQuerySet:
    """The making, if it is still ours: a hold that has run out but that nobody took is."""
    return Making.objects.filter(pk=making.pk, hold=making.hold, hold__isnull=False, state__in=OPEN)


def _whole() -> MakingQuerySet:
    return Making.objects.select_related("experience__partner", "experience__licence__in_force", "asset__artist")
