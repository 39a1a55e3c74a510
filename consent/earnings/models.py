"""What uses earned: pools and charges, what each team gets of them, and the totals that pages and closings read.

Everything is written by `consent.earnings.posting` and closed by `consent.earnings.closing`, under one lock (`ledger`).
A row that names `month` by its first day belongs to that month's statements; `used_on` is the day of the use itself.
"""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models

from artists.catalog.models import Asset
from artists.journal.guards import never_emptied
from artists.teams.models import Team
from consent.earnings import guards
from consent.earnings.models_exports import Export
from consent.earnings.models_pools import Concerned, LicenceYear, Pool
from consent.earnings.models_statements import File, Hold, Recoupment, Release, Remark, Statement
from consent.earnings.querysets import EarningQuerySet
from consent.earnings.states import MonthState, Stage
from consent.licences.models import Rate, Version
from consent.reports.models import Batch, Line
from consent.splits.models import Split
from consent.splits.states import Side

__all__ = [
    "AssetTotal",
    "Charge",
    "Concerned",
    "DayTotal",
    "Earned",
    "Earning",
    "Export",
    "File",
    "Hold",
    "LicenceYear",
    "Month",
    "MonthTotal",
    "PlaceTotal",
    "Pool",
    "Recoupment",
    "Release",
    "Remark",
    "Statement",
    "Unsplit",
    "VersionTotal",
]


def _choices(some: Any) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in some]


def _amount(digits: int = 24) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(max_digits=digits, decimal_places=6)


def _unchanged() -> pgtrigger.Trigger:
    return pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)


class Month(models.Model):
    """A month that is being closed, or is. One without a row is open. Months close in order.

    `begun_at` is when it took no more lines; what comes later belongs to the next. `stage` is how far the closing has
    come. See `consent.earnings.closing`.
    """

    first = models.DateField(primary_key=True)
    state = models.TextField(choices=_choices(MonthState), default=MonthState.CLOSING.value)
    stage = models.TextField(choices=_choices(Stage), default=Stage.BEGUN.value)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in MonthState]), name="month_state_is_known"
            ),
            models.CheckConstraint(condition=models.Q(first__day=1), name="a_month_begins_on_its_first"),
            models.CheckConstraint(
                condition=models.Q(stage__in=[one.value for one in Stage]), name="stage_of_a_month_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_at__isnull=True)),
                name="a_closed_month_says_when",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_emptied("Every month"),
        ]

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


class Charge(models.Model):
    """What a partner owes for a line under one rate, or a work's part of a pool, to the holders of one side of `work`.

    `amount` is `units` × `price`, rounded once to six decimals, half away from zero; where a line's song side is
    several works it divides equally over them, each with a charge. `reverses` is the charge that a reversal takes back.

    What is its line's or pool's own is copied from there in the statement that writes it, and never changed: those keys
    are not looked up again by the database, for each would cost as much as the row.
    """

    line = models.ForeignKey(
        Line, null=True, on_delete=models.PROTECT, related_name="charges", db_index=False, db_constraint=False
    )
    pool = models.ForeignKey(Pool, null=True, on_delete=models.PROTECT, related_name="charges", db_index=False)
    rate = models.ForeignKey(
        Rate, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    version = models.ForeignKey(
        Version, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    partner = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    work = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    side = models.TextField(choices=_choices(Side))
    use = models.TextField(blank=True, default="")
    territory = models.TextField(blank=True, default="")
    used_on = models.DateField()
    month = models.DateField()
    units = _amount()
    price = _amount(18)
    amount = _amount()
    currency = models.CharField(max_length=3)
    reverses = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["line", "rate", "work"], condition=models.Q(line__isnull=False), name="a_line_is_charged_once"
            ),
            models.UniqueConstraint(
                fields=["pool", "asset", "work"], condition=models.Q(pool__isnull=False),
                name="a_work_has_one_part_of_a_pool",
            ),
            models.CheckConstraint(
                condition=models.Q(line__isnull=True) ^ models.Q(pool__isnull=True), name="a_charge_is_for_something"
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["work", "side", "used_on"], name="charge_work"),
            models.Index(fields=["partner", "month", "id"], name="charge_partner_month"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            _unchanged(),
            never_emptied("Every charge"),
            guards.comes_to_its_source(),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} for {self.use}"


class Earning(models.Model):
    """One team's part of a charge, in six decimals. Never changed: what was wrong is taken back by a later `turn`.

    `turn` 0 is the first time the charge was divided, by `split` (none where one team holds everything). An odd turn
    takes the one before back, the even one after it divides again. All of one turn are written in one statement, and
    the database refuses parts that do not come to the charge.

    `sealed` is the hash of its row of a statement (see `statements_lines`), kept with it so that a closing only puts
    hashes in a row. What was written before there was one has none, and is hashed then.
    """

    pk = models.CompositePrimaryKey("charge_id", "turn", "team_id")
    charge = models.ForeignKey(
        Charge, on_delete=models.PROTECT, related_name="earnings", db_index=False, db_constraint=False
    )
    turn = models.PositiveSmallIntegerField(default=0)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="earnings", db_index=False, db_constraint=False
    )
    split = models.ForeignKey(
        Split, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    basis_points = models.PositiveSmallIntegerField()
    month = models.DateField()
    amount = _amount()
    sealed = models.BinaryField(null=True)

    objects = EarningQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            # Read from its end: the newest first, a page at a time, however many there are.
            models.Index(fields=["team", "month", "charge"], name="earning_team_month_charge"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            _unchanged(),
            never_emptied("Every earning"),
            guards.comes_to_its_charge(),
        ]

    def __str__(self) -> str:
        return f"{self.amount} for {self.team_id}"


class Unsplit(models.Model):
    """A charge that waits: several hold what it is for, and have not agreed on a split. Gone once it is divided."""

    charge = models.OneToOneField(Charge, primary_key=True, on_delete=models.PROTECT, related_name="unsplit")
    work = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+", db_index=False)
    side = models.TextField(choices=_choices(Side))

    class Meta:
        verbose_name_plural = "unsplit"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["work", "side"], name="unsplit_work")]

    def __str__(self) -> str:
        return f"charge {self.charge_id}"


class Earned(models.Model):
    """A batch of reports whose lines have been charged."""

    batch = models.OneToOneField(Batch, primary_key=True, on_delete=models.PROTECT, related_name="earned")
    charges = models.PositiveIntegerField()
    earned_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "earned"

    def __str__(self) -> str:
        return f"{self.charges} of {self.batch_id}"


class _Total(models.Model):
    """Sums of `Earning`, kept with every posting: what is read instead of millions of lines."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    currency = models.CharField(max_length=3)
    amount = _amount(30)
    quantity = _amount(30)
    lines = models.BigIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} for {self.team_id}"


class DayTotal(_Total):
    """A team's earnings of a day by partner and use: the use's day, or the first of the month it came late into."""

    day = models.DateField()
    partner = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    use = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["team", "currency", "day", "partner", "use"], name="a_day_is_summed_once"),
        ]


class PlaceTotal(_Total):
    """A team's earnings of a month by territory and partner."""

    month = models.DateField()
    territory = models.TextField()
    partner = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["team", "currency", "month", "territory", "partner"], name="a_place_is_summed_once"
            ),
        ]


class AssetTotal(_Total):
    """A team's earnings of an asset in a period: `2026-11`, `2026-Q4`, `2026` or `all`."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    period = models.TextField()
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["team", "period", "currency", "asset"], name="an_asset_is_summed_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["team", "period", "currency", "-amount"], name="asset_total_most"),
        ]


class MonthTotal(_Total):
    """A team's earnings of a month by what its statement lists, and by what a dispute may hold: work, side and split.

    `basis_points` are those of the team in `split`. `kind` is empty for uses, else what sort of pool.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    month = models.DateField()
    partner = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    version = models.ForeignKey(
        Version, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    kind = models.TextField(blank=True, default="")
    use = models.TextField(blank=True, default="")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    work = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    side = models.TextField(choices=_choices(Side))
    split = models.ForeignKey(
        Split, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    basis_points = models.PositiveSmallIntegerField()
    reversed = models.DecimalField(max_digits=30, decimal_places=6)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=[
                    "month", "team", "currency", "partner", "version", "kind", "use", "asset", "work", "side", "split",
                    "basis_points",
                ],
                nulls_distinct=False, name="a_month_is_summed_once",
            ),
        ]  # fmt: skip


class VersionTotal(_Total):
    """A team's earnings of a month by what brought them: what its statement says and lists, however many its works.

    `version` is that of the licence, and with it the experience that the licence is for. Reversals are in `amount`.
    """

    month = models.DateField()
    partner = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField(blank=True, default="")
    use = models.TextField(blank=True, default="")
    reversed = models.DecimalField(max_digits=30, decimal_places=6)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["month", "team", "currency", "partner", "version", "kind", "use"],
                nulls_distinct=False, name="a_version_is_summed_once",
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["team", "currency", "month"], name="version_total_team"),
            models.Index(fields=["team", "version", "month"], name="advances", condition=models.Q(kind="advance")),
        ]
