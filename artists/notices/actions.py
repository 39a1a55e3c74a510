"""What a person does with their notices, and how they say to hear. Nobody else's act reaches these rows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings as portal_settings
from django.db import transaction
from django.utils import timezone

from artists.access import Conflict, Invalid
from artists.accounts.models import User
from artists.journal.record import file_messages
from artists.notices.kinds import CHOOSABLE, GROUPS, WRITTEN, Channel, Group, codes_of, register
from artists.notices.models import Delivery, Notice, Preference, PushSubscription, Settings
from artists.notices.reach import next_digest, wanted
from artists.notices.telling import Told, Words, digest_message, tell_now, withdraw

MOST_DEVICES = 10
TEST = register("portal.test", "You asked for a test", group="security", permission=None)


def mark_read(person: User, notices: Collection[int]) -> int:
    """These of the person's notices are read; others' numbers are passed over."""
    return Notice.objects.of_person(person.pk).new().filter(pk__in=notices).update(read_at=timezone.now())


def mark_all_read(person: User, *, until: datetime) -> int:
    """All that was told by then is read: not what came while the page lay open."""
    return Notice.objects.of_person(person.pk).new().filter(told_at__lte=until).update(read_at=timezone.now())


def said_by(person_id: int) -> dict[str, dict[Channel, bool]]:
    """What the person said, by group."""
    said: dict[str, dict[Channel, bool]] = {group: {} for group in GROUPS}
    for group, channel, yes in Preference.objects.filter(person_id=person_id).values_list("group", "channel", "wanted"):
        said.setdefault(group, {})[Channel(channel)] = yes
    return said


def prefer(person: User, group: str, channel: str, on: bool) -> None:
    """Hear of a group by this channel, or not. `Invalid` (`cannot_mute`) where a mandatory one would fall silent."""
    known, by = _known(group, channel)
    with transaction.atomic():
        _lock(person)
        said = said_by(person.pk)[group]
        if not on and known.mandatory and by in WRITTEN and not (wanted(known, said) - {by}) & WRITTEN:
            raise Invalid("cannot_mute", why_locked(known, by))
        _say(person.pk, [group], by, on)
        if not on:
            _keep_back(person.pk, [group], by)


def prefer_all(person: User, channel: str, on: bool) -> None:
    """The same for every group, but where a mandatory one would fall silent: that keeps its last way."""
    by = _known(next(iter(GROUPS)), channel)[1]
    with transaction.atomic():
        _lock(person)
        said = said_by(person.pk)
        free = [group.code for group in GROUPS.values() if on or not is_last_way(group, said[group.code], by)]
        _say(person.pk, free, by, on)
        if not on:
            _keep_back(person.pk, free, by)


def is_last_way(group: Group, said: dict[Channel, bool], channel: Channel) -> bool:
    """Whether a mandatory group reaches the person's mailbox by this channel alone."""
    return group.mandatory and wanted(group, said) & WRITTEN == {channel}


def why_locked(group: Group, channel: Channel) -> str:
    """The sentence that says why a switch does not go off."""
    other = "the digest" if channel is Channel.EMAIL else "e-mail at once"
    return f"“{group.label}” always reaches your mailbox. Switch on {other} first, then this goes off."


@dataclass(frozen=True)
class Stopped:
    """What stopping did: the groups that are silent now by that channel, and those that moved to the other one."""

    channel: Channel
    silent: tuple[Group, ...]
    moved: tuple[Group, ...]


def stop(person_id: int, groups: Collection[str], channel: Channel) -> Stopped:
    """Stop letters by this channel, from the letter itself: what cannot be muted moves to the other written one."""
    other = Channel.DIGEST if channel is Channel.EMAIL else Channel.EMAIL
    known = [GROUPS[code] for code in groups if code in GROUPS]
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person_id)
        moved = [group for group in known if group.mandatory]
        _say(person_id, [group.code for group in moved], other, True)
        _say(person_id, [group.code for group in known], channel, False)
        silent = [group for group in known if not group.mandatory]
        _keep_back(person_id, [group.code for group in silent], channel)
    return Stopped(channel, tuple(silent), tuple(moved))


def set_digest(person: User, *, digest: str, at: time, weekday: int) -> Settings:
    """When the digest comes. What waits for it comes at the new hour."""
    if digest not in Settings.Digest.values or not 0 <= weekday <= 6:
        raise Invalid("unknown_digest", "The digest comes every day or every week.", field="digest")
    now = timezone.now()
    with transaction.atomic():
        _lock(person)
        row = _settings(person)
        row.digest, row.digest_time, row.digest_weekday = digest, at, weekday
        row.save()
        due = next_digest(row, ZoneInfo(person.time_zone), at=now)
        waiting = Delivery.objects.waiting().filter(person=person, channel=Channel.DIGEST)
        if waiting.update(due_at=due):
            file_messages([digest_message(person.pk, due, now=now)], now=now)
    return row


def set_quiet(person: User, *, quiet: bool, since: time, until: time, wake: bool) -> Settings:
    """When nothing may make a sound. It holds for what is told from now on."""
    if quiet and since == until:
        raise Invalid("no_hours", "Quiet hours need a beginning and an end that differ.", field="until")
    with transaction.atomic():
        _lock(person)
        row = _settings(person)
        row.quiet, row.quiet_since, row.quiet_until, row.wake = quiet, since, until, wake
        row.save()
    return row


def allow_push(person: User, *, endpoint: str, p256dh: str, auth: str, device: str) -> PushSubscription:
    """Show notices on this device. Only addresses of known push services are taken: we will write to it."""
    host = urlsplit(endpoint).hostname or ""
    known = any(host == one or host.endswith(f".{one}") for one in portal_settings.PUSH_SERVICES)
    if not endpoint.startswith("https://") or not known or len(endpoint) > 1000:
        raise Invalid("unknown_push_service", "We do not know the service that your browser uses for notices.")
    if not (0 < len(p256dh) <= 200 and 0 < len(auth) <= 100):
        raise Invalid("push_keys", "Your browser sent no keys to write to it with. Try again.")
    with transaction.atomic():
        _lock(person)
        others = PushSubscription.objects.filter(person=person).exclude(endpoint=endpoint)
        if others.count() >= MOST_DEVICES:
            raise Conflict("too_many_devices", f"You hear on {MOST_DEVICES} devices. Remove one first.")
        # The same browser with somebody else signed in: it is theirs now.
        found, _ = PushSubscription.objects.update_or_create(
            endpoint=endpoint,
            defaults={
                "person": person,
                "p256dh": p256dh,
                "auth": auth,
                "device": " ".join(device.split())[:120] or "A browser",
                "allowed_at": timezone.now(),
            },
        )
    return found


def forget_push(person: User, subscription_id: int) -> None:
    """No more notices on this device."""
    PushSubscription.objects.filter(person=person, pk=subscription_id).delete()


def try_address_again(person: User) -> None:
    """The person says their mailbox takes mail again."""
    with transaction.atomic():
        Settings.objects.filter(person=person).update(refusals=0, unreachable_at=None)
        withdraw(f"unreachable:{person.pk}", outcome="You asked us to try again.")


def send_test(person: User) -> None:
    """Tell the person something, so that they see how it reaches them. Once a minute at most."""
    now = timezone.now()
    words = Words("This is your test", "So a notice reaches you. Nothing has happened.", button="See how you hear")
    told = Told(TEST, f"test:{person.pk}", people={person.pk: words}, place=("how", ""))
    if not tell_now(told, key=f"test:{person.pk}:{now:%Y%m%d%H%M}", now=now):
        raise Conflict("just_sent", "A test has just been sent. Give it a minute.")


def _known(group: str, channel: str) -> tuple[Group, Channel]:
    if group not in GROUPS or channel not in set(CHOOSABLE):
        raise Invalid("unknown_preference", "There is no such kind of notice, or no such way to you.")
    return GROUPS[group], Channel(channel)


def _lock(person: User) -> None:
    """Two presses of one person come one after the other."""
    User.objects.select_for_update().get(pk=person.pk)


def _settings(person: User) -> Settings:
    return Settings.objects.get_or_create(person=person)[0]


def _say(person_id: int, groups: Collection[str], channel: Channel, on: bool) -> None:
    now = timezone.now()
    Preference.objects.bulk_create(
        [Preference(person_id=person_id, group=group, channel=channel, wanted=on, changed_at=now) for group in groups],
        update_conflicts=True,
        unique_fields=["person", "group", "channel"],
        update_fields=["wanted", "changed_at"],
    )


def _keep_back(person_id: int, groups: Collection[str], channel: Channel) -> None:
    """What still waits to leave that way stays; a mandatory group's letters leave all the same."""
    kinds = [code for group in groups if not GROUPS[group].mandatory for code in codes_of(group)]
    waiting = Delivery.objects.waiting().filter(person_id=person_id, channel=channel, notice__kind__in=kinds)
    Delivery.objects.filter(pk__in=waiting.values("pk")).update(cancelled_at=timezone.now())
