"""The shapes of requests and licences, as the OpenAPI document promises them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from consent.requests.actions import MOST_ASSETS
from portal.api.offer_schemas import Offer

MOST_LISTED = 100
_STRICT = ConfigDict(extra="forbid")
_PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"


def _decimal(value: object) -> object:
    """Money travels as text: a float would already have lost the cents."""
    if isinstance(value, bool | float):
        raise ValueError('write it as text, such as "0.045"')
    return value


Money = Annotated[Decimal, BeforeValidator(_decimal), Field(max_digits=18, decimal_places=6, examples=["0.045"])]
Line = Annotated[str, Field(max_length=200, pattern=_PLAIN)]


class Rate(BaseModel):
    """A price: an `amount` in the terms' currency, or for `revenue_share` the `basis_points` (100 is 1 %)."""

    model_config = _STRICT

    basis: Literal["per_output", "per_minute", "per_1000_checks", "revenue_share", "flat", "advance"]
    amount: Money | None = None
    basis_points: Annotated[int | None, Field(ge=1, le=10_000)] = None
    use: Annotated[str, Field(max_length=40, description="One of the uses; left out, all of them together.")] = ""


class Model(BaseModel):
    """The one model version that training may make."""

    model_config = _STRICT

    name: Annotated[str, Field(min_length=1, max_length=80, pattern=_PLAIN)]
    version: Annotated[str, Field(min_length=1, max_length=40, pattern=_PLAIN)]
    weights_sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""


class Terms(BaseModel):
    """What you offer. What is left out has the value shown here; `territories` left out is the whole world."""

    model_config = _STRICT

    uses: Annotated[list[Annotated[str, Field(max_length=40)]], Field(min_length=1, max_length=20)]
    starts_on: date
    ends_on: Annotated[date, Field(description="The last day.")]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217.", examples=["EUR"])]
    rates: Annotated[list[Rate], Field(max_length=40)] = []
    minimum: Annotated[Money | None, Field(description="What all rates come to in a year, at the least.")] = None
    territories: Annotated[
        list[Annotated[str, Field(pattern=r"^[A-Z]{2}$")]], Field(max_length=300, description="ISO 3166-1 alpha-2.")
    ] = []
    credit_line: Line = "{title} by {artist}"
    notice_days: Annotated[int, Field(ge=0, le=365)] = 30
    model: Annotated[Model | None, Field(description="Needed for `train`, and for nothing else.")] = None
    reporting: Literal["weekly", "monthly", "quarterly"] = "monthly"
    reporting_days: Annotated[int, Field(ge=1, le=90)] = 10
    at_end: Literal["keep", "sunset", "takedown"] = "keep"
    sunset_days: Annotated[int, Field(ge=0, le=730)] = 0
    longest: Annotated[int | None, Field(ge=1, le=86_400, description="Of one output, in seconds.")] = None
    most_favoured: bool = False
    special: Annotated[str, Field(max_length=4000, pattern=_PLAIN)] = ""
    pool: Annotated[
        Literal["equal", "attribution"] | None,
        Field(
            description="How sums divide over works that no single use earned: the same for every work covered, or by "
            "what was reported of each. Left out: for training equally, for everything else by what was reported."
        ),
    ] = None
    offer: Annotated[
        Offer | None,
        Field(description="What fans do, for an experience alone. Left out in a counter, it stays as it was."),
    ] = None


class _Assets(BaseModel):
    model_config = _STRICT

    assets: Annotated[
        list[UUID], Field(max_length=MOST_ASSETS, description="Our ids of tracks, songs, voices, likenesses.")
    ] = []
    isrcs: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=MOST_ASSETS)] = []


class NewRequest(_Assets):
    """A question to every holder of these assets: may we use them for this, on these terms?"""

    title: Annotated[str, Field(min_length=1, max_length=120, pattern=_PLAIN)]
    purpose: Annotated[
        str, Field(min_length=1, max_length=2000, pattern=_PLAIN, description="What it is for. The holders read this.")
    ]
    terms: Terms
    deadline: Annotated[
        datetime | None,
        Field(description="In 24 hours to 90 days, with its zone; left out, in 14 days. Silence is no."),
    ] = None


class Counter(_Assets):
    """Other terms for an open request, as its next round. Without assets, it stays with those of the round before."""

    terms: Terms
    seen_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="`sha256` of the round you read.")]
    deadline: datetime | None = None


class Seen(BaseModel):
    """Which round you accept."""

    model_config = _STRICT

    seen_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="`sha256` of the round you read.")]


class Change(BaseModel):
    """One term that differs from the round before; `better` from the holders' side, null where it is neither."""

    term: str
    label: str
    before: str
    after: str
    better: bool | None


class TermInWords(BaseModel):
    """One term, as people read it."""

    term: str
    label: str
    value: str


class Round(BaseModel):
    """One round of terms."""

    number: int
    ours: Annotated[bool, Field(description="Whether you proposed it; else a holder did, and may be accepted.")]
    by: str
    proposed_at: datetime
    sha256: Annotated[str, Field(description="Of the text of this round.")]
    terms: Terms
    words: list[TermInWords]
    changes: list[Change]


Outward = Literal["open", "approved", "refused", "lapsed", "withdrawn"]


class RequestSummary(BaseModel):
    """A request. How anybody voted is not said, to nobody: `refused` is all there is to a no."""

    id: Annotated[str, Field(examples=["R-2148"])]
    kind: Literal["use", "licence", "experience"]
    state: Outward
    title: str
    uses: list[str]
    round: int
    ours: Annotated[bool, Field(description="Whether the round on the table is yours; else it waits for you.")]
    opened_at: datetime
    deadline_at: datetime
    closed_at: datetime | None
    again_at: Annotated[datetime | None, Field(description="After a no: from when it may be asked again.")]
    invited: Annotated[bool, Field(description="Whether a holder lets you ask again before that.")]
    licence: Annotated[str | None, Field(description="The licence that a yes from everybody made.")]


class RequestDetail(RequestSummary):
    """A request with its rounds."""

    purpose: str
    assets: list[UUID]
    rounds: list[Round]


class RequestPage(BaseModel):
    """Requests, newest first."""

    requests: list[RequestSummary]
    next: Annotated[str | None, Field(description="Send it as `cursor` for the next page; null on the last.")]


class Signature(BaseModel):
    """A side's yes to the version in force."""

    team: str
    how: Literal["signed", "voted", "rule"]
    signed_at: datetime


class LicenceSummary(BaseModel):
    """A licence. `phase` says where it stands now."""

    id: Annotated[str, Field(examples=["L-0093"])]
    title: str
    origin: Annotated[Literal["offer", "request"], Field(description="Offered as a licence, or made by a request.")]
    phase: Literal[
        "waiting for signatures", "signed, not begun", "in force", "expiring", "suspended", "ended", "not agreed"
    ]
    holders: Annotated[list[str], Field(description="The teams that license.")]
    version: Annotated[int | None, Field(description="The version in force; null where none was ever signed.")]
    sha256: Annotated[str | None, Field(description="Of the text that both sides signed.")]
    starts_at: datetime | None
    ends_at: Annotated[datetime | None, Field(description="The first moment after it.")]


class Catalogue(BaseModel):
    """Which part of what the holders have: all, some artists, or assets by name, less the exclusions."""

    scope: Literal["all", "artists", "assets"]
    artists: list[UUID]
    assets: list[UUID]
    without_artists: list[UUID]
    without_assets: list[UUID]


class LicenceDetail(LicenceSummary):
    """A licence with the terms in force and the very text that was signed."""

    terms: Terms | None
    catalogue: Catalogue | None
    words: list[TermInWords]
    text: str | None
    signatures: list[Signature]


class LicencePage(BaseModel):
    """Licences, newest first."""

    licences: list[LicenceSummary]
    next: str | None


class Page(BaseModel):
    """Which page of a list."""

    model_config = _STRICT

    cursor: Annotated[str | None, Field(max_length=40, description="`next` of the page before.")] = None
    limit: Annotated[int, Field(ge=1, le=MOST_LISTED)] = 50


class RequestFilter(Page):
    """Which requests."""

    state: Annotated[Outward | None, Field(description="Only those in this state.")] = None
