"""What partners owe and paid: invoices with their lines, payments and which invoices they pay; and what a partner was
asked of uses that nobody reported."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models

from artists.journal.guards import never_emptied
from artists.teams.models import Team
from consent.earnings.models import Month, Pool
from consent.invoices.querysets import InvoiceQuerySet, PaymentQuerySet
from consent.invoices.states import State, Step
from consent.licences.models import Rate, Version
from consent.reports.models import Finding


def _amount(**more: Any) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(max_digits=30, decimal_places=6, **more)


def _unchanged() -> pgtrigger.Trigger:
    return pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)


class Issued(models.Model):
    """A closed month whose invoices are all written. Months are issued in order, each once."""

    month = models.OneToOneField(Month, primary_key=True, on_delete=models.PROTECT, related_name="issued")
    invoices = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name_plural = "issued"

    def __str__(self) -> str:
        return f"{self.invoices} for {self.month_id}"


class Invoice(models.Model):
    """What a partner owes for a month in one currency. Frozen but for what was paid and how far it was reminded.

    net - recouped + carried_in = total + carried_out. `net` is the sum of the month's charges, `reversed` and `late`
    what of it takes earlier uses back and what is of earlier months; `recouped` what advances had paid before. `total`
    is to pay, in whole coins of the currency; all others have six decimals. `serial` counts the invoices of `year` of
    all partners without a gap. `bill_to` and `issuer` are the addresses as they stood.
    """

    partner = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="invoices", db_index=False)
    month = models.ForeignKey(Month, on_delete=models.PROTECT, related_name="invoices", db_index=False)
    currency = models.CharField(max_length=3)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    net = _amount()
    reversed = _amount()
    late = _amount()
    recouped = _amount()
    carried_in = _amount()
    total = _amount()
    carried_out = _amount()
    charges = models.BigIntegerField()
    bill_to: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField()
    issuer: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField()
    tax_note = models.TextField(blank=True, default="")
    issued_at = models.DateTimeField()
    due_on = models.DateField()
    paid = _amount(default=0)
    state = models.TextField(choices=[(one.value, one.value) for one in State], default=State.OPEN.value)
    paid_at = models.DateTimeField(null=True)
    step = models.PositiveSmallIntegerField(default=0, choices=[(one.value, one.name) for one in Step])
    final_at = models.DateTimeField(null=True)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-year", "-serial"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "month", "currency"], name="a_month_is_invoiced_once"),
            models.UniqueConstraint(fields=["year", "serial"], name="invoices_of_a_year_are_numbered"),
            models.CheckConstraint(condition=models.Q(total__gte=0), name="an_invoice_asks_for_nothing_below_zero"),
            models.CheckConstraint(
                condition=models.Q(
                    total=models.F("net") + models.F("carried_in") - models.F("recouped") - models.F("carried_out")
                ),
                name="an_invoice_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(paid__gte=0, paid__lte=models.F("total")), name="an_invoice_is_paid_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="paid", paid=models.F("total"), paid_at__isnull=False)
                | models.Q(state="part_paid", paid__gt=0, paid__lt=models.F("total"), paid_at__isnull=True)
                | models.Q(state="open", paid=0, total__gt=0, paid_at__isnull=True),
                name="an_invoice_stands_where_its_payments_say",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_on"], name="invoice_open", condition=~models.Q(state="paid")),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="never_changed",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["paid", "state", "paid_at", "step", "final_at"]),
            ),
            never_emptied("Every invoice"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people, banks and programs call it: SC-2026-000123."""
        return f"SC-{self.year}-{self.serial:06d}"


class InvoiceLine(models.Model):
    """Charges of an invoice under the same version, use, basis and price, or of one pool; reversals apart from uses.

    `amount` is the sum of its charges. Each of them was rounded to six decimals by itself, so it may differ from
    `units` × `price` in the last of them. Where a use's money went to several songs its units count once.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines", db_index=False)
    position = models.PositiveIntegerField()
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    rate = models.ForeignKey(Rate, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    pool = models.ForeignKey(Pool, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    use = models.TextField(blank=True, default="")
    basis = models.TextField()
    title = models.CharField(max_length=200, blank=True, default="")
    reverses = models.BooleanField(default=False)
    units = _amount()
    price = models.DecimalField(max_digits=24, decimal_places=6)
    amount = _amount()
    late = _amount()
    charges = models.BigIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["invoice", "position"], name="lines_of_an_invoice_are_numbered"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            _unchanged(),
            never_emptied("Every line of an invoice"),
            pgtrigger.Trigger(
                name="come_to_their_invoice",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="added"),  # type: ignore[no-untyped-call]  # pgtrigger has no types here
                func="""
                IF EXISTS (
                    SELECT FROM (SELECT invoice_id, sum(amount) AS amount, sum(charges) AS charges, sum(late) AS late
                                   FROM invoices_invoiceline
                                  WHERE invoice_id IN (SELECT invoice_id FROM added) GROUP BY invoice_id) s
                      JOIN invoices_invoice i ON i.id = s.invoice_id
                     WHERE (s.amount, s.charges, s.late) IS DISTINCT FROM (i.net, i.charges, i.late)
                ) THEN RAISE EXCEPTION 'The lines of an invoice come to what it says.';
                END IF;
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.units} × {self.price} = {self.amount}"


class Payment(models.Model):
    """Money that came in from a partner, as the operator's bank says it; or, below zero, one that went back.

    `reference` is the bank's own, and counts once. What of it pays no invoice is credit, for the next.
    """

    class Source(models.TextChoices):
        """By which door."""

        PAGE = "page", "Recorded by hand"
        FILE = "file", "From a bank list"

    partner = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="payments_made", db_index=False)
    currency = models.CharField(max_length=3)
    amount = _amount()
    received_on = models.DateField()
    reference = models.CharField(max_length=140)
    source = models.TextField(choices=Source.choices)
    reverses: "models.OneToOneField[Payment | None, Payment | None]" = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="reversal"
    )
    reason = models.CharField(max_length=300, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-received_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["reference"], condition=models.Q(reverses__isnull=True), name="a_payment_is_recorded_once"
            ),
            models.CheckConstraint(
                condition=models.Q(reverses__isnull=True, amount__gt=0)
                | models.Q(reverses__isnull=False, amount__lt=0),
                name="only_a_payment_that_went_back_is_below_zero",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["partner", "currency"], name="payment_partner")]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="never_changed", operation=pgtrigger.Update, condition=pgtrigger.AnyChange(exclude=["recorded_by"])
            ),
            never_emptied("Every payment"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}, {self.reference}"


class Allocation(models.Model):
    """So much of a payment is for an invoice; below zero where that was taken back."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="allocations")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="allocations")
    amount = _amount()
    allocated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(amount=0), name="an_allocation_is_something"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [_unchanged(), never_emptied("Every allocation")]

    def __str__(self) -> str:
        return f"{self.amount} for {self.invoice_id}"


class BillTo(models.Model):
    """Whom a partner's invoices are made out to, from the next one on. `reference` is its own order number."""

    team = models.OneToOneField(Team, primary_key=True, on_delete=models.PROTECT, related_name="bill_to")
    name = models.CharField(max_length=140)
    address = models.TextField()
    country = models.CharField(max_length=2)
    vat_id = models.CharField(max_length=20, blank=True, default="")
    reference = models.CharField(max_length=60, blank=True, default="")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name_plural = "bill to"

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """A holder asks a partner what became of uses that nobody reported: once for each finding, answered once."""

    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="question")
    asked_for = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    due_on = models.DateField()
    answer = models.CharField(max_length=500, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at__isnull=True)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="an_answer_says_something",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            never_emptied("Every question"),
        ]

    def __str__(self) -> str:
        return f"of finding {self.finding_id}"
