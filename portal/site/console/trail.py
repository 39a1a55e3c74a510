"""An answer explained: what was looked at, in order, and where it stopped. Pure; from the answer's reasons alone."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from consent.choices import answers
from consent.decisions.checks import (
    EXPERIENCE_CLOSED,
    FULL,
    MODEL_NEEDED,
    NO_LICENCE,
    NOT_IN_EXPERIENCE,
    UNKNOWN_EXPERIENCE,
)


class Mark(StrEnum):
    """What came of looking: in order, asked first, stopped here, or not come to."""

    FINE = "fine"
    ASK = "ask"
    STOP = "stop"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Look:
    """One thing looked at. `says` when it is in order, `but` where one of `codes` stands against it.

    With one `last` that stopped, nothing after it was looked at; the rest are looked at together.
    """

    says: str
    but: str
    codes: frozenset[str]
    last: bool = False


@dataclass(frozen=True)
class Seen:
    """A look, with its mark and the words for it."""

    mark: Mark
    words: str


_LOOKS = (
    Look("The use is in the vocabulary", "The use is not in the vocabulary", frozenset({"unknown_use"}), last=True),
    Look("The asset is known", "No asset is known by this name", frozenset({"unknown_asset"}), last=True),
    Look(
        "The use is asked of this kind of asset", "The use is not asked of this kind of asset",
        frozenset({"use_not_for_asset", "recording_needed"}), last=True,
    ),
    Look(
        "The experience is live and offers this", "The experience is not known, not live, or does not offer this",
        frozenset({UNKNOWN_EXPERIENCE, EXPERIENCE_CLOSED, NOT_IN_EXPERIENCE}),
    ),
    Look("The experience has room", "As many were made as its holders agreed to", FULL),
    Look(
        "Everyone who must say yes is known", "Somebody who must say yes is not known",
        frozenset(
            {answers.NO_HOLDER, answers.PERFORMER_UNKNOWN, answers.SONG_UNKNOWN, answers.VOICE_UNKNOWN}
        ),
    ),
    Look("Nobody has paused everything", "A holder has paused everything", frozenset({answers.PAUSED})),
    Look(
        "Every holder says yes, or wants to be asked", "A holder says no, or has not answered",
        frozenset({answers.CHOICE_OFF, answers.NOT_ANSWERED}),
    ),
    Look(
        "Their yes covers you, here and now", "Their yes does not reach you, here or now",
        frozenset({answers.PARTNER_NOT_NAMED, answers.TERRITORY_NOT_NAMED, answers.YES_ENDED}),
    ),
    Look("Nobody wants to be asked first", "A holder wants to be asked first", frozenset({answers.CHOICE_ASK})),
    Look(
        "A licence in force covers it", "No licence in force covers it", frozenset({NO_LICENCE, MODEL_NEEDED})
    ),
)  # fmt: skip
COVERED: frozenset[str] = frozenset({"licensed"}).union(*(look.codes for look in _LOOKS))
_AFTER_A_NO = 2  # of the looks at the end: who is refused anyhow is not told of licences or of asking


def trail(answer: str, codes: Collection[str]) -> list[Seen]:
    """What was looked at for this answer, in order. One `stop` at least where it is `deny`, one `ask` where `ask`."""
    found: list[Seen] = [Seen(Mark.FINE, "Your client may check")]
    over = False
    for place, look in enumerate(_LOOKS):
        against = look.codes & set(codes)
        if over or (answer == "deny" and not against and place >= len(_LOOKS) - _AFTER_A_NO):
            found.append(Seen(Mark.AHEAD, look.says))
        elif against:
            found.append(Seen(Mark.STOP if answer == "deny" else Mark.ASK, look.but))
            over = look.last
        else:
            found.append(Seen(Mark.FINE, look.says))
    return found
