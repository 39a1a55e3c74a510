"""Every answer on demand: for each reason there is, a question to the sandbox that is answered with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from consent.choices import answers
from consent.decisions.checks import MODEL_NEEDED, NO_LICENCE, UNKNOWN_EXPERIENCE, Question
from consent.sandbox.assets import EXPERIENCES, identity, named
from consent.uses import Need

ASKED_OF: Mapping[Need, str] = MappingProxyType(
    {Need.RECORDING: "remix", Need.COMPOSITION: "cover", Need.VOICE: "speak", Need.LIKENESS: "portray"}
)
"""The use that a kind of test asset is shown with."""


@dataclass(frozen=True)
class Example:
    """A question, and what it is answered while no test artist was made to say something else."""

    question: Question
    answer: str


def _of(key: str, answer: str, use: str = "remix", kind: Need = Need.RECORDING, territory: str = "FR") -> Example:
    return Example(Question(use, named(key, kind).id, territory=territory), answer)


def _within(experience: UUID) -> Example:
    track = named("yes", Need.RECORDING).id
    return Example(Question("remix", track, territory="FR", experience=experience), "deny")


EXAMPLES: Mapping[str, Example] = MappingProxyType(
    {
        "licensed": _of("yes", "allow"),
        NO_LICENCE: _of("no-licence", "ask"),
        MODEL_NEEDED: _of("yes", "ask", use="train"),
        answers.CHOICE_ASK: _of("ask", "ask"),
        answers.CHOICE_OFF: _of("off", "deny"),
        answers.NOT_ANSWERED: _of("silent", "deny"),
        answers.PAUSED: _of("paused", "deny"),
        answers.NO_HOLDER: _of("no-holder", "deny"),
        answers.PERFORMER_UNKNOWN: _of("no-performer", "deny"),
        answers.SONG_UNKNOWN: _of("no-song", "deny"),
        answers.VOICE_UNKNOWN: _of("no-voice", "deny", use="translate"),
        answers.PARTNER_NOT_NAMED: _of("other-partner", "deny"),
        answers.TERRITORY_NOT_NAMED: _of("germany", "deny"),
        answers.YES_ENDED: _of("until", "deny"),
        UNKNOWN_EXPERIENCE: _within(identity("nothing")),
        **{code: _within(experience) for experience, code in EXPERIENCES.items()},
        "unknown_asset": Example(Question("remix", identity("nothing")), "deny"),
        "unknown_use": _of("yes", "deny", use="levitate"),
        "use_not_for_asset": _of("yes", "deny", use="speak"),
        "recording_needed": _of("yes", "deny", kind=Need.COMPOSITION),
    }
)
