"""What a team does with its endpoints. Each act asks for the permission first, and is in the journal."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from artists.access import Actor, Conflict, Invalid, Permission, require
from artists.journal.record import Act, record
from artists.teams.actions import lock_team
from artists.webhooks import entries, events, keys, queue
from artists.webhooks.guard import check_url, host_of
from artists.webhooks.models import Endpoint, Event, Key
from artists.webhooks.querysets import EventQuerySet

MOST_ENDPOINTS = 10
NAME_LENGTH = 80
OVERLAP = timedelta(hours=24)
REPLAY_DAYS = 30
MOST_REPLAYED = 10_000


@dataclass(frozen=True)
class Wanted:
    """What a person says of an endpoint."""

    name: str
    url: str
    types: Collection[str]


@dataclass(frozen=True)
class WithKey:
    """An endpoint, and the key its receiver must be given: public, or a secret that is shown once."""

    endpoint: Endpoint
    for_receiver: str
    scheme: str


def add_endpoint(wanted: Wanted, *, scheme: str, actor: Actor) -> WithKey:
    """Have one of the team's servers told of these types of event. Raises `Denied`, `Invalid`, `Conflict`."""
    require(actor, Permission.MANAGE_WEBHOOKS)
    checked = _checked(wanted, actor)
    now = timezone.now()
    with transaction.atomic():
        lock_team(actor)
        others = list(Endpoint.objects.filter(team_id=actor.team_id))
        if len(others) >= MOST_ENDPOINTS:
            raise Conflict("too_many_endpoints", f"A team has at most {MOST_ENDPOINTS} webhooks. Delete one first.")
        if any(other.url == checked.url for other in others):
            raise Invalid("url_taken", "One of your webhooks has this address already.", field="url")
        endpoint = Endpoint.objects.create(
            team_id=actor.team_id, name=checked.name, url=checked.url, types=list(checked.types),
            made_at=now, made_by_id=actor.person_id, free_at=now,
        )  # fmt: skip
        shown = _give_key(endpoint, scheme, actor=actor, now=now)
        _record(entries.WEBHOOK_MADE, endpoint, actor=actor)
    return WithKey(endpoint, shown, scheme)


def change_endpoint(endpoint_id: UUID, wanted: Wanted, *, actor: Actor) -> Endpoint:
    """Change its name, its address or what it is told. Events that wait go to the new address."""
    require(actor, Permission.MANAGE_WEBHOOKS)
    checked = _checked(wanted, actor)
    with transaction.atomic():
        lock_team(actor)
        endpoint = _mine(endpoint_id, actor)
        if Endpoint.objects.filter(team_id=actor.team_id, url=checked.url).exclude(pk=endpoint.pk).exists():
            raise Invalid("url_taken", "Another of your webhooks has this address.", field="url")
        endpoint.name, endpoint.url, endpoint.types = checked.name, checked.url, list(checked.types)
        endpoint.save(update_fields=["name", "url", "types"])
        _record(entries.WEBHOOK_CHANGED, endpoint, actor=actor)
    return endpoint


def pause_endpoint(endpoint_id: UUID, *, actor: Actor) -> Endpoint:
    """Call it no more for now. What happens meanwhile is kept, and sent when it is resumed."""
    require(actor, Permission.MANAGE_WEBHOOKS)
    with transaction.atomic():
        endpoint = _mine(endpoint_id, actor)
        if endpoint.paused_at:
            raise Conflict("paused_already", "This webhook is paused already.")
        endpoint.paused_at, endpoint.paused_by_id = timezone.now(), actor.person_id
        endpoint.save(update_fields=["paused_at", "paused_by"])
        _record(entries.WEBHOOK_PAUSED, endpoint, actor=actor)
    return endpoint


def resume_endpoint(endpoint_id: UUID, *, actor: Actor) -> Endpoint:
    """Call it again, whether a person paused it or we switched it off; what waited is sent now."""
    require(actor, Permission.MANAGE_WEBHOOKS)
    now = timezone.now()
    with transaction.atomic():
        endpoint = _mine(endpoint_id, actor)
        if endpoint.is_active:
            raise Conflict("active_already", "This webhook is active already.")
        endpoint.paused_at = endpoint.paused_by = endpoint.disabled_at = endpoint.first_failed_at = None
        endpoint.disabled_because, endpoint.failures, endpoint.free_at = "", 0, now
        endpoint.save()
        Event.objects.filter(endpoint=endpoint, state=Event.State.WAITING).update(due_at=now)
        _record(entries.WEBHOOK_RESUMED, endpoint, actor=actor)
        transaction.on_commit(queue.wake)
    return endpoint


def delete_endpoint(endpoint_id: UUID, *, actor: Actor) -> None:
    """Delete it with its keys, what waits for it, and its log."""
    require(actor, Permission.MANAGE_WEBHOOKS)
    with transaction.atomic():
        endpoint = _mine(endpoint_id, actor)
        _record(entries.WEBHOOK_DELETED, endpoint, actor=actor)
        endpoint.delete()


def rotate_key(endpoint_id: UUID, *, scheme: str, seen: int, at_once: bool, actor: Actor) -> WithKey:
    """Give it a new key. For a day both keys sign; `at_once` ends the older one now, for a key that leaked.

    `seen` is the key that the page showed as the current one: pressed twice, the second press is refused.
    """
    require(actor, Permission.MANAGE_WEBHOOKS)
    now = timezone.now()
    with transaction.atomic():
        endpoint = _mine(endpoint_id, actor)
        current = endpoint.keys.filter(ends_at__isnull=True)
        if not current.filter(pk=seen).exists():
            raise Conflict("changed_since", "The key has just been changed. Change it again only if it was not you.")
        current.update(ends_at=now if at_once else now + OVERLAP)
        if at_once:
            endpoint.keys.filter(ends_at__gt=now).update(ends_at=now)
        shown = _give_key(endpoint, scheme, actor=actor, now=now)
        _record(entries.WEBHOOK_KEY_MADE, endpoint, actor=actor, at_once=at_once)
    return WithKey(endpoint, shown, scheme)


def end_older_keys(endpoint_id: UUID, *, actor: Actor) -> Endpoint:
    """End the overlap of a rotation: from now on only the newest key signs."""
    require(actor, Permission.MANAGE_WEBHOOKS)
    now = timezone.now()
    with transaction.atomic():
        endpoint = _mine(endpoint_id, actor)
        if not endpoint.keys.filter(ends_at__gt=now).update(ends_at=now):
            raise Conflict("no_older_key", "No older key signs any more.")
        _record(entries.WEBHOOK_KEY_ENDED, endpoint, actor=actor)
    return endpoint


def send_test(endpoint_id: UUID, *, actor: Actor) -> Event:
    """Send a test event, signed and logged like any other."""
    require(actor, Permission.MANAGE_WEBHOOKS)
    now = timezone.now()
    with transaction.atomic():
        endpoint = _active(endpoint_id, actor)
        if endpoint.events.filter(type=events.TEST, state=Event.State.WAITING).exists():
            raise Conflict("test_waits", "A test event is on its way already.")
        event = events.row(endpoint, events.TEST, {"endpoint": str(endpoint.pk)}, key=f"test:{uuid7()}", at=now)
        events.file([event])
        Endpoint.objects.filter(pk=endpoint.pk).update(free_at=now)
        _record(entries.WEBHOOK_TESTED, endpoint, actor=actor)
    return event


def replay_event(event_id: UUID, *, actor: Actor) -> Event:
    """Send one event again, now, under the same webhook-id, whatever became of it."""
    require(actor, Permission.MANAGE_WEBHOOKS)
    mine = Event.objects.visible_to(actor).filter(pk=event_id)
    with transaction.atomic():
        found = mine.first()
        if found is None:
            raise Conflict("event_gone", "This event is no longer kept.")
        endpoint = _active(found.endpoint_id, actor)
        _again(mine, endpoint, timezone.now())
        _record(entries.WEBHOOK_REPLAYED, endpoint, actor=actor, count=1)
    found.refresh_from_db()
    return found


def replay_failed(endpoint_id: UUID, since: datetime, *, actor: Actor) -> int:
    """Send everything again that failed and was filed since then, oldest first; return how many events that is."""
    require(actor, Permission.MANAGE_WEBHOOKS)
    now = timezone.now()
    if since > now or since < now - timedelta(days=REPLAY_DAYS + 1):
        raise Invalid("since_wrong", f"Choose a day within the last {REPLAY_DAYS} days.", field="since")
    with transaction.atomic():
        endpoint = _active(endpoint_id, actor)
        failed = endpoint.events.filter(state=Event.State.FAILED, filed_at__gte=since)
        chosen = list(failed.order_by("id").values_list("pk", flat=True)[:MOST_REPLAYED])
        if not chosen:
            raise Conflict("nothing_failed", "Nothing that was filed since then has failed.")
        count = _again(Event.objects.filter(pk__in=chosen, state=Event.State.FAILED), endpoint, now)
        _record(entries.WEBHOOK_REPLAYED, endpoint, actor=actor, count=count)
    return count


def _again(chosen: EventQuerySet, endpoint: Endpoint, now: datetime) -> int:
    """Another round of tries for these events, beginning now, however long the endpoint was to rest."""
    Endpoint.objects.filter(pk=endpoint.pk).update(free_at=now)
    count = chosen.update(state=Event.State.WAITING, tries=0, due_at=now, ended_at=None)
    transaction.on_commit(queue.wake)
    return count


def _checked(wanted: Wanted, actor: Actor) -> Wanted:
    name = " ".join(wanted.name.split())
    if not name or len(name) > NAME_LENGTH:
        raise Invalid("name_wrong", f"A webhook needs a name of at most {NAME_LENGTH} characters.", field="name")
    known = [known.name for known in events.types_for(actor.team_kind)]
    if unknown := set(wanted.types) - set(known):
        raise Invalid("type_unknown", f"Your team cannot be told of {', '.join(sorted(unknown))}.", field="types")
    url = check_url(wanted.url, loopback=settings.WEBHOOKS_TO_LOOPBACK)
    return Wanted(name, url, [type_ for type_ in known if type_ in set(wanted.types)])


def _mine(endpoint_id: UUID, actor: Actor) -> Endpoint:
    endpoint = Endpoint.objects.visible_to(actor).select_for_update().filter(pk=endpoint_id).first()
    if endpoint is None:
        raise Conflict("endpoint_deleted", "This webhook was deleted.")
    return endpoint


def _active(endpoint_id: UUID, actor: Actor) -> Endpoint:
    endpoint = _mine(endpoint_id, actor)
    if not endpoint.is_active:
        raise Conflict("not_active", "This webhook is not active. Resume it first.")
    return endpoint


def _give_key(endpoint: Endpoint, scheme: str, *, actor: Actor, now: datetime) -> str:
    if scheme not in Key.Scheme.values:
        raise Invalid("scheme_unknown", "Choose how what we send is signed.", field="scheme")
    new = keys.new_key(scheme)
    Key.objects.create(
        endpoint=endpoint, scheme=new.scheme, public=new.public, sealed=new.sealed, made_at=now,
        made_by_id=actor.person_id,
    )  # fmt: skip
    return new.for_receiver


def _record(type_: str, endpoint: Endpoint, *, actor: Actor, **more: object) -> None:
    data = {"name": endpoint.name, "host": host_of(endpoint.url), **more}
    record(Act(type_, "webhook", str(endpoint.pk), data), actor=actor)
