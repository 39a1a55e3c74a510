"""What a closing writes: holds, releases, what advances took, and the statements with what they remark."""

from decimal import Decimal
from typing import Any, ClassVar

import pgtrigger
from django.db import models

from artists.catalog.models import Asset
from artists.journal.guards import never_emptied
from artists.teams.models import Team
from consent.earnings.querysets import StatementQuerySet
from consent.licences.models import Licence, Version
from consent.splits.models import Dispute, Split


def _amount() -> "models.DecimalField[Any, Any]":
    return models.DecimalField(max_digits=30, decimal_places=6)


def _unchanged() -> pgtrigger.Trigger:
    return pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)


class Statement(models.Model):
    """A team's earnings of a month in one currency, as closed: numbered, frozen, signed. Nothing in it ever changes.

    earned + released - held - recouped + carried_in = due; `payable` is what of it goes out, in whole units of the
    currency's smallest coin and never below zero; carried_out = due - payable. All but `payable` have six decimals.
    `number` counts the team's statements, of all currencies.

    It is written without `lines_sha256` and `signature`, which the closing adds once; nobody sees it before the month
    is closed. `lines_sha256` is worked out as `consent.earnings.statements_lines` says, `signature` is a compact JWS.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="statements", db_index=False)
    month = models.ForeignKey("earnings.Month", on_delete=models.PROTECT, related_name="statements")
    currency = models.CharField(max_length=3)
    number = models.PositiveIntegerField()
    earned = _amount()
    reversed = _amount()
    held = _amount()
    released = _amount()
    recouped = _amount()
    carried_in = _amount()
    payable = _amount()
    carried_out = _amount()
    lines = models.BigIntegerField()
    quantity = _amount()
    lines_sha256 = models.CharField(max_length=64, blank=True, default="")
    signature = models.TextField(blank=True, default="")
    closed_at = models.DateTimeField()

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-month_id", "currency"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["team", "month", "currency"], name="a_month_is_stated_once"),
            models.UniqueConstraint(fields=["team", "number"], name="statements_of_a_team_are_numbered"),
            models.CheckConstraint(condition=models.Q(payable__gte=0), name="nobody_is_asked_to_pay_back"),
            models.CheckConstraint(
                condition=models.Q(
                    carried_out=models.F("earned") + models.F("released") + models.F("carried_in")
                    - models.F("held") - models.F("recouped") - models.F("payable")
                ),
                name="a_statement_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(signature="") ^ ~models.Q(lines_sha256=""), name="what_is_signed_has_its_hash"
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["month", "id"], name="statement_unsigned", condition=models.Q(signature="")),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="never_changed",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["lines_sha256", "signature"]),
            ),
            pgtrigger.Protect(
                name="signed_once", operation=pgtrigger.Update, condition=~pgtrigger.Q(old__signature="")
            ),
            never_emptied("Every statement"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How people and letters call it: S-00012-0007 is the seventh of team 12."""
        return f"S-{self.team_id:05d}-{self.number:04d}"

    @property
    def due(self) -> Decimal:
        """What is to be paid or carried on."""
        due: Decimal = self.earned + self.released - self.held - self.recouped + self.carried_in
        return due


class Hold(models.Model):
    """What a dispute keeps back of a team's earnings of a month, until it ends: see `Release`.

    `earned` are the earnings of `work` and `side` by one split and licence. `points` of 10,000 are disputed, on top of
    `before` that earlier disputes hold already, out of the team's `basis_points`.
    """

    month = models.ForeignKey("earnings.Month", on_delete=models.PROTECT, related_name="holds", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    currency = models.CharField(max_length=3)
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="holds")
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField(blank=True, default="")
    work = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+", db_index=False)
    side = models.TextField()
    split = models.ForeignKey(Split, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    basis_points = models.PositiveSmallIntegerField()
    before = models.PositiveIntegerField()
    points = models.PositiveIntegerField()
    earned = _amount()
    amount = _amount()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["month", "team", "currency", "dispute", "version", "kind", "split", "basis_points"],
                nulls_distinct=False, name="a_dispute_holds_once_a_month",
            ),
        ]  # fmt: skip
        triggers: ClassVar[list[pgtrigger.Trigger]] = [_unchanged(), never_emptied("Every hold")]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} of {self.team_id}"


class Release(models.Model):
    """What was held goes to its team after all: with the first month that closes after the dispute has ended."""

    hold = models.OneToOneField(Hold, primary_key=True, on_delete=models.PROTECT, related_name="release")
    month = models.ForeignKey("earnings.Month", on_delete=models.PROTECT, related_name="releases")
    amount = _amount()

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = [_unchanged(), never_emptied("Every release")]

    def __str__(self) -> str:
        return f"{self.amount} of hold {self.hold_id}"


class Recoupment(models.Model):
    """What a month's earnings under a licence pay back of a team's advance. Below zero where a reversal undoes that.

    `advanced` is what the team has had in advance so far, `before` what months before have paid back of it, `counted`
    what the month's uses, checks and minimums under the licence come to, without what is held.
    """

    month = models.ForeignKey("earnings.Month", on_delete=models.PROTECT, related_name="recoupments", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    currency = models.CharField(max_length=3)
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="recoupments", db_index=False)
    advanced = _amount()
    before = _amount()
    counted = _amount()
    amount = _amount()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["team", "licence", "currency", "month"], name="a_licence_recoups_once_a_month"
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gte=-models.F("before")), name="no_more_is_given_back_than_was_recouped"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["month", "team"], name="recoupment_month")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [_unchanged(), never_emptied("Every recoupment")]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} of {self.team_id}"


class Remark(models.Model):
    """What a statement says of some of its lines: how many, and what they come to. All are in `earned`."""

    class What(models.TextChoices):
        """About which lines."""

        LATE = "late", "Came after their month was closed"
        REVERSED = "reversed", "Take back earlier reports"
        ANEW = "anew", "Correct how earlier ones were divided"

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="remarks", db_index=False)
    what = models.TextField(choices=What.choices)
    used_in = models.DateField()
    lines = models.BigIntegerField()
    amount = _amount()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["statement", "what", "used_in"], name="a_month_is_remarked_once"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [_unchanged(), never_emptied("Every remark")]

    def __str__(self) -> str:
        return f"{self.lines} {self.what}"


class File(models.Model):
    """The hash of a file of a statement as it was handed out: by it we know the file again, unchanged."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="files", db_index=False)
    sha256 = models.CharField(max_length=64, primary_key=True)
    kind = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = [_unchanged(), never_emptied("Every file of a statement")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.statement_id}"
