"""Who may make nothing for now: found again by account, by browser or by address, whichever the ban names."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from consent.licences.models import Party
from consent.making.fan import Fan
from consent.making.models import Ban


def ban_on(fan: Fan, experience: UUID, *, now: datetime) -> Ban | None:
    """A ban in force that keeps this fan from this experience: the portal's, or one of a team whose yes it needs."""
    who = Q(pk__in=[])
    if fan.person is not None:
        who |= Q(person_id=fan.person)
    known_by = [mark for mark in (fan.visitor, fan.address) if mark]
    if known_by:
        who |= Q(visitor__in=known_by)
    near = Q(team=None) | Q(team__in=Party.objects.filter(licence__experience=experience).values("team"))
    return Ban.objects.filter(who, near, Q(until=None) | Q(until__gt=now), lifted_at=None).first()


def carry_over(visitor: str, person: int, *, now: datetime) -> None:
    """Who is banned as a visitor stays banned with an account. Inside the caller's transaction."""
    held = Ban.objects.filter(Q(until=None) | Q(until__gt=now), visitor=visitor, lifted_at=None)
    Ban.objects.bulk_create(
        Ban(person_id=person, team_id=one.team_id, because=one.because, banned_at=one.banned_at,
            banned_by_id=one.banned_by_id, until=one.until)
        for one in held
    )  # fmt: skip
