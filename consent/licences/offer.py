"""What fans may do with an experience and within which limits: a part of the terms, so it is signed with them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Tool(StrEnum):
    """What a fan gets. The portal's own studio offers all of them; a partner may offer its own."""

    REMIX_LAB = "remix_lab"
    KARAOKE = "karaoke"
    PLAY_ALONG = "play_along"
    GREETING = "greeting"
    MOOD_MIX = "mood_mix"
    OTHER = "other"

    @property
    def label(self) -> str:
        """What people call it."""
        return {
            "remix_lab": "Remix lab",
            "karaoke": "Karaoke",
            "play_along": "Play-along",
            "greeting": "Greeting",
            "mood_mix": "Mood mix",
            "other": "Something else",
        }[self.value]

    @property
    def uses(self) -> tuple[str, ...]:
        """The uses it makes of its assets, where that is known."""
        return {
            "remix_lab": ("remix",),
            "karaoke": ("analyse",),
            "play_along": ("analyse",),
            "greeting": ("speak",),
            "mood_mix": ("discover",),
        }.get(self.value, ())

    @property
    def each_alone(self) -> bool:
        """Whether it uses its tracks one by one, so that it can go on with the others where one may not be used."""
        return self in (Tool.REMIX_LAB, Tool.KARAOKE, Tool.PLAY_ALONG, Tool.MOOD_MIX)


PRESETS: Mapping[str, str] = MappingProxyType(
    {
        "slowed": "Slowed, with reverb",
        "sped": "Sped up",
        "nightcore": "Nightcore",
        "lofi": "Lo-fi",
        "wide": "Wide, all round you",
        "bass": "More bass",
    }
)
"""What fans may do to a track in a remix lab: codes, and what people call them. The tool knows each."""

AMOUNTS = ("All", "Partly", "None")
"""How much AI makes, in DDEX's words (ContainsAI)."""


@dataclass(frozen=True)
class Offer:
    """An experience in the terms of its licence: what the fan does and gets, and its limits.

    `promise` says in one line what it is; `vocals`, `instrumentation` and `post_production` say how much of each AI
    makes, in DDEX's words (ContainsAI: All, Partly, None), and `what_ai_does` in ours. None limits nothing: outputs a
    day and in all, of all fans together; outputs of one fan a day; how many fans at most (a pilot ends by itself when
    either total is reached). `presets`, `sentences` (each with `{name}`), `voice` and `moods` are what a fan may choose
    from; `unwanted` words are never said, over those that nobody's voice says. `price` is the partner's to its fans, in
    the licence's currency: nothing here charges anybody.
    """

    tool: Tool
    title: str
    promise: str
    what_ai_does: str = ""
    vocals: str = "None"
    instrumentation: str = "None"
    post_production: str = "None"
    outputs_a_day: int | None = None
    outputs_in_all: int | None = None
    outputs_a_fan: int | None = None
    fans: int | None = None
    least_age: int = 0
    presets: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    voice: str = ""
    moods: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    price: Decimal | None = None

    @property
    def contains_ai(self) -> str:
        """The whole of an output, in DDEX's words. A greeting is nothing but a voice."""
        if self.tool is Tool.GREETING:
            return self.vocals
        parts = {self.vocals, self.instrumentation, self.post_production}
        return parts.pop() if len(parts) == 1 else "Partly"

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Offer":
        """Back from the terms' JSON; raises ValueError, KeyError or TypeError for anything else."""
        known = {field.name for field in fields(cls)}
        values = {key: value for key, value in data.items() if key in known}
        listed = ("presets", "sentences", "moods", "unwanted")
        values |= {name: tuple(data.get(name, ())) for name in listed} | {"tool": Tool(data["tool"])}
        values["price"] = Decimal(data["price"]) if data.get("price") is not None else None
        return cls(**values)
