"""An artist puts something a fan made first: on the artist's page, and with the experience."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Permission, TeamKind, require
from artists.journal.record import Act, record
from consent.making import entries
from consent.making.models import Making
from consent.making.querysets import MakingQuerySet
from consent.making.states import State

MOST = 24


def feature(making: Making, *, actor: Actor) -> None:
    """Put it first; the fan is thanked. Chosen already, nothing changes.

    Raises `Denied`; `Conflict` (`not_shown`) for what its maker keeps private or what is gone, (`too_many`) at 24.
    """
    _require(making, actor)
    now = timezone.now()
    with transaction.atomic():
        one = Making.objects.select_for_update(of=("self",)).select_related("output").get(pk=making.pk)
        if one.featured_at is not None:
            return
        if one.state != State.READY or not one.public or one.output is None or one.output.gone:
            raise Conflict("not_shown", "Only what its maker shows to everybody can be chosen.")
        if Making.objects.filter(featured_for_id=actor.team_id).count() >= MOST:
            raise Conflict("too_many", f"{MOST} are chosen already. Let one go first.")
        one.featured_at, one.featured_for_id = now, actor.team_id
        one.save(update_fields=["featured_at", "featured_for"])
        _record(entries.FEATURED, one, actor)


def unfeature(making: Making, *, actor: Actor) -> None:
    """Put it first no longer. Raises `Denied`."""
    _require(making, actor)
    with transaction.atomic():
        one = Making.objects.select_for_update(of=("self",)).get(pk=making.pk)
        if one.featured_at is None or one.featured_for_id != actor.team_id:
            return
        one.featured_at = one.featured_for = None
        one.save(update_fields=["featured_at", "featured_for"])
        _record(entries.UNFEATURED, one, actor)


def featured(*, artist: UUID | None = None, experience: UUID | None = None) -> MakingQuerySet:
    """What stands first for an artist or an experience, the newest first: only what everybody may hear.

    Load nothing more for its title and address: `output`, `experience` and `asset` come along.
    """
    found = shown().filter(featured_at__isnull=False).order_by("-featured_at")
    if artist is not None:
        found = found.filter(featured_for__artists=artist)
    return found.filter(experience_id=experience) if experience is not None else found


def shown(experiences: Collection[UUID] | None = None) -> MakingQuerySet:
    """What fans made and show to everybody, and what is not gone."""
    found = Making.objects.filter(state=State.READY, public=True, output__gone="")
    found = found if experiences is None else found.filter(experience__in=experiences)
    return found.select_related("output", "experience", "asset__artist", "featured_for")


def _record(entry: str, one: Making, actor: Actor) -> None:
    data = {"output": str(one.output_id), "experience": str(one.experience_id)}
    concerns = frozenset({one.experience.partner_id})
    record(Act(entry, "making", str(one.pk), data, concerns), actor=actor)


def _require(making: Making, actor: Actor) -> None:
    require(actor, Permission.CHOOSE)
    if actor.team_kind is not TeamKind.ARTIST or not Making.objects.visible_to(actor).filter(pk=making.pk).exists():
        raise Denied("not_yours", "Only an artist whose music it is made of can choose it.")
