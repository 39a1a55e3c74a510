"""Keeping somebody from making things: a team from its own music, the operator from all of it. And letting them again.

Who they are stays unknown to a team: it bans the maker of one thing it was shown. `consent.making.bans` finds the bans.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from artists.access import Actor, Conflict, Denied, Invalid, Permission, TeamKind, one_line, require
from artists.journal.record import Act, record
from consent.making import entries
from consent.making.models import Ban, Making

PERIODS: Mapping[str, tuple[str, timedelta | None]] = MappingProxyType(
    {
        "month": ("30 days", timedelta(days=30)),
        "year": ("A year", timedelta(days=365)),
        "always": ("For good", None),
    }
)
_BECAUSE = 300
BanQuerySet = QuerySet[Ban]


def ban(making: Making, period: str, because: str, *, actor: Actor) -> Ban:
    """Whoever made this makes nothing more with the team's music, or nothing at all where the operator says so.

    A ban there is already is made longer or shorter. A visitor is banned by browser and, while we know it, by address.
    Raises `Denied`, `Invalid`; `Conflict` (`nobody`) where it is not known any more who it was.
    """
    team = _team(making, actor)
    if period not in PERIODS:
        raise Invalid("period_unknown", "Say for how long.", field="period")
    said = one_line(because, field="because")
    if not 0 < len(said) <= _BECAUSE:
        raise Invalid("because_missing", f"Say why, in up to {_BECAUSE} letters.", field="because")
    now = timezone.now()
    lasts = PERIODS[period][1]
    with transaction.atomic():
        locked = Making.objects.select_for_update(of=("self",)).get(pk=making.pk)
        marks = [mark for mark in (locked.visitor, locked.address) if mark] if locked.person_id is None else []
        if locked.person_id is None and not marks:
            raise Conflict("nobody", "We no longer know who made this, so nobody can be kept out.")
        _in_force(locked, team, now).update(lifted_at=now, lifted_by_id=actor.person_id)
        made = [
            Ban.objects.create(
                person_id=locked.person_id, visitor=mark, team_id=team, because=said, banned_at=now,
                banned_by_id=actor.person_id, until=now + lasts if lasts else None,
            )
            for mark in (marks or [""])
        ]  # fmt: skip
        data = {"making": str(locked.pk), "period": period}
        record(Act(entries.BANNED, "ban", str(made[0].pk), data), actor=actor, at=now)
    return made[0]


def lift(one: Ban, *, actor: Actor) -> None:
    """Let them make things again. Lifted already, nothing happens. Raises `Denied` for another team's."""
    operator = actor.team_kind is TeamKind.OPERATOR
    require(actor, Permission.ANSWER_CLAIMS if operator else Permission.CHOOSE)
    if one.team_id != (None if operator else actor.team_id):
        raise Denied("not_yours", "Another team said so, and only that team can lift it.")
    now = timezone.now()
    with transaction.atomic():
        same = Ban.objects.filter(_said_by(one.team_id), banned_at=one.banned_at, banned_by=one.banned_by)
        if same.filter(lifted_at=None).update(lifted_at=now, lifted_by_id=actor.person_id):
            record(Act(entries.LIFTED, "ban", str(one.pk)), actor=actor, at=now)


def listed(actor: Actor) -> BanQuerySet:
    """The bans in force of this team, or the operator's own, the newest first; one with two marks is listed once."""
    if not actor.has(Permission.VIEW):
        return Ban.objects.none()
    team = None if actor.team_kind is TeamKind.OPERATOR else actor.team_id
    not_over = Q(until=None) | Q(until__gt=timezone.now())
    found = Ban.objects.filter(not_over, _said_by(team), lifted_at=None)
    once = found.order_by("banned_at", "banned_by", "pk").distinct("banned_at", "banned_by")
    return Ban.objects.filter(pk__in=once.values("pk")).select_related("banned_by").order_by("-banned_at")


def in_force_on(making: Making, actor: Actor) -> Ban | None:
    """The ban of this team, or of the operator, on whoever made this."""
    team = None if actor.team_kind is TeamKind.OPERATOR else actor.team_id
    return _in_force(making, team, timezone.now()).first()


def _in_force(making: Making, team: int | None, now: datetime) -> BanQuerySet:
    who = Q(person_id=making.person_id) if making.person_id else Q(visitor__in=[making.visitor, making.address])
    not_over = Q(until=None) | Q(until__gt=now)
    return Ban.objects.filter(who & ~Q(person=None, visitor=""), not_over, _said_by(team), lifted_at=None)


def _said_by(team: int | None) -> Q:
    return Q(team=None) if team is None else Q(team_id=team)


def _team(making: Making, actor: Actor) -> int | None:
    """For whom: None is everything, which only the operator may say."""
    if actor.team_kind is TeamKind.OPERATOR:
        require(actor, Permission.ANSWER_CLAIMS)
        return None
    require(actor, Permission.CHOOSE)
    if actor.team_kind is TeamKind.PARTNER or not Making.objects.visible_to(actor).filter(pk=making.pk).exists():
        raise Denied("not_yours", "Only those whose music it is made of can keep somebody from it.")
    return actor.team_id
