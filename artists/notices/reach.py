"""By which channels somebody hears of a kind, and when: their preferences, their digest, their quiet hours."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from artists.accounts.models import User
from artists.notices.hours import end_of_quiet, next_at
from artists.notices.kinds import WRITTEN, Channel, Group, Kind
from artists.notices.models import Preference, PushSubscription, Settings


@dataclass(frozen=True)
class Way:
    """One channel to one person, and when it may be used."""

    person_id: int
    channel: Channel
    due_at: datetime


def wanted(group: Group, said: Mapping[Channel, bool]) -> frozenset[Channel]:
    """The channels somebody hears by: what they said, else what is usual; a mandatory group never less than one
    that is written, whatever the rows say."""
    chosen = {channel for channel in group.usual if said.get(channel, True)}
    chosen |= {channel for channel, yes in said.items() if yes}
    if group.mandatory and not chosen & WRITTEN:
        chosen.add(Channel.DIGEST)
    return frozenset(chosen)


def due(channel: Channel, kind: Kind, settings: Settings, zone: ZoneInfo, *, urgent: bool, at: datetime) -> datetime:
    """When it may leave by this channel."""
    if channel is Channel.DIGEST:
        return next_digest(settings, zone, at=at)
    if not settings.quiet or kind.group.loud or (urgent and settings.wake):
        return at
    return end_of_quiet(at, zone, settings.quiet_since, settings.quiet_until)


def next_digest(settings: Settings, zone: ZoneInfo, *, at: datetime) -> datetime:
    """When the person's next digest is made."""
    weekday = settings.digest_weekday if settings.digest == Settings.Digest.WEEKLY else None
    return next_at(at, zone, settings.digest_time, weekday=weekday)


def ways_to(people: Collection[int], kind: Kind, *, urgent: bool, at: datetime) -> list[Way]:
    """Every way to these people besides the page itself. Two queries, however many they are."""
    if not people:
        return []
    said: dict[int, dict[Channel, bool]] = {}
    rows = Preference.objects.filter(person_id__in=people, group=kind.group.code)
    for person_id, channel, yes in rows.values_list("person_id", "channel", "wanted"):
        said.setdefault(person_id, {})[Channel(channel)] = yes
    has_phone = Exists(PushSubscription.objects.filter(person=OuterRef("pk")))
    found = User.objects.filter(pk__in=people).annotate(has_phone=has_phone).order_by("pk")
    habits = [f"notice_settings__{name}" for name in _HABITS]
    moments = _Moments(kind, urgent=urgent, at=at)
    ways = []
    for person_id, phone, *habit in found.values_list("pk", "has_phone", "time_zone", *habits):
        channels = wanted(kind.group, said.get(person_id, {}))
        if kind.at_once:
            channels |= {Channel.EMAIL}
        if kind.mailed_already:
            channels -= WRITTEN
        if not phone:
            channels -= {Channel.PUSH}
        ways += [Way(person_id, channel, moments.of(channel, *habit)) for channel in sorted(channels)]
    return ways


_HABITS = ("digest", "digest_time", "digest_weekday", "quiet", "quiet_since", "quiet_until", "wake")


class _Moments:
    """When one telling may leave. Most people have the same habits, so each moment is worked out once."""

    def __init__(self, kind: Kind, *, urgent: bool, at: datetime) -> None:
        self.kind, self.urgent, self.at = kind, urgent, at
        self.known: dict[tuple[object, ...], datetime] = {}

    def of(self, channel: Channel, zone: str, *habit: Any) -> datetime:
        """For somebody in this zone, with these settings or (no digest named) none."""
        key = (channel, zone, *habit)
        if key not in self.known:
            settings = Settings(**dict(zip(_HABITS, habit, strict=True))) if habit[0] else Settings()
            self.known[key] = due(channel, self.kind, settings, ZoneInfo(zone), urgent=self.urgent, at=self.at)
        return self.known[key]
