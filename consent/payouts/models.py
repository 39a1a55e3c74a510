"""Where a team's money goes, and what went: accounts, payouts of closed statements, batches and the bank's answers.

What a bank must know of a person is sealed (`artists.sealing`): a copy of the database does not give it away.
"""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models

from artists.journal.guards import never_emptied
from artists.sealing import unseal
from artists.teams.models import Team
from consent.earnings.models import Statement
from consent.payouts.payee import Payee, Tax, payee_of, tax_of
from consent.payouts.querysets import AccountQuerySet, PayoutBatchQuerySet, PayoutQuerySet, ReplyQuerySet
from consent.payouts.states import LIVE, SMALLEST, BatchState, State

ACCOUNT, TAX, FILE = b"payouts.account", b"payouts.tax", b"payouts.file"


def _person() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")


def _amount() -> "models.DecimalField[Any, Any]":
    return models.DecimalField(max_digits=30, decimal_places=6)


class Account(models.Model):
    """Where a team wants its money. It is paid to from `force_at` on, unless it was stopped before.

    Of those in force the latest counts; once a transfer came back from it (`returned_at`), none does until a new one
    is in force. `shown` is the masked number. See `consent.payouts.accounts`.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="payout_accounts", db_index=False)
    number = models.PositiveIntegerField()
    shown = models.CharField(max_length=20)
    sealed = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = _person()
    force_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    stopped_by = _person()
    affirmed_at = models.DateTimeField(null=True)
    affirmed_by = _person()
    returned_at = models.DateTimeField(null=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["team", "number"], name="accounts_of_a_team_are_numbered"),
            models.CheckConstraint(
                condition=models.Q(force_at__gte=models.F("asked_at")), name="an_account_is_asked_for_first"
            ),
            models.CheckConstraint(
                condition=models.Q(stopped_at__isnull=True) | models.Q(stopped_at__lt=models.F("force_at")),
                name="only_what_waits_is_stopped",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="never_changed",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("team", "number", "shown", "sealed", "asked_at", "force_at"),
            ),
            never_emptied("Every account"),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def payee(self) -> Payee:
        """Name, address and number, unsealed: for files to the bank, and for who may change them."""
        return payee_of(unseal(self.sealed, purpose=ACCOUNT))


class TaxDetails(models.Model):
    """What a tax office asks of a team, sealed."""

    team = models.OneToOneField(Team, primary_key=True, on_delete=models.PROTECT, related_name="tax_details")
    sealed = models.TextField()
    set_at = models.DateTimeField()
    set_by = _person()

    class Meta:
        verbose_name_plural = "tax details"

    def __str__(self) -> str:
        return f"tax details of {self.team_id}"

    @property
    def tax(self) -> Tax:
        """Unsealed: for who may change them, freshly signed in."""
        return tax_of(unseal(self.sealed, purpose=TAX))


class Smallest(models.Model):
    """The least that a team wants paid out at once, in units of whatever currency."""

    team = models.OneToOneField(Team, primary_key=True, on_delete=models.PROTECT, related_name="smallest_payout")
    amount = models.PositiveIntegerField()
    set_at = models.DateTimeField()
    set_by = _person()

    class Meta:
        verbose_name_plural = "smallest payouts"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount__gte=SMALLEST), name="nobody_is_paid_less_than_the_least"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} for {self.team_id}"


class PayoutBatch(models.Model):
    """Payouts that leave together. `payday` is set where the clock made it, so that it makes one for each."""

    reference = models.CharField(max_length=20, unique=True)
    state = models.TextField(choices=[(one.value, one.value) for one in BatchState], default=BatchState.PLANNED.value)
    due_on = models.DateField()
    payday = models.DateField(null=True, unique=True)
    made_at = models.DateTimeField()
    made_by = _person()
    ended_at = models.DateTimeField(null=True)
    ended_by = _person()

    objects = PayoutBatchQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        verbose_name_plural = "batches"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in BatchState]), name="payout_batch_state_is_known"
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_emptied("Every batch of payouts"),
        ]

    def __str__(self) -> str:
        return self.reference


class BatchFile(models.Model):
    """A file of a batch for the bank, sealed: the same bytes whenever it is fetched. `sha256` is of the bytes."""

    batch = models.ForeignKey(PayoutBatch, on_delete=models.PROTECT, related_name="files", db_index=False)
    name = models.CharField(max_length=60)
    media_type = models.CharField(max_length=60)
    sealed = models.TextField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["batch", "name"], name="a_batch_has_a_file_once"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("Every file of payouts"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def content(self) -> bytes:
        """The bytes, unsealed."""
        return unseal(self.sealed, purpose=FILE)


class Payout(models.Model):
    """One transfer to a team, for closed statements of one currency. What the bank said of it is `Confirmation`."""

    reference = models.CharField(max_length=20, unique=True)
    batch = models.ForeignKey(PayoutBatch, on_delete=models.PROTECT, related_name="payouts")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="payouts", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="payouts")
    rail = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)
    amount = _amount()
    state = models.TextField(choices=[(one.value, one.value) for one in State], default=State.PLANNED.value)
    due_on = models.DateField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    paid_on = models.DateField(null=True)
    bank_reference = models.CharField(max_length=80, blank=True, default="")
    returned_on = models.DateField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    reason_code = models.CharField(max_length=10, blank=True, default="")

    objects = PayoutQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["batch", "team", "currency"], name="a_team_is_paid_once_in_a_batch"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="a_payout_is_something"),
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in State]), name="payout_state_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["returned", "again"]) | models.Q(returned_on__isnull=False),
                name="a_returned_payout_says_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="paid") | models.Q(paid_on__isnull=False), name="a_paid_payout_says_when"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["team", "-id"], name="payout_team")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="never_changed",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "reference", "batch", "team", "account", "currency", "amount", "due_on", "made_at"
                ),
            ),
            never_emptied("Every payout"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_live(self) -> bool:
        """Whether its statements count as paid or about to be."""
        return State(self.state) in LIVE


class Covered(models.Model):
    """A statement that a payout pays. Of those for one statement only one is live: nobody is paid twice.

    All of a payout are written in one statement, and the database refuses any that do not come to its amount.
    """

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="covered", db_index=False)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="payouts", db_index=False)
    live = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "covered"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["payout", "statement"], name="a_payout_covers_a_statement_once"),
            models.UniqueConstraint(
                fields=["statement"], condition=models.Q(live=True), name="a_statement_has_one_live_payout"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["statement"], name="covered_statement")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="never_changed", operation=pgtrigger.Update, condition=pgtrigger.AnyChange("payout", "statement")
            ),
            pgtrigger.Trigger(
                name="never_again_live",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="IF NEW.live AND NOT OLD.live THEN RAISE EXCEPTION 'What came back goes out under a new payout.'; "
                "END IF; RETURN NEW;",
            ),
            never_emptied("What a payout covers"),
            pgtrigger.Trigger(
                name="comes_to_its_payout",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="added"),  # type: ignore[no-untyped-call]  # pgtrigger has no types here
                func="""
                IF EXISTS (
                    SELECT FROM payouts_covered c
                      JOIN payouts_payout p ON p.id = c.payout_id JOIN earnings_statement s ON s.id = c.statement_id
                     WHERE c.payout_id IN (SELECT payout_id FROM added)
                     GROUP BY p.id
                    HAVING sum(s.payable) <> p.amount
                        OR NOT bool_and(s.team_id = p.team_id AND s.currency = p.currency)
                ) THEN RAISE EXCEPTION 'A payout comes to its statements, all of its own team and currency.';
                END IF;
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} by {self.payout_id}"


class Reply(models.Model):
    """A file of the bank's answers, line by line with what became of each. The file itself is not kept."""

    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    taken_by = _person()
    lines = models.JSONField(default=list)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return self.name


class Confirmation(models.Model):
    """That the bank paid a payout, or sent it back: each at most once, in whatever order they come.

    `source` is the kind of paper that said so first, a `consent.payouts.reading.Source`.
    """

    class Kind(models.TextChoices):
        """What the bank says."""

        PAID = "paid", "paid"
        RETURNED = "returned", "returned"

    payout = models.ForeignKey(Payout, on_delete=models.PROTECT, related_name="confirmations", db_index=False)
    kind = models.TextField(choices=Kind.choices)
    day = models.DateField()
    bank_reference = models.CharField(max_length=80, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")
    reason_code = models.CharField(max_length=10, blank=True, default="")
    noted_at = models.DateTimeField()
    source = models.CharField(max_length=10, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["payout", "kind"], name="a_payout_is_confirmed_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["paid", "returned"]), name="confirmation_kind_is_known"
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("Every confirmation"),
        ]

    def __str__(self) -> str:
        return f"{self.payout_id}: {self.kind}"
