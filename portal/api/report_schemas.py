"""The shapes of reports and outputs, as the OpenAPI document promises them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from consent.reports.intake import MOST_LINES

_STRICT = ConfigDict(extra="forbid")
_AMOUNT = {
    "oneOf": [{"type": "string", "pattern": r"^[0-9]{1,12}(\.[0-9]{1,6})?$"}, {"type": "integer", "minimum": 0}],
    "examples": ["0.045"],
}
_OUTPUT = {
    "type": "object",
    "description": "Something that was made and published. Where it is registered already, its `id` alone will do.",
    "required": ["id", "title", "kind", "contains_ai"],
    "properties": {
        "id": {"type": "string", "maxLength": 200, "description": "Your own id of it."},
        "title": {"type": "string", "maxLength": 200},
        "kind": {"type": "string", "enum": ["audio", "video", "image", "text", "model", "other"]},
        "url": {"type": "string", "maxLength": 2000, "description": "Where it is published: https."},
        "sha256": {"type": "string", "description": "Of the file."},
        "made_at": {"type": "string", "format": "date-time"},
        "contains_ai": {
            "type": "string", "enum": ["All", "Partly", "None"], "description": "How much of it AI made (DDEX)."
        },
    },
}  # fmt: skip
LINE = {
    "type": "object",
    "title": "ReportLine",
    "description": "One use, or the same use many times. A line that is none is refused by itself, and says why.",
    "required": ["reference"],
    "properties": {
        "reference": {
            "type": "string", "maxLength": 200,
            "description": "Your own. It counts once, in whichever batch and however often it is sent.",
        },
        "permit": {"type": "string", "description": "The permit it was made under: its id, or the token itself."},
        "licence": {
            "description": "Or the licence, or up to 8 of them. The version in force at the time of the use counts.",
            "oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "maxItems": 8}],
            "examples": ["L-0007"],
        },
        "asset": {"type": "string", "format": "uuid", "description": "Our id. Follows from a permit."},
        "isrc": {"type": "string"},
        "iswc": {"type": "string"},
        "use": {"type": "string", "description": "One of /api/v1/uses. Follows from a permit."},
        "territory": {"type": "string", "description": "ISO 3166-1 alpha-2."},
        "model": {"type": "string", "description": "For `train`: the model version, as the licence calls it."},
        "made_at": {
            "type": "string", "format": "date-time",
            "description": "When, with its zone. Under a permit it may be left out: then when the permit was given.",
        },
        "period": {
            "type": "object", "required": ["from", "to"],
            "description": "Or from when to when: two days, both within, or two moments. 92 days at most.",
            "properties": {"from": {"type": "string"}, "to": {"type": "string"}},
        },
        "quantity": {**_AMOUNT, "description": "How many times. Text, with six decimals at most."},
        "minutes": _AMOUNT,
        "revenue": {
            "type": "object", "required": ["amount", "currency"],
            "properties": {"amount": _AMOUNT, "currency": {"type": "string", "examples": ["EUR"]}},
        },
        "outputs": {"type": "array", "maxItems": 50, "items": {"oneOf": [{"type": "string"}, _OUTPUT]}},
        "reverses": {
            "type": "string",
            "description": "The id or the reference of a line that is taken back whole. Stands alone with `reference`.",
        },
    },
}  # fmt: skip
# Each line is judged by itself, whatever it is: so none makes the whole batch fail.
Lines = Annotated[
    list[Any],
    WithJsonSchema({"type": "array", "maxItems": MOST_LINES, "items": {"anyOf": [LINE, {}]}}),
    Field(max_length=MOST_LINES),
]


class Complete(BaseModel):
    """A licence that is complete up to and with a day."""

    model_config = _STRICT

    licence: Annotated[str, Field(max_length=20, examples=["L-0007"])]
    until: date | None = None


class NewReport(BaseModel):
    """Up to 10,000 lines, and the licences that are completely reported now. Either may be left out, not both."""

    model_config = _STRICT

    lines: Lines = []
    complete: Annotated[
        list[Annotated[str, Field(max_length=20, examples=["L-0007"])] | Complete],
        Field(max_length=200, description="Every period of the licence that is over. With no line it reports nothing."),
    ] = []


class RefusedLine(BaseModel):
    """A line that was not counted, and how to mend it. Send it again when it is mended."""

    index: Annotated[int, Field(description="Which line, counted from 0.")]
    reference: str
    code: str
    field: str
    detail: str


class Period(BaseModel):
    """Days, both within, in UTC."""

    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to")]


class Closed(BaseModel):
    """A period that is complete now."""

    licence: str
    period: Period
    punctual: bool
    nothing: Annotated[bool, Field(description="Whether it was completed without a line.")]


class Report(BaseModel):
    """A batch as it was received."""

    id: UUID
    received_at: datetime
    test: bool
    lines: int
    accepted: Annotated[int, Field(description="New, and counted.")]
    already_counted: Annotated[int, Field(description="Sent before, in this batch or another; counted once.")]
    refused: int
    outside: Annotated[int, Field(description="Of the accepted: facts that no licence covered. They earn nothing.")]


class ReceivedReport(Report):
    """What became of a batch."""

    refusals: list[RefusedLine]
    outside_lines: Annotated[list[int], Field(description="The lines that no licence covered, counted from 0.")]
    completed: list[Closed]


class ReportPage(BaseModel):
    """Batches, newest first."""

    reports: list[Report]
    next: Annotated[str | None, Field(description="The cursor of the next page; null on the last.")]


class Revenue(BaseModel):
    """An amount with its currency."""

    amount: str
    currency: str


class CountedLine(BaseModel):
    """A line as it was counted."""

    id: UUID
    reference: str
    permit: UUID | None
    licences: list[str]
    asset: UUID
    use: str
    territory: str | None
    model: str | None
    used_from: datetime
    used_to: datetime
    quantity: str
    minutes: str
    revenue: Revenue | None
    outputs: list[str]
    outside: Annotated[str | None, Field(description="Why nothing covered it: `not_licensed` or `withdrawn`.")]
    after_closing: bool
    reverses: UUID | None
    reversed_by: UUID | None


class OneReport(Report):
    """A batch, a page of its counted lines, and a page of its refused ones."""

    counted: list[CountedLine]
    refusals: list[RefusedLine]
    next: Annotated[str | None, Field(description="The cursor of the next page; null on the last.")]


class DueReport(BaseModel):
    """The report of a licence for a period."""

    licence: str
    period: Period
    due_at: Annotated[datetime, Field(description="The first moment at which it is late.")]
    state: Literal["running", "expected", "late", "missing", "reported", "reported late"]
    filed_at: datetime | None
    lines: Annotated[int, Field(description="Counted so far, less those reversed.")]
    quantity: str


class DueReports(BaseModel):
    """What is due, soonest first."""

    due: list[DueReport]


class ReportFilter(BaseModel):
    """Which page."""

    model_config = _STRICT

    cursor: Annotated[str | None, Field(max_length=100)] = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class Part(BaseModel):
    """What it was made from, for which use, and what allowed it: the permit, or the licence."""

    model_config = _STRICT

    use: Annotated[str | None, Field(max_length=40, description="Follows from a permit.")] = None
    asset: UUID | None = None
    isrc: Annotated[str | None, Field(max_length=40)] = None
    iswc: Annotated[str | None, Field(max_length=40)] = None
    permit: Annotated[str | None, Field(max_length=8000)] = None
    licence: Annotated[str | None, Field(max_length=20, examples=["L-0007"])] = None
    territory: Annotated[str | None, Field(max_length=2)] = None
    model: Annotated[str | None, Field(max_length=200)] = None


class NewOutput(BaseModel):
    """Something that was made and published."""

    model_config = _STRICT

    id: Annotated[str, Field(min_length=1, max_length=200, description="Your own id of it; registered once.")]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Literal["audio", "video", "image", "text", "model", "other"]
    contains_ai: Annotated[
        Literal["All", "Partly", "None"], Field(description="How much of it AI made, in DDEX's words.")
    ]
    made_at: Annotated[datetime, Field(description="With its zone.")]
    url: Annotated[str | None, Field(max_length=2000, description="Where it is published: https.")] = None
    sha256: Annotated[str | None, Field(pattern=r"^[0-9a-f]{64}$", description="Of the file.")] = None
    parts: Annotated[list[Part], Field(min_length=1, max_length=100)]


class OutputPart(BaseModel):
    """A part, with the credit line to show for it."""

    asset: UUID
    use: str
    licence: Annotated[str | None, Field(description="What allowed it; null where nothing did.")]
    credit: str


class Output(BaseModel):
    """An output in the register. `page` is public."""

    id: UUID
    reference: Annotated[str, Field(description="Your own id of it.")]
    title: str
    kind: str
    contains_ai: str
    url: str | None
    sha256: str | None
    made_at: datetime
    registered_at: datetime
    taken_down_at: datetime | None
    test: bool
    page: str
    credit: Annotated[str, Field(description="The line to show with it.")]
    parts: list[OutputPart]
