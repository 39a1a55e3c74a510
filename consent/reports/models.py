"""What partners say they did: lines and the batches they came in, what is due, what was made."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from uuid_utils.compat import uuid7

from artists.journal.guards import never_emptied
from artists.teams.models import Team
from consent.licences.models import Licence, Version
from consent.reports.guards import batch_written
from consent.reports.querysets import BatchQuerySet, DueQuerySet, LineQuerySet, OutputQuerySet
from consent.reports.states import State


def _amount(digits: int = 18) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(max_digits=digits, decimal_places=6, default=0)


_OF_BATCH = 24
"""Digits of what ten thousand lines come to, each of eighteen."""


class Batch(models.Model):
    """What a partner sent at once, and what became of it. Never changed.

    `accepted` lines are new, `repeated` ones were counted before, `refused` ones are kept in `Refused`. `client` is the
    API client that sent it, or `sent_by` the person who uploaded it. A test batch reaches nobody and no money.
    """

    class Source(models.TextChoices):
        """By which door."""

        API = "api", "API"
        FILE = "file", "File"
        PAGE = "page", "Page"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partner = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="report_batches", db_index=False)
    test = models.BooleanField(default=False)
    source = models.TextField(choices=Source.choices)
    client = models.CharField(max_length=100, blank=True, default="")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField()
    lines = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    outside = models.PositiveIntegerField(default=0)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "batches"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(lines=models.F("accepted") + models.F("repeated") + models.F("refused")),
                name="every_line_of_a_batch_is_answered",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["partner", "test", "-id"], name="batch_partner")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="never_changed",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["sent_by"]),
            ),
            never_emptied("Every batch of reports"),
        ]

    def __str__(self) -> str:
        return f"batch {self.id}"


class Line(models.Model):
    """One use, or the same use many times, that a partner says it made. Written once, never changed; see `reverses`.

    `reference` is the partner's own, and counts once. `permit_id` is what it was made under, or `licences` those that
    were named. `versions` are the signed versions it rests on: what earnings are worked out from. Where none covered it
    then, `versions` is empty and `outside` says why: it is a fact, and earns nothing.

    The use was made from `began_at` to `ended_at`, the first moment after it; both are the same where a moment was
    named. Amounts have six decimals; those of a reversal are what they were, below zero. `outputs` are the partner's
    own ids of what was made. `after_closing` marks what came after its period was completed.

    `asset_id` is no foreign key: a test line is about an asset of the sandbox.
    """

    class Outside(models.TextChoices):
        """Why nothing covered it."""

        COVERED = "", "Covered"
        NOT_LICENSED = "not_licensed", "No licence covered it then"
        WITHDRAWN = "withdrawn", "A holder had taken its yes back"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Without a foreign key of its own: see `Written`.
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="of_batch", db_index=False, db_constraint=False)
    partner = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )  # its batch's own
    test = models.BooleanField(default=False)
    reference = models.TextField()
    permit_id = models.UUIDField(null=True)
    licences = ArrayField(models.BigIntegerField(), default=list)
    versions = ArrayField(models.BigIntegerField(), default=list)
    outside = models.TextField(choices=Outside.choices, blank=True, default="")
    asset_id = models.UUIDField()
    use = models.TextField()
    territory = models.TextField(blank=True, default="")
    model = models.TextField(blank=True, default="")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    quantity = _amount()
    minutes = _amount()
    revenue = _amount()
    currency = models.TextField(blank=True, default="")
    outputs = ArrayField(models.TextField(), default=list)
    received_at = models.DateTimeField()
    after_closing = models.BooleanField(default=False)
    reverses: "models.OneToOneField[Line | None, Line | None]" = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="reversal"
    )

    objects = LineQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "test", "reference"], name="a_reference_counts_once"),
            # In place of the field's own, which would have an entry for each line that reverses none.
            models.UniqueConstraint(
                fields=["reverses"], condition=models.Q(reverses__isnull=False), name="a_line_is_reversed_once"
            ),
            models.CheckConstraint(
                condition=models.Q(reverses__isnull=True, quantity__gte=0, minutes__gte=0, revenue__gte=0)
                | models.Q(reverses__isnull=False, quantity__lte=0, minutes__lte=0, revenue__lte=0),
                name="only_a_reversal_is_below_zero",
            ),
            models.CheckConstraint(
                condition=models.Q(revenue=0) | ~models.Q(currency=""), name="revenue_has_a_currency"
            ),
            models.CheckConstraint(condition=models.Q(ended_at__gte=models.F("began_at")), name="a_use_ends_after_it"),
            models.CheckConstraint(
                condition=models.Q(test=True) | models.Q(outside="") ^ models.Q(versions=[]),
                name="what_nothing_covered_rests_on_nothing",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["batch", "id"], name="line_batch"),
            models.Index(fields=["asset_id", "id"], name="line_asset"),
            models.Index(fields=["permit_id"], name="line_permit", condition=models.Q(permit_id__isnull=False)),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("Every line of a report"),
            batch_written,
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.quantity} {self.use}"


class Written(models.Model):
    """That there are lines of a batch. The database writes it with them, once for a statement, and its foreign key
    holds that each line has its batch: the line's own would be looked up a hundred thousand times for a file's step."""

    batch = models.OneToOneField(Batch, primary_key=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "written"
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("Every batch that was written"),
        ]

    def __str__(self) -> str:
        return f"lines of {self.batch_id}"


class Refused(models.Model):
    """A line that was not counted: why, and how to mend it. It may be sent again.

    `content` is what was sent, as JSON in ASCII, cut where it is very long.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="of_refused", db_index=False)
    place = models.PositiveIntegerField()
    reference = models.TextField(blank=True, default="")
    code = models.TextField()
    field = models.TextField(blank=True, default="")
    sentence = models.TextField()
    content = models.TextField()

    class Meta:
        verbose_name_plural = "refused"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["batch", "place"], name="a_place_of_a_batch_is_refused_once"),
        ]

    def __str__(self) -> str:
        return f"line {self.place}: {self.code}"


class DayTotal(models.Model):
    """What one batch said of a licence, for each version, use and day: what dues and alarms add up.

    Written with the batch, never changed. `version` is None for what nothing covered; then `licence` is the one named.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="day_totals")
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    use = models.TextField()
    day = models.DateField()
    currency = models.TextField(blank=True, default="")
    lines = models.IntegerField()
    quantity = _amount(_OF_BATCH)
    minutes = _amount(_OF_BATCH)
    revenue = _amount(_OF_BATCH)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["licence", "day"], name="total_licence_day")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("Every total of a day"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.use} on {self.day}"


class Due(models.Model):
    """The report of a licence for a period, from the day the period begins. `filed_at` is when the partner said that
    it was complete, whether with lines or with none."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="dues", db_index=False)
    first = models.DateField()
    last = models.DateField()
    ends_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.TextField(choices=[(one.value, one.value) for one in State], default=State.EXPECTED.value)
    filed_at = models.DateTimeField(null=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    filed_with = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="+")

    objects = DueQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["due_at", "licence_id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["licence", "first"], name="a_period_of_a_licence_is_due_once"),
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="a_period_has_a_day"),
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in State]), name="due_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="filed", filed_at__isnull=False)
                | (~models.Q(state="filed") & models.Q(filed_at__isnull=True)),
                name="a_filed_report_says_when",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], name="due_open", condition=~models.Q(state="filed")),
        ]

    def __str__(self) -> str:
        return f"{self.licence_id} {self.first} to {self.last}"


class Finding(models.Model):
    """What nobody reported: something that the alarm found for a licence and a use in a period that is over.

    Counts are those of the whole licence: what one holder sees of it is counted anew over what it holds.
    """

    class Kind(models.TextChoices):
        """What does not fit together."""

        PERMITS = "permits", "Permits were given, and not all of them are reported"
        CHECKS = "checks", "Checks were allowed, and nothing is reported"
        OUTPUTS = "outputs", "Outputs were published, and nothing is reported"
        SILENCE = "silence", "No check and no report"

    due = models.ForeignKey(Due, on_delete=models.PROTECT, related_name="findings", db_index=False)
    use = models.TextField()
    kind = models.TextField(choices=Kind.choices)
    found = models.PositiveBigIntegerField(default=0)
    unreported = models.PositiveBigIntegerField(default=0)
    reported = models.DecimalField(max_digits=24, decimal_places=6, default=0)
    found_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["due", "use", "kind"], name="a_thing_is_found_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["permits", "checks", "outputs", "silence"]), name="finding_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.due_id}"


class Output(models.Model):
    """Something that was made and published. `reference` is the partner's own id, and is registered once.

    `contains_ai` is DDEX's word for how much of it AI made. Taken down, its page says so and leads nowhere any more.
    """

    class Kind(models.TextChoices):
        """What one gets."""

        AUDIO = "audio", "Audio"
        VIDEO = "video", "Video"
        IMAGE = "image", "Image"
        TEXT = "text", "Text"
        MODEL = "model", "Model"
        OTHER = "other", "Something else"

    class ContainsAI(models.TextChoices):
        """DDEX ERN 4.3.2, ContainsAI."""

        ALL = "All", "All of it is made by AI"
        PARTLY = "Partly", "Some of it is made by AI"
        NONE = "None", "None of it is made by AI"

    class Gone(models.TextChoices):
        """Who took it down."""

        UP = "", "It is up"
        PARTNER = "partner", "The partner took it down"
        WITHDRAWAL = "withdrawal", "A holder took the yes back with its outputs"
        CLAIM = "claim", "Somebody reported it, and was right"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partner = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="outputs", db_index=False)
    test = models.BooleanField(default=False)
    reference = models.TextField()
    title = models.TextField()
    kind = models.TextField(choices=Kind.choices)
    url = models.TextField(blank=True, default="")
    sha256 = models.TextField(blank=True, default="")
    contains_ai = models.TextField(choices=ContainsAI.choices)
    made_at = models.DateTimeField()
    registered_at = models.DateTimeField()
    gone = models.TextField(choices=Gone.choices, blank=True, default="")
    taken_down_at = models.DateTimeField(null=True)
    taken_down_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = OutputQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "test", "reference"], name="an_output_is_registered_once"),
            models.CheckConstraint(
                condition=models.Q(gone="", taken_down_at__isnull=True)
                | (~models.Q(gone="") & models.Q(taken_down_at__isnull=False)),
                name="an_output_that_is_gone_says_when",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="never_changed",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["gone", "taken_down_at", "taken_down_by"]),
            ),
            never_emptied("Every output"),
        ]

    def __str__(self) -> str:
        return self.title


class Part(models.Model):
    """What an output was made from, for which use, and the signed version that allowed it: whence its credit line."""

    output = models.ForeignKey(Output, on_delete=models.PROTECT, related_name="parts", db_index=False)
    asset_id = models.UUIDField()
    use = models.TextField()
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["output", "asset_id", "use"], name="a_part_is_named_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["asset_id", "use"], name="part_asset_use")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("Every part of an output"),
        ]

    def __str__(self) -> str:
        return f"{self.use} of {self.asset_id}"
