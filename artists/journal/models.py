"""The journal of every act, and the outbox of what must follow from it."""

from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from artists.journal.guards import never_emptied
from artists.journal.querysets import EntryQuerySet, MessageQuerySet


class Entry(models.Model):
    """One act: who, acting for which team, did what to what, when, in which batch.

    Append-only: the database refuses UPDATE, DELETE and TRUNCATE. There are no foreign keys, so that an entry outlives
    what it speaks of, and no names of people, so that a person can be forgotten without touching it.
    `concerns` lists the teams who may read it. `batch` is shared by the entries of one press.
    """

    at = models.DateTimeField()
    type = models.TextField()
    person_id = models.BigIntegerField(null=True)
    client_id = models.TextField(blank=True, default="")
    team_id = models.BigIntegerField(null=True)
    mandate_id = models.BigIntegerField(null=True)
    mandated_team_id = models.BigIntegerField(null=True)
    subject_kind = models.TextField()
    subject_id = models.TextField()
    batch = models.UUIDField()
    undoes = models.BigIntegerField(null=True)
    data: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    concerns = ArrayField(models.BigIntegerField())

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "journal entry"
        verbose_name_plural = "journal entries"
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["concerns"], name="entry_concerns"),
            models.Index(fields=["batch"], name="entry_batch"),
            models.Index(fields=["subject_kind", "subject_id", "-id"], name="entry_subject"),
            models.Index(fields=["undoes"], name="entry_undoes", condition=models.Q(undoes__isnull=False)),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("The journal"),
        ]

    def __str__(self) -> str:
        return f"{self.type} on {self.subject_kind} {self.subject_id}"


class Message(models.Model):
    """One outbox row: something that must follow from an act, exactly once in effect.

    The broker only wakes the worker; this row is the truth. `key` makes filing the same thing twice impossible.
    `lane` keeps what is slow from holding up the rest. `reason` says in a sentence why the last attempt failed, fit for
    an operator; `last_error` is the trace, which may hold anything. `dropped_at`: an operator wants it no more.
    """

    topic = models.TextField()
    lane = models.TextField(default="work")
    key = models.TextField(unique=True)
    payload: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    filed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")
    last_error = models.TextField(blank=True, default="")

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "outbox message"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["lane", "due_at", "id"],
                name="message_waiting_in_lane",
                condition=models.Q(done_at__isnull=True, dead_at__isnull=True),
            ),
            models.Index(
                fields=["-dead_at", "-id"],
                name="message_given_up",
                condition=models.Q(dead_at__isnull=False, dropped_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"
