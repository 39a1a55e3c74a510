"""What people were told, how it reached them, and how they want to hear."""

from datetime import time
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q

from artists.notices.kinds import CHOOSABLE, Channel
from artists.notices.querysets import NoticeDeliveryQuerySet, NoticeQuerySet
from artists.teams.models import Team

OPEN = Q(read_at__isnull=True, withdrawn_at__isnull=True)


class Notice(models.Model):
    """One thing one person was told. While it is new, telling it again counts it up (`fold_key`).

    `team` is the team for which the person is told, none where it concerns them alone. `place` and `place_id` say what
    its button leads to. `outcome` says why it was withdrawn.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.TextField()
    fold_key = models.TextField()
    place = models.TextField(blank=True, default="")
    place_id = models.TextField(blank=True, default="")
    title = models.TextField()
    text = models.TextField(blank=True, default="")
    facts: "models.JSONField[list[list[str]], list[list[str]]]" = models.JSONField(default=list)
    button = models.TextField(blank=True, default="")
    needs_answer = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    closes_at = models.DateTimeField(null=True)
    count = models.PositiveIntegerField(default=1)
    first_told_at = models.DateTimeField()
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True, default="")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "-told_at", "-id"], name="notice_newest"),
            models.Index(fields=["person"], name="notice_new", condition=OPEN),
            models.Index(
                OpClass("fold_key", name="text_pattern_ops"), name="notice_fold", condition=Q(withdrawn_at__isnull=True)
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "fold_key"], condition=OPEN, name="what_is_new_is_told_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def more(self) -> int:
        """How many came before it that it stands for now."""
        return self.count - 1


class Delivery(models.Model):
    """A notice on its way to a person by one channel. `key` is unique, so that nothing is told twice.

    One of four becomes of it: sent, cancelled (the notice was withdrawn, or read before the digest), refused by the
    person's mailbox, or it still waits for `due_at`.
    """

    key = models.TextField(unique=True)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.TextField(choices=[(channel.value, channel.label) for channel in Channel])
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True, default="")

    objects = NoticeDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["person", "channel", "due_at"],
                name="delivery_waiting",
                condition=Q(sent_at__isnull=True, cancelled_at__isnull=True, refused_at__isnull=True),
            ),
            models.Index(fields=["person", "-id"], name="delivery_mailed", condition=Q(channel="email")),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(channel__in=[c.value for c in Channel]), name="channel_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"


class Preference(models.Model):
    """What a person said about one group and one channel. Where they said nothing, the group's usual channels hold."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    group = models.TextField()
    channel = models.TextField()
    wanted = models.BooleanField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "group", "channel"], name="a_preference_is_said_once"),
            models.CheckConstraint(
                condition=Q(channel__in=[c.value for c in CHOOSABLE]), name="preference_channel_can_be_chosen"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} by {self.channel}: {'yes' if self.wanted else 'no'}"


class Settings(models.Model):
    """When a person hears: their digest, and their quiet hours, both in their own zone.

    `refusals` counts the letters their mailbox refused one after the other; at three we stop (`unreachable_at`) and say
    so here.
    """

    class Digest(models.TextChoices):
        """How often the digest comes."""

        DAILY = "daily", "Every day"
        WEEKLY = "weekly", "Every week"

    person: "models.OneToOneField[Any, Any]" = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="notice_settings"
    )
    digest = models.TextField(choices=Digest.choices, default=Digest.DAILY)
    digest_time = models.TimeField(default=time(8, 30))
    digest_weekday = models.PositiveSmallIntegerField(default=0)
    quiet = models.BooleanField(default=False)
    quiet_since = models.TimeField(default=time(22))
    quiet_until = models.TimeField(default=time(8))
    wake = models.BooleanField(default=True)
    refusals = models.PositiveSmallIntegerField(default=0)
    unreachable_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "settings"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(digest__in=["daily", "weekly"]), name="digest_is_known"),
            models.CheckConstraint(condition=Q(digest_weekday__lte=6), name="digest_weekday_is_one_of_seven"),
        ]

    def __str__(self) -> str:
        return f"{self.digest} at {self.digest_time}"


class PushSubscription(models.Model):
    """A browser that agreed to show notices: where its push service listens, and the keys it reads with."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions")
    endpoint = models.TextField(unique=True)
    p256dh = models.TextField()
    auth = models.TextField()
    device = models.CharField(max_length=120)
    allowed_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.device
