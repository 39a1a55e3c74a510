"""Large files of earnings that are made in the background."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7

from artists.teams.models import Team
from consent.earnings.querysets import ExportQuerySet


class Export(models.Model):
    """A file of a team's lines that somebody asked for. It is made by a worker, kept for a week, and then deleted.

    `filters` are those of the page, as its address says them; `zone` names the time zone of its local times. `lines` is
    how many there are, `done` how many are written. A file there is only while it is `ready`.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", "Waiting its turn"
        MAKING = "making", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"
        CANCELLED = "cancelled", "Cancelled"
        GONE = "gone", "Deleted after a week"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    filters: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    zone = models.TextField()
    state = models.TextField(choices=State.choices, default=State.WAITING)
    lines = models.PositiveBigIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "making", "ready", "failed", "cancelled", "gone"]),
                name="export_state_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="ready") | models.Q(made_at__isnull=False, expires_at__isnull=False),
                name="an_export_that_is_ready_says_until_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lines} lines"

    @property
    def file_name(self) -> str:
        """Its name in the storage."""
        return f"{self.pk}.csv"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made."""
        return self.state in (self.State.WAITING, self.State.MAKING)
