"""The shapes of withdrawals, as the OpenAPI document promises them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

_PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
What = Literal["stop_new", "sunset", "takedown_outputs", "exclude_from_next_model"]
Standing = Literal["waiting", "acknowledged", "overdue", "lifted"]


class Asked(BaseModel):
    """One thing you are asked for."""

    what: What
    state: Annotated[
        Literal["asked", "done", "overdue", "public", "late", "void"],
        Field(description="`late` is done after the deadline; `void` is asked no more."),
    ]
    asked_at: datetime
    due_at: Annotated[datetime, Field(description="Acknowledge it by then.")]
    until: Annotated[datetime | None, Field(description="For `sunset`: existing use may go on until then.")]
    acknowledged_at: datetime | None


class Withdrawal(BaseModel):
    """A yes that was taken back, as it concerns you. Checks answer no already: this is what is asked beside."""

    id: UUID
    at: Annotated[datetime, Field(description="When it was taken back: no check has said yes since.")]
    cause: Annotated[
        Literal["choice", "pause", "licence", "right", "drill"], Field(description="What took it back. Never who.")
    ]
    state: Standing
    uses: list[str]
    assets: Annotated[int, Field(description="How many. See /withdrawals/{id}/assets.")]
    kept_in: Annotated[list[str], Field(description="Where it is still allowed: ISO 3166-1 alpha-2. Empty: nowhere.")]
    licence: Annotated[str | None, Field(description="Yours, where it is about one.", examples=["L-0007"])]
    resumes: Annotated[bool, Field(description="It may come back by itself, as a pause ends.")]
    asked: list[Asked]
    lifted_at: datetime | None
    test: Annotated[bool, Field(description="A drill of the sandbox.")]


class WithdrawalPage(BaseModel):
    """Withdrawals by their last change, oldest first. Keep `next` and send it as `after`: you miss none."""

    withdrawals: list[Withdrawal]
    next: Annotated[str, Field(description="Where to read on from, now or later.")]
    more: Annotated[bool, Field(description="Whether there is more now.")]


class TakenAsset(BaseModel):
    """One asset, and the uses taken back; `lifted` of them are allowed again."""

    asset: UUID
    kind: Literal["recording", "composition", "voice", "likeness"]
    title: str
    artist: str
    isrc: str
    iswc: str
    uses: list[str]
    lifted: list[str]


class AssetPage(BaseModel):
    """Assets in a stable order."""

    assets: list[TakenAsset]
    next: Annotated[UUID | None, Field(description="Send it as `after` for the next page; null at the end.")]


class FeedFilter(BaseModel):
    """Which page of the feed."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[str | None, Field(max_length=60, description="`next` of the page before.")] = None
    state: Annotated[
        Literal["open", "waiting", "acknowledged", "overdue", "lifted"] | None,
        Field(description="Only those that stand so; `open` is what waits or is overdue."),
    ] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class AssetFilter(BaseModel):
    """Which page of the assets."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[UUID | None, Field(description="`next` of the page before.")] = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


class Acknowledgement(BaseModel):
    """What you have done. `what` left out is all that is asked."""

    model_config = ConfigDict(extra="forbid")

    what: Annotated[list[What] | None, Field(min_length=1, max_length=4)] = None
    note: Annotated[str, Field(max_length=500, pattern=_PLAIN, description="For the holders, if you like.")] = ""
