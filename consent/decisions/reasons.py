"""Why an answer is what it is: stable codes, and the sentence each stands for. Never who said what."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from consent.choices import answers


class Reason(NamedTuple):
    """One reason. The code never changes its meaning; the sentence is for people."""

    code: str
    sentence: str


_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "licensed": "Everyone who holds a right here says yes to this use, and a licence in force covers it.",
        "no_licence": "Nobody says no, but no licence between you and the holders covers this here and now. "
        "Offer one, or send a request.",
        "model_needed": "Training is licensed for one model version: say which one you ask for.",
        answers.CHOICE_ASK: "A holder wants to be asked first. Send a request.",
        answers.CHOICE_OFF: "A holder of this has turned this use off.",
        answers.NOT_ANSWERED: "A holder of this has not answered for this use, and silence is no.",
        answers.PAUSED: "A holder of this has paused all AI uses for now.",
        answers.NO_HOLDER: "Nobody is known yet who could say yes to this use.",
        answers.PERFORMER_UNKNOWN: "Nobody speaks for the artist of this track here yet, and silence is no.",
        answers.SONG_UNKNOWN: "The song behind this track is not known here, so its holders cannot say yes.",
        answers.VOICE_UNKNOWN: "The voice of an artist on this track is not known here, so nobody can say yes for it.",
        answers.PARTNER_NOT_NAMED: "A holder has opened this use to named partners, and you are not among them.",
        answers.TERRITORY_NOT_NAMED: "A holder opened this use in some territories, and this one is not among them.",
        answers.YES_ENDED: "A holder's yes was given until a date that has passed.",
        "unknown_experience": "We know no experience with this id, so no fan may be offered this.",
        "experience_closed": "This experience is paused, over or not open yet, so nothing new is made in it.",
        "not_in_experience": "This experience does not offer this use of this asset.",
        "experience_full": "As many were made in this experience as its holders agreed to.",
        "experience_full_today": "As many were made today in this experience as its holders agreed to. It opens again "
        "at midnight, UTC.",
        "unknown_asset": "We know no asset with this identifier.",
        "unknown_use": "This use is not in the vocabulary.",
        "use_not_for_asset": "This use is not asked of this kind of asset.",
        "recording_needed": "This use needs a yes for a recording too: ask with the recording's id or ISRC.",
    }
)


def reason(code: str) -> Reason:
    """The reason with this code; KeyError for an unknown one."""
    return Reason(code, _SENTENCES[code])


def every_reason() -> tuple[Reason, ...]:
    """All reasons there are, for the documentation."""
    return tuple(Reason(code, sentence) for code, sentence in _SENTENCES.items())
