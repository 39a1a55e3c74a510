"""The shapes of questions and answers, as the OpenAPI document promises them.

Plain pydantic models: ninja's own would run Python for each of a thousand questions.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

MOST_QUESTIONS = 1000
MOST_OUTPUTS = 1_000_000


class Question(BaseModel):
    """May this use of this asset go ahead? Name the asset by one of `asset`, `isrc`, `iswc` and `artist`."""

    model_config = ConfigDict(extra="forbid")

    use: Annotated[
        str,
        Field(
            pattern=r"^[a-z][a-z_]{0,39}$",
            description="A use of the vocabulary (see /api/v1/uses). One we do not know is answered `deny`.",
            examples=["remix"],
        ),
    ]
    asset: Annotated[
        UUID | None,
        Field(
            description="Our id of the recording, voice or likeness.", examples=["019ab1c2-7d3e-7a10-8f00-5b6c7d8e9f01"]
        ),
    ] = None
    isrc: Annotated[
        str | None,
        Field(
            max_length=40,
            description="The ISRC of the recording; hyphens, blanks and lower case are fine.",
            examples=["ZZS0T2600001"],
        ),
    ] = None
    territory: Annotated[
        str | None,
        Field(
            pattern=r"^[A-Za-z]{2}$",
            description="Where the use would happen: ISO 3166-1 alpha-2. Left out, it means everywhere.",
            examples=["DE"],
        ),
    ] = None
    model: Annotated[
        str | None,
        Field(
            max_length=200,
            pattern=r"^[^\x00-\x1f]*$",
            description="For `train`: the one model version it is for, as the licence calls it.",
            examples=["Loom 2.1"],
        ),
    ] = None
    iswc: Annotated[
        str | None,
        Field(
            max_length=40,
            description="The ISWC of the song, for `cover`; hyphens, dots and blanks are fine.",
            examples=["T-034.524.680-1"],
        ),
    ] = None
    artist: Annotated[
        UUID | None,
        Field(description="Our id of the artist whose voice (`sing`, `speak`) or likeness (`portray`) it is."),
    ] = None
    experience: Annotated[
        UUID | None, Field(description="Our id of the experience it is for. One we do not know is answered `deny`.")
    ] = None
    time: Annotated[
        AwareDatetime | None,
        Field(
            description="When the use would happen, RFC 3339 with its zone, a year ahead at most; left out, now. "
            "Licences and dates are judged for then, choices as they are now. No permit is given for later."
        ),
    ] = None


class PermitWish(BaseModel):
    """That the answer, if it is `allow`, should carry a permit."""

    model_config = ConfigDict(extra="forbid")

    quantity: Annotated[int, Field(ge=1, le=MOST_OUTPUTS, description="How many outputs it is for, at most.")] = 1
    single_use: Annotated[bool, Field(description="Whether it can be redeemed and reported under once only.")] = False


class PermitQuestion(Question):
    """A question, and whether a permit is wanted with an `allow`."""

    permit: Annotated[PermitWish | None, Field(description="Left out, no permit is made.", examples=[None])] = None


class Batch(BaseModel):
    """Up to 1,000 questions, answered in their order and as of one moment."""

    model_config = ConfigDict(extra="forbid")

    questions: Annotated[list[PermitQuestion], Field(min_length=1, max_length=MOST_QUESTIONS)]


class Reason(BaseModel):
    """Why. The code never changes its meaning; the sentence is for people and may be reworded."""

    code: Annotated[str, Field(description="One of /api/v1/reasons.", examples=["choice_off"])]
    sentence: str


class UnderstoodQuestion(BaseModel):
    """The question as it was understood."""

    use: str
    asset: UUID | None
    isrc: str | None
    territory: str | None
    model: str | None
    iswc: str | None
    artist: UUID | None
    experience: UUID | None
    time: datetime | None


class Price(BaseModel):
    """What the use costs under a licence: an amount, or basis points of revenue."""

    use: Annotated[str, Field(description="Empty: all uses of the licence.")]
    basis: Literal["per_output", "per_minute", "per_1000_checks", "revenue_share", "flat", "advance"]
    amount: Annotated[str | None, Field(description="Decimal, six places at most.", examples=["0.045000"])]
    basis_points: int | None
    currency: Annotated[str, Field(examples=["EUR"])]


class Ground(BaseModel):
    """A licence that an `allow` rests on. Its full text is at /api/v1/licences."""

    licence: Annotated[str, Field(examples=["L-0007"])]
    version: int
    sha256: Annotated[str, Field(description="Of the text that both sides signed.")]
    rates: list[Price]


class Permit(BaseModel):
    """A signed `allow` (JWS, `typ` permit+jwt), verifiable with /.well-known/jwks.json and its status list."""

    id: UUID
    token: str
    expires_at: datetime
    quantity: int
    single_use: bool


class NoPermit(BaseModel):
    """Why an answer carries no permit although one was wanted."""

    code: Literal["not_allowed", "permits_stopped", "not_for_later"]
    sentence: str


class Answer(BaseModel):
    """`allow`: go ahead. `ask`: send a request first. `deny`: no. Anything but `allow` means no for now."""

    answer: Literal["allow", "ask", "deny"]
    reasons: Annotated[list[Reason], Field(min_length=1, description="Every reason, never who gave it.")]
    asset: Annotated[UUID | None, Field(description="Our id of the asset; null for one we do not know.")]
    question: UnderstoodQuestion
    keep_until: Annotated[
        datetime,
        Field(description="How long the answer may be relied on without asking again: a minute at most."),
    ]
    licences: Annotated[list[Ground], Field(description="What an `allow` rests on; empty otherwise.")]
    credit: Annotated[
        str | None,
        Field(description="The line to show beside what is made.", examples=["Neon Harbor by Ayla Marsh"]),
    ]
    request: Annotated[
        str | None, Field(description="Your own request that waits for an answer to this.", examples=["R-0012"])
    ] = None
    permit: Permit | None = None
    no_permit: NoPermit | None = None


class PermitStatus(BaseModel):
    """A permit and where it stands. Anything but `counts` means no."""

    id: UUID
    state: Literal["counts", "expired", "revoked", "used"]
    asset: UUID
    use: str
    territory: str | None
    model: str | None
    quantity: int
    single_use: bool
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    redeemed_at: datetime | None
    test: bool


class _AsOf(BaseModel):
    at: Annotated[datetime, Field(description="The moment of the answer. A choice made before it is in it.")]
    vocabulary: Annotated[
        str, Field(description="The version of the vocabulary of uses.", examples=["soundcheck-uses/1"])
    ]


class SingleAnswer(Answer, _AsOf):
    """The answer to one question."""


class BatchAnswer(_AsOf):
    """The answers to a batch, in the order of its questions, all as of one moment."""

    answers: list[Answer]


class UseText(BaseModel):
    """The exact words that stand beside the switch."""

    version: int
    sha256: Annotated[str, Field(description="Of the text in canonical JSON; recorded with each choice.")]
    means: str
    examples: list[str]
    never: str
    cannot_undo: str


class Use(BaseModel):
    """One thing AI may do."""

    code: str
    label: str
    subjects: Annotated[list[str], Field(description="The kinds of asset a check may name.")]
    needs: Annotated[list[str], Field(description="The kinds of asset whose holders must all say yes.")]
    final: Annotated[bool, Field(description="Whether a yes has effects that cannot be taken back.")]
    text: UseText


class Vocabulary(BaseModel):
    """All uses there are."""

    vocabulary: str
    uses: list[Use]


class Reasons(BaseModel):
    """All reasons there are."""

    reasons: list[Reason]


class Error(BaseModel):
    """One thing that is wrong, and how to mend it."""

    index: Annotated[int | None, Field(description="Which question of the batch, counted from 0.")] = None
    field: str
    detail: str


class Problem(BaseModel):
    """An error (RFC 9457). `reason_code` is stable; `type` leads to a page about it."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    reason_code: str
    refusal: Annotated[str | None, Field(description="Which rule refused it, for requests and licences.")] = None
    errors: list[Error] | None = None
    request_id: str | None = None
