"""The shape of an offer: what fans do, a part of the terms of an experience."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

_PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
_HowMuch = Literal["All", "Partly", "None"]
_Count = Annotated[int, Field(ge=1, le=1_000_000_000)]


def _price(value: object) -> object:
    if isinstance(value, bool | float):
        raise ValueError('write it as text, such as "1.50"')
    return value


class Offer(BaseModel):
    """What fans do, and its limits. Limits count outputs of all fans together; null is no limit."""

    model_config = ConfigDict(extra="forbid")

    tool: Literal["remix_lab", "karaoke", "play_along", "greeting", "mood_mix", "other"]
    title: Annotated[str, Field(min_length=1, max_length=80, pattern=_PLAIN)]
    promise: Annotated[str, Field(min_length=1, max_length=140, pattern=_PLAIN)]
    what_ai_does: Annotated[str, Field(max_length=300, pattern=_PLAIN)] = ""
    vocals: Annotated[_HowMuch, Field(description="How much AI makes, in DDEX's words (ContainsAI).")] = "None"
    instrumentation: _HowMuch = "None"
    post_production: _HowMuch = "None"
    outputs_a_day: _Count | None = None
    outputs_in_all: Annotated[_Count | None, Field(description="Then it ends by itself.")] = None
    outputs_a_fan: Annotated[_Count | None, Field(description="Of one fan a day.")] = None
    fans: _Count | None = None
    least_age: Annotated[int, Field(ge=0, le=99)] = 0
    presets: Annotated[list[Annotated[str, Field(max_length=40, pattern=_PLAIN)]], Field(max_length=20)] = []
    sentences: Annotated[
        list[Annotated[str, Field(max_length=240, pattern=_PLAIN)]],
        Field(max_length=20, description="Each with {name} once."),
    ] = []
    voice: Annotated[str, Field(max_length=60, pattern=_PLAIN, description="A synthetic voice.")] = ""
    moods: Annotated[list[Annotated[str, Field(max_length=30, pattern=_PLAIN)]], Field(max_length=40)] = []
    unwanted: Annotated[list[Annotated[str, Field(max_length=60, pattern=_PLAIN)]], Field(max_length=500)] = []
    price: Annotated[
        Annotated[Decimal, BeforeValidator(_price), Field(max_digits=8, decimal_places=2, examples=["1.5"])] | None,
        Field(description="What you ask of a fan, in the terms' currency. Nothing here charges anybody."),
    ] = None
