"""The shapes of the question whether a voice is licensed."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from portal.api.schemas import Reason


class VoiceQuestion(BaseModel):
    """Whose voice it is (by `artist`, `isni` or `voice`), and what was shown: a permit, an output or nothing."""

    model_config = ConfigDict(extra="forbid")

    artist: Annotated[UUID | None, Field(description="Our id of the artist.")] = None
    isni: Annotated[
        str | None, Field(max_length=40, description="The artist's ISNI.", examples=["0000 0001 2145 5467"])
    ] = None
    voice: Annotated[UUID | None, Field(description="Our id of the voice.")] = None
    permit: Annotated[str | None, Field(max_length=8000, description="The permit, as it was given (JWS).")] = None
    output: Annotated[UUID | None, Field(description="Our id of an output that its maker registered.")] = None
    made_at: Annotated[
        AwareDatetime | None,
        Field(description="When it was made, RFC 3339 with its zone. Needed for a permit that has run out."),
    ] = None


class VoiceArtist(BaseModel):
    """The artist that was asked about."""

    id: UUID
    name: str
    isni: str | None


class VoiceAnswer(BaseModel):
    """Only `yes` means yes. The rest is known where the evidence is genuine and for this voice; else null."""

    licensed: Literal["yes", "no", "unknown"]
    reasons: Annotated[list[Reason], Field(min_length=1)]
    artist: VoiceArtist | None
    use: Annotated[str | None, Field(description="`sing`, `speak` or `translate`.")]
    maker: Annotated[str | None, Field(description="Whom it was given to. Compare it with whoever uploads.")]
    territory: Annotated[str | None, Field(description="Where alone it holds; null for everywhere.")]
    made_from: Annotated[datetime | None, Field(description="It counts for what was made from here …")]
    made_until: Annotated[datetime | None, Field(description="… to here; null for a registered output.")]
    credit: Annotated[str | None, Field(description="The line to show beside it.")]
    title: Annotated[str | None, Field(description="Of an output: the title its maker registered.")]
    sha256: Annotated[str | None, Field(description="Of an output: the hash of the file, if its maker gave one.")]
    at: Annotated[datetime, Field(description="The moment of the answer. Ask again before you rely on it later.")]
