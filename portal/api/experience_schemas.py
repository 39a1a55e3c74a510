"""The shapes of experiences, as the OpenAPI document promises them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from portal.api.deal_schemas import MOST_LISTED, TermInWords
from portal.api.offer_schemas import Offer
from portal.api.schemas import Reason

_OPEN = (
    "Whether a check within it says allow now: for everything it is made of, or, where its tracks are used one by one "
    "(remix lab, karaoke, play-along, mood mix), for one of them."
)


class LeftOut(BaseModel):
    """A track that may not be used now, of an experience that goes on with its others."""

    asset: UUID
    sentence: Annotated[str, Field(description="For fans: show it as it is.")]
    reasons: Annotated[list[Reason], Field(description="What a check finds missing for it.")]


class Experience(BaseModel):
    """Something you offer fans, as it stands at this moment. Name its `id` as `experience` in checks."""

    id: UUID
    slug: Annotated[str, Field(description="Its public page is /play/{slug}/ once it was approved.")]
    title: str
    state: Literal["draft", "in_review", "approved", "live", "paused", "ended"]
    open: Annotated[bool, Field(description=_OPEN)]
    because: Annotated[str, Field(description="Why it is not open: a code; empty where it is.", examples=["choice"])]
    sentence: Annotated[str, Field(description="The same for fans: show it as it is. Empty where it is open.")]
    uses: list[str]
    territories: Annotated[list[str], Field(description="ISO 3166-1; empty is the whole world.")]
    starts_at: datetime | None
    ends_at: Annotated[datetime | None, Field(description="The first moment after it.")]
    approved_at: datetime | None
    made: Annotated[int, Field(description="How many outputs its permits were used for.")]
    licence: Annotated[str | None, Field(description="`id` of /api/v1/licences.", examples=["L-0093"])]
    request: Annotated[str | None, Field(description="`id` of /api/v1/requests: the last that was asked for it.")]


class ExperienceDetail(Experience):
    """One with what fans do, its limits, and every reason why it is not open."""

    offer: Offer
    assets: list[UUID]
    words: Annotated[list[TermInWords], Field(description="Its terms, as people read them.")]
    reasons: Annotated[list[Reason], Field(description="What a check finds missing, while it is live or paused.")]
    left_out: Annotated[list[LeftOut], Field(description="What it does without while it is open.")]


class ExperiencePage(BaseModel):
    """Experiences, newest first."""

    experiences: list[Experience]
    next: UUID | None


class ExperienceFilter(BaseModel):
    """Which page of the list."""

    model_config = ConfigDict(extra="forbid")

    state: Annotated[
        Literal["draft", "in_review", "approved", "live", "paused", "ended"] | None,
        Field(description="Only those in this state."),
    ] = None
    after: Annotated[UUID | None, Field(description="`next` of the page before.")] = None
    limit: Annotated[int, Field(ge=1, le=MOST_LISTED)] = 50
