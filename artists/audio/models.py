"""Sounds: audio files that were checked, and the shape of their waveform."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7

from artists.audio.querysets import SoundQuerySet
from artists.catalog.models import Asset
from artists.teams.models import Team


class Sound(models.Model):
    """An audio file in the storage `audio`, under `name`. Nothing plays before it is `ready`.

    `asset` is the recording it is of (one ready sound each), none for what fans made or a preview. `seconds` and
    `peaks` (200 heights from 0 to 100) come from decoding it. `ai_generated` and `credit` are what is said beside it.
    `problem` says why it was refused, and how to mend it. `replaced_at` is when it was replaced or removed: it plays no
    more, and its files go.

    `credentials` names the content credentials (C2PA) in the file; empty where it is not signed.

    Browsers get `heard`, an MP3 that we wrote from what was uploaded, never the upload itself; where it is empty,
    `name` is such an MP3 already.
    """

    class State(models.TextChoices):
        """Where it stands."""

        CHECKING = "checking", "Being checked"
        READY = "ready", "Ready"
        REFUSED = "refused", "Not taken"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    asset = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, related_name="sounds")
    state = models.TextField(choices=State.choices, default=State.CHECKING)
    name = models.TextField(unique=True)
    file_name = models.CharField(max_length=200, blank=True, default="")
    content_type = models.CharField(max_length=100, blank=True, default="")
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    heard = models.TextField(blank=True, default="")
    heard_size = models.PositiveBigIntegerField(default=0)
    seconds = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    sample_rate = models.PositiveIntegerField(null=True)
    channels = models.PositiveSmallIntegerField(null=True)
    peaks: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list)
    ai_generated = models.BooleanField(default=False)
    credit = models.CharField(max_length=300, blank=True, default="")
    credentials = models.CharField(max_length=200, blank=True, default="")
    problem = models.TextField(blank=True, default="")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    replaced_at = models.DateTimeField(null=True)

    objects = SoundQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["asset"],
                condition=models.Q(state="ready", replaced_at__isnull=True, asset__isnull=False),
                name="a_recording_has_one_sound",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="ready") | models.Q(seconds__isnull=False), name="what_plays_was_decoded"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["heard"], name="sound_heard", condition=~models.Q(heard="")),
        ]

    def __str__(self) -> str:
        return self.name
