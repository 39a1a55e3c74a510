"""The uses. Every outward signal is derived from this table, never stored beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

VOCABULARY = "soundcheck-uses/1"


class Need(StrEnum):
    """A kind of asset whose holders must all say yes."""

    RECORDING = "recording"
    COMPOSITION = "composition"
    VOICE = "voice"
    LIKENESS = "likeness"


@dataclass(frozen=True)
class Use:
    """One thing AI may do.

    `subject` is the kind of asset a check usually names; `needs` are the kinds whose holders must say yes, found from
    the subject (the songs a recording embodies, the voices of the artists credited on it).
    `answered_on` is the page where its switch lives: `track`, `voice` or `likeness`.
    `final` means a yes has effects that cannot be taken back, so a person reads a review before giving it.
    """

    code: str
    label: str
    short: str
    subject: Need
    needs: frozenset[Need]
    answered_on: str
    icon: str
    final: bool

    @property
    def subjects(self) -> frozenset[Need]:
        """The kinds of asset a check may name: the subject, and the song itself where only the song is needed."""
        return self.needs | {self.subject} if self.needs == {Need.COMPOSITION} else frozenset({self.subject})


_R, _C, _V, _L = Need.RECORDING, Need.COMPOSITION, Need.VOICE, Need.LIKENESS


def _use(code: str, label: str, short: str, subject: Need, needs: set[Need], icon: str, *, final: bool) -> Use:
    page = "voice" if Need.VOICE in needs else "likeness" if Need.LIKENESS in needs else "track"
    return Use(code, label, short, subject, frozenset(needs), page, icon, final)


_ALL = (
    _use("discover", "Recommend, sequence, DJ", "Discover", _R, {_R}, "compass", final=False),
    _use("analyse", "Analyse to explain or teach", "Analyse", _R, {_R}, "graduation-cap", final=False),
    _use("cover", "AI covers of the song", "Cover", _R, {_C}, "guitar", final=False),
    _use("remix", "Fan remixes and mash-ups", "Remix", _R, {_R, _C}, "sliders-horizontal", final=False),
    _use("reference", "Make new music from it (input, style)", "Reference", _R, {_R, _C}, "wand-sparkles", final=False),
    _use("train", "Train a generative model", "Train", _R, {_R, _C}, "cpu", final=True),
    _use("speak", "Speak in this voice", "Speak", _V, {_V}, "audio-lines", final=True),
    _use("sing", "Sing in this voice", "Sing", _V, {_V}, "mic-vocal", final=True),
    _use("translate", "Sing or speak it in another language", "Translate", _R, {_V, _R}, "languages", final=True),
    _use("portray", "Use the name or image", "Portray", _L, {_L}, "user-round", final=True),
)
USES: Mapping[str, Use] = MappingProxyType({use.code: use for use in _ALL})
TRACK_USES: tuple[Use, ...] = tuple(use for use in _ALL if use.answered_on == "track")
VOICE_USES: tuple[Use, ...] = tuple(use for use in _ALL if use.answered_on == "voice")
LIKENESS_USES: tuple[Use, ...] = tuple(use for use in _ALL if use.answered_on == "likeness")


def get(code: str) -> Use | None:
    """The use with this code, if the vocabulary has it."""
    return USES.get(code)
