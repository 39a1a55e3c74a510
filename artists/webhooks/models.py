"""A team's endpoints, the keys they are signed with, what each was told, and every attempt to tell it."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from uuid_utils.compat import uuid7

from artists.teams.models import Team
from artists.webhooks.querysets import EndpointQuerySet, EventQuerySet, KeyQuerySet


class Endpoint(models.Model):
    """An address of a team's own server that is told what happens.

    `paused_at` is a person's doing, `disabled_at` ours. `failures` counts those since the last success, the first of
    them at `first_failed_at`; it is not called before `free_at`. Who holds `lease` until `lease_ends_at` calls it,
    and nobody else does.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="endpoints")
    name = models.CharField(max_length=80)
    url = models.TextField()
    types = ArrayField(models.TextField(), default=list)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    paused_at = models.DateTimeField(null=True)
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    disabled_at = models.DateTimeField(null=True)
    disabled_because = models.TextField(blank=True, default="")
    failures = models.PositiveIntegerField(default=0)
    first_failed_at = models.DateTimeField(null=True)
    free_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    lease_ends_at = models.DateTimeField(null=True)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(lease__isnull=True, lease_ends_at__isnull=True)
                | models.Q(lease__isnull=False, lease_ends_at__isnull=False),
                name="a_lease_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        """Whether it is told anything now."""
        return self.paused_at is None and self.disabled_at is None


class Key(models.Model):
    """A key that an endpoint's events are signed with: `v1a` (Ed25519) or `v1` (a shared secret).

    `sealed` is what signs, encrypted; `public` is what the receiver of `v1a` checks with. A key with `ends_at` was
    replaced, and signs beside the new one until then.
    """

    class Scheme(models.TextChoices):
        """The signature's version, as Standard Webhooks writes it."""

        ED25519 = "v1a", "Ed25519: your server only ever holds our public key"
        SECRET = "v1", "Shared secret: for libraries that know no other way"

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="keys")
    scheme = models.TextField(choices=Scheme.choices)
    public = models.TextField(blank=True, default="")
    sealed = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ends_at = models.DateTimeField(null=True)

    objects = KeyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["endpoint"], condition=models.Q(ends_at__isnull=True), name="an_endpoint_has_one_lasting_key"
            ),
            models.CheckConstraint(condition=models.Q(scheme__in=["v1a", "v1"]), name="key_scheme_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} of {self.endpoint}"


class Event(models.Model):
    """One thing that one endpoint is told. `key` makes filing it twice impossible; `body` is sent as it stands.

    The row is the truth about its sending, as a message of the outbox is: `tries` counts this round's, and the next
    one is due at `due_at`.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", "Waiting"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="events")
    type = models.TextField()
    key = models.TextField()
    body = models.TextField()
    filed_at = models.DateTimeField()
    state = models.TextField(choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["endpoint", "key"], name="an_endpoint_is_told_a_thing_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "delivered", "failed"]), name="event_state_is_known"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["endpoint", "due_at"], name="event_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["endpoint", "-id"], name="event_of_endpoint"),
            models.Index(fields=["ended_at"], name="event_failed", condition=models.Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.type} to {self.endpoint}"

    @property
    def webhook_id(self) -> str:
        """The `webhook-id` header: the same at every attempt, so that a receiver can drop the second."""
        return f"msg_{self.id.hex}"


class Attempt(models.Model):
    """One attempt to tell an endpoint: what came back, or why nothing did. `problem` is empty if it was delivered."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True)
    address = models.TextField(blank=True, default="")
    answer = models.TextField(blank=True, default="")
    problem = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.event}: {self.problem or self.status}"
