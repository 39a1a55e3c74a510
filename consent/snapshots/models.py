"""Versions of what a partner may use, and who reads them."""

from typing import ClassVar

from django.db import models
from uuid_utils.compat import uuid7

from artists.teams.models import Team
from consent.snapshots.querysets import SnapshotQuerySet


class Snapshot(models.Model):
    """One version: its file holds exactly what checks would have allowed the partner at `right_at`.

    `number` counts a partner's versions; each one's `changes` lead from the one before. `right_at` moves on, and `seen`
    with it, when a later build finds the same content. `seen` is the database's own name of what that build could see.
    Sizes are in bytes, `sha256` and `size` of the file uncompressed. `test` ones hold the sandbox's assets alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partner = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="snapshots", db_index=False)
    test = models.BooleanField(default=False)
    number = models.PositiveIntegerField()
    built_at = models.DateTimeField()
    right_at = models.DateTimeField()
    seen = models.TextField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    assets = models.PositiveIntegerField()
    sets = models.PositiveIntegerField()
    licences = models.PositiveIntegerField()
    file = models.CharField(max_length=200)
    compressed_size = models.PositiveBigIntegerField()
    changes = models.CharField(max_length=200, blank=True, default="")

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "test", "number"], name="versions_of_a_snapshot_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"snapshot {self.number} of {self.partner_id}"


class Reader(models.Model):
    """A partner that reads snapshots: they are kept up to date for it while it goes on asking."""

    partner = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    test = models.BooleanField(default=False)
    asked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "test"], name="a_partner_reads_once"),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} reads snapshots"
