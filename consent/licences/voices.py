"""The synthetic voices that an artist may choose for what is spoken: one, or a blend of two. Pure.

None of them is anybody's own voice: they are voices of the Kokoro model (portal/studio/voices says where from). An
offer names its voice as `heart`, or as a blend such as `heart:60+emma:40`, in whole per cents that sum to 100.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Voice:
    """A voice by its code, the name people choose it by, how it sounds, and whether it speaks British English."""

    code: str
    name: str
    sounds: str
    british: bool = False


VOICES: Mapping[str, Voice] = {
    one.code: one
    for one in (
        Voice("heart", "Heart", "a woman, American, warm"),
        Voice("bella", "Bella", "a woman, American, lively"),
        Voice("emma", "Emma", "a woman, British, clear", british=True),
        Voice("michael", "Michael", "a man, American, calm"),
        Voice("fenrir", "Fenrir", "a man, American, strong"),
        Voice("george", "George", "a man, British, deep", british=True),
    )
}


@dataclass(frozen=True)
class Blend:
    """Voices and how much of each, in per cent; the first says how English is spoken."""

    parts: tuple[tuple[Voice, int], ...]

    @property
    def code(self) -> str:
        """How an offer names it."""
        if len(self.parts) == 1:
            return self.parts[0][0].code
        return "+".join(f"{voice.code}:{share}" for voice, share in self.parts)

    @property
    def label(self) -> str:
        """What people read: “Heart”, or “Heart (60 %) with Emma (40 %)”."""
        if len(self.parts) == 1:
            return self.parts[0][0].name
        return " with ".join(f"{voice.name} ({share} %)" for voice, share in self.parts)


def read(text: str) -> Blend:
    """The voice an offer names. Raises ValueError with a sentence for what names none."""
    parts = [_part(one) for one in text.strip().split("+", 2)]
    if len(parts) == 1 and parts[0][1] in (None, 100):
        return Blend(((parts[0][0], 100),))
    if len(parts) == 2:
        (first, share), (second, rest) = parts
        if share is None and rest is None:
            share, rest = 50, 50
        if share and rest and share + rest == 100 and first is not second:
            return Blend(((first, share), (second, rest)))
    raise ValueError(f"Choose one of the voices, or two that sum to 100 %: {', '.join(VOICES)}.")


def _part(text: str) -> tuple[Voice, int | None]:
    code, _, share = text.strip().partition(":")
    if code not in VOICES or (share and not (share.isascii() and share.isdigit() and len(share) <= 3)):
        raise ValueError(f"There is no voice of this name. There are: {', '.join(VOICES)}.")
    return VOICES[code], int(share) if share else None
