"""By which channels somebody hears of a kind, and when: their preferences, their digest, their quiet hours."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
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
    found = User.objects.filter(pk__in=people).select_related("notice_settings").annotate(has_phone=has_phone)
    usual = Settings()
    ways = []
    for person in found.order_by("pk"):
        settings = getattr(person, "notice_settings", usual)
        channels = wanted(kind.group, said.get(person.pk, {}))
        if kind.mailed_already:
            channels -= WRITTEN
        if not person.has_phone:
            channels -= {Channel.PUSH}
        zone = ZoneInfo(person.time_zone)
        ways += [
            Way(person.pk, channel, due(channel, kind, settings, zone, urgent=urgent, at=at))
            for channel in sorted(channels)
        ]
    return ways
