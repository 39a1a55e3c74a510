"""The shapes of invoices, as the OpenAPI document promises them. Amounts are text, in the invoice's currency."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

_STRICT = ConfigDict(extra="forbid")
Number = Annotated[str, Field(pattern=r"^SC-[0-9]{4}-[0-9]{6}$", examples=["SC-2026-000123"])]
Next = Annotated[str | None, Field(description="The cursor of the next page; null on the last.")]
Amount = Annotated[str, Field(description="With six decimals at most.", examples=["4.5315"])]


class Invoice(BaseModel):
    """What you owe for a month in one currency. Only `paid`, `open` and `state` ever change.

    net - recouped + carried_in = total + carried_out.
    """

    number: Number
    month: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}$")]
    currency: str
    state: Literal["nothing to pay", "credit note", "open", "part-paid", "paid", "overdue"]
    issued_at: datetime
    due_on: date
    net: Annotated[str, Field(description="The sum of its charges, to six decimals.")]
    reversed: Annotated[str, Field(description="What of `net` takes earlier uses back.")]
    late: Annotated[str, Field(description="What of `net` is for uses of months before.")]
    recouped: Annotated[str, Field(description="What you had paid before, in advance.")]
    carried_in: Annotated[str, Field(description="Left by the invoice before: parts of a coin, or a credit.")]
    total: Annotated[str, Field(description="To pay: in whole coins, rounded down once.")]
    carried_out: Annotated[str, Field(description="Left for the next invoice.")]
    paid: Amount
    open: Annotated[str, Field(description="Still to pay.")]
    charges: Annotated[int, Field(description="How many; all of them at /invoices/{number}/lines.")]


class InvoicePage(BaseModel):
    """Invoices, newest first."""

    invoices: list[Invoice]
    next: Next


class InvoiceGroup(BaseModel):
    """Charges under the same version, use, basis and price; those that take uses back apart."""

    licence: str | None
    version: int | None
    use: str | None
    basis: Literal["per_output", "per_minute", "revenue_share", "checks", "flat", "advance", "minimum", "settlement"]
    title: Annotated[str | None, Field(description="Of a sum that no single use earned.")]
    reverses: bool
    units: Amount
    price: Amount
    amount: Annotated[str, Field(description="The sum of its charges, each rounded to six decimals by itself.")]
    charges: int


class OneInvoice(Invoice):
    """An invoice with its lines, and whom it is made out to."""

    bill_to: dict[str, str]
    issuer: Annotated[dict[str, str], Field(description="Whom to pay: `name`, `iban`, `bic` and others.")]
    tax_note: str | None
    lines: list[InvoiceGroup]


class ChargeLine(BaseModel):
    """One charge: units × price, for one use or one work's part of a sum."""

    charge: int
    reference: Annotated[str | None, Field(description="Yours, of the report's line.")]
    permit: UUID | None
    licence: str | None
    version: int | None
    use: str | None
    basis: str
    asset: UUID
    work: Annotated[UUID, Field(description="Whose holders it goes to: the asset, or a song of it.")]
    side: Literal["recording", "song", "whole", "self"]
    territory: str | None
    used_on: date
    late: bool
    units: Amount
    price: Amount
    amount: Amount
    reverses: Annotated[int | None, Field(description="The charge that it takes back.")]


class ChargePage(BaseModel):
    """Charges of an invoice, in one order for good."""

    number: Number
    currency: str
    lines: list[ChargeLine]
    next: Next


class InvoiceFilter(BaseModel):
    """Which page."""

    model_config = _STRICT

    cursor: Annotated[str | None, Field(max_length=40)] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class ChargeFilter(BaseModel):
    """Which page."""

    model_config = _STRICT

    cursor: Annotated[str | None, Field(max_length=40)] = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
