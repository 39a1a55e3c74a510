"""Pools, which teams they concern, and what a licence's years come to against its minimum."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models

from artists.journal.guards import never_emptied
from artists.teams.models import Team
from consent.earnings.querysets import PoolQuerySet
from consent.earnings.states import Kind, Rule
from consent.licences.models import Licence, Rate, Version


def _amount(digits: int = 30) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(max_digits=digits, decimal_places=6)


class Pool(models.Model):
    """A sum that no single use earned, and the published rule by which it divides over works. Posted once.

    `version` is the signed version that promises it, empty for a settlement outside any licence. `first` and `last`
    are the period it is for.
    """

    kind = models.TextField(choices=[(one.value, one.value) for one in Kind])
    rule = models.TextField(choices=[(one.value, one.value) for one in Rule])
    partner = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    rate = models.ForeignKey(Rate, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    use = models.TextField(blank=True, default="")
    first = models.DateField()
    last = models.DateField()
    amount = _amount(24)
    currency = models.CharField(max_length=3)
    title = models.CharField(max_length=200)
    month = models.DateField()
    posted_at = models.DateTimeField()
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = PoolQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["version", "kind", "rate", "first"], condition=models.Q(version__isnull=False),
                nulls_distinct=False, name="a_pool_is_posted_once",
            ),
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="a_pool_has_a_day"),
        ]  # fmt: skip
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("Every pool"),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.amount} {self.currency}"


class Concerned(models.Model):
    """A team that holds something in `works` of the works a pool was divided over, and what it has of it by now.

    Written with the pool; a split that is agreed later changes `amount`, and may let a team in.
    """

    pk = models.CompositePrimaryKey("pool_id", "team_id")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="concerned", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    works = models.PositiveIntegerField()
    amount = _amount()

    class Meta:
        verbose_name_plural = "concerned"

    def __str__(self) -> str:
        return f"{self.team_id} in {self.works} works of {self.pool_id}"


class LicenceYear(models.Model):
    """A year of a licence with a minimum: what was promised, and what its rates have come to by `counted_at`.

    Counted daily while it runs, and for the last time when what is missing is posted (`final`).
    """

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="years", db_index=False)
    currency = models.CharField(max_length=3)
    first = models.DateField()
    last = models.DateField()
    promised = _amount()
    came_to = _amount()
    final = models.BooleanField(default=False)
    counted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["licence", "currency", "first"], name="a_licence_year_is_counted_once"),
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="a_licence_year_has_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.came_to} of {self.promised} {self.currency}"
