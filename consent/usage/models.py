"""What partners asked, written a few times a second by `consent.usage.writing` and by nothing else."""

from typing import ClassVar

from django.contrib.postgres.indexes import HashIndex
from django.db import models

from artists.teams.models import ApiClient, Team
from consent.usage.querysets import AskedQuerySet, HourQuerySet, TallyQuerySet


class Asked(models.Model):
    """One request to the API, kept for `selectors.KEPT`.

    `kind` says what was counted, and `amount` how many of it. `allow`, `ask` and `deny` count the answers of a check.
    `questions` are the first 100: `u` use, `n` what the asset was named by, `t` territory, `a` answer, `r` codes of the
    reasons, `v` licence versions. `path` is the address with names in place of ids.
    """

    at = models.DateTimeField()
    partner = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="+", db_index=False)
    test = models.BooleanField()
    kind = models.TextField()
    method = models.TextField()
    path = models.TextField()
    status = models.PositiveSmallIntegerField()
    duration_ms = models.FloatField()
    request_id = models.TextField()
    problem = models.TextField()
    amount = models.PositiveIntegerField()
    allow = models.PositiveIntegerField()
    ask = models.PositiveIntegerField()
    deny = models.PositiveIntegerField()
    questions = models.JSONField(null=True)

    objects = AskedQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["partner", "-id"], name="asked_of_a_partner"),
            models.Index(fields=["client", "-id"], name="asked_by_a_client"),
            HashIndex(fields=["request_id"], name="asked_as"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path}: {self.status}"


class Tally(models.Model):
    """How many questions of a day (UTC) were answered how. Kept for good.

    Where `version` is null every question is counted, once. The others count the `allow` again for each licence version
    it rests on (the key of `licences_version`): add up either kind, never both.
    """

    day = models.DateField()
    partner = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="+", db_index=False)
    test = models.BooleanField()
    use = models.TextField()
    version = models.BigIntegerField(null=True)
    answer = models.TextField()
    count = models.BigIntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "tallies"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["partner", "day", "client", "test", "use", "version", "answer"],
                name="a_tally_is_kept_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.answer} on {self.day}"


class Hour(models.Model):
    """How many questions of an hour were answered how: what the partner's console draws. Kept as long as the log."""

    starts_at = models.DateTimeField()
    partner = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    test = models.BooleanField()
    answer = models.TextField()
    count = models.BigIntegerField()

    objects = HourQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "starts_at", "test", "answer"], name="an_hour_is_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.answer} in the hour of {self.starts_at}"


class Minute(models.Model):
    """What a client asked within a minute, of one kind, over all workers: what limits are held against.

    `minute` counts minutes since 1970, UTC.
    """

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.TextField()
    minute = models.BigIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["client", "kind", "minute"], name="a_minute_is_kept_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["minute"], name="minutes_by_age")]

    def __str__(self) -> str:
        return f"{self.amount} {self.kind}"
