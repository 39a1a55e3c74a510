"""The sandbox's artists and what is theirs: constants, one for each answer a check can give. No rows, no real people.

Each asset is named after what it answers. Its holders' choices and its licence are written down here, and
`consent.sandbox.answers` judges them by the rules of the live check: an asset that asks first does so for every use
that its kind is asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from uuid import UUID, uuid5

from artists.catalog.identifiers import weighted_check
from consent.choices import answers
from consent.choices.answers import Answer, Held, Limits
from consent.uses import Need

_NAMESPACE = UUID("5b1f6c1e-0a52-5d0e-9c7e-50c4ec000000")
ISRC_PREFIX = "ZZS0T26"
"""No registrant has it: `ZZ` is no country. So no real recording can be asked for by accident."""
MODEL = "Test Model 1.0"
"""The one model version that the test licences name for `train`."""
SOMEBODY_ELSE = -1
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)

AYLA, BO, CLEO, DEE = "ayla", "bo", "cleo", "dee"
PLAYABLE = (AYLA, BO, CLEO)
"""Whom a partner can have say something. Dee is the conformance run's own: she says yes until it takes that back."""


@dataclass(frozen=True)
class SandboxArtist:
    """An invented artist. `key` is stable; the id is derived from it."""

    key: str
    name: str
    about: str

    @property
    def id(self) -> UUID:
        """The id by which a check may name the artist's voice."""
        return identity(f"artist:{self.key}")

    @property
    def short(self) -> str:
        """The name without the mark that this is a test."""
        return self.name.removesuffix(" (test artist)")


@dataclass(frozen=True)
class SandboxLicence:
    """The licence that a test asset is under. Empty `territories` is the whole world.

    `version` stands for its signed version, below zero, where no row's can be.
    """

    version: int = -1
    reference: str = "L-TEST-1"
    territories: tuple[str, ...] = ()
    ended: bool = False


@dataclass(frozen=True)
class SandboxAsset:
    """Something a test client can ask about. `unknown` is what the portal lacks, as a standing says it."""

    key: str
    kind: Need
    title: str
    artist: str
    gives: str
    isrc: str = ""
    iswc: str = ""
    holders: tuple[Held, ...] = (Held(Answer.ON),)
    unknown: tuple[str, ...] = ()
    licence: SandboxLicence | None = SandboxLicence()

    @property
    def id(self) -> UUID:
        """Derived from the key, so the same in every installation and for ever."""
        return identity(f"{self.kind}:{self.key}")


def identity(name: str) -> UUID:
    """The id of a thing of the sandbox."""
    return uuid5(_NAMESPACE, name)


ARTISTS: Mapping[str, SandboxArtist] = MappingProxyType(
    {
        one.key: one
        for one in (
            SandboxArtist(AYLA, "Ayla (test artist)", "Says yes to most things. Drills take her yes back."),
            SandboxArtist(BO, "Bo (test artist)", "Narrows what he allows, and licenses with care."),
            SandboxArtist(CLEO, "Cleo (test artist)", "Half known here: somebody or something is always missing."),
            SandboxArtist(DEE, "Dee (test artist)", "The conformance run's own: her yes is what it takes back."),
        )
    }
)


def _recording(
    number: int, key: str, title: str, artist: str, gives: str, *holders: Held, unknown: tuple[str, ...] = (),
    licence: SandboxLicence | None = SandboxLicence(),
) -> SandboxAsset:  # fmt: skip
    isrc = f"{ISRC_PREFIX}{number:05d}"
    held = holders or (Held(Answer.ON),)
    return SandboxAsset(key, Need.RECORDING, title, artist, gives, isrc, "", held, unknown, licence)


def _song(number: int, key: str, title: str, gives: str, answer: Answer = Answer.ON) -> SandboxAsset:
    digits = f"{900_000_000 + number}"
    iswc = f"T{digits}{weighted_check(1, digits)}"
    return SandboxAsset(key, Need.COMPOSITION, title, AYLA, gives, "", iswc, (Held(answer),))


def _person(kind: Need, artist: str, gives: str, *holders: Held, unknown: tuple[str, ...] = ()) -> SandboxAsset:
    title = f"{ARTISTS[artist].short}'s {kind.value}"
    return SandboxAsset(artist, kind, title, artist, gives, "", "", holders or (Held(Answer.ON),), unknown)


_ALL = (
    _recording(1, "yes", "Everyone says yes", AYLA, "licensed"),
    _recording(2, "ask", "Ask me first", AYLA, answers.CHOICE_ASK, Held(Answer.ON), Held(Answer.ASK)),
    _recording(3, "off", "One of us says no", AYLA, answers.CHOICE_OFF, Held(Answer.ON), Held(Answer.OFF)),
    _recording(4, "silent", "Nobody has answered", AYLA, answers.NOT_ANSWERED, Held(None)),
    _recording(5, "paused", "Everything is paused", AYLA, answers.PAUSED, Held(Answer.ON, paused=True)),
    _recording(6, "two-noes", "No, and silence", AYLA, answers.CHOICE_OFF, Held(Answer.OFF), Held(None)),
    _recording(
        11, "germany", "Only in Germany", BO, answers.TERRITORY_NOT_NAMED, Held(Answer.ON, Limits(territories=("DE",)))
    ),
    _recording(
        12, "other-partner", "Only for somebody else", BO, answers.PARTNER_NOT_NAMED,
        Held(Answer.ON, Limits(partners=(SOMEBODY_ELSE,))),
    ),
    _recording(
        13, "until", "The yes has ended", BO, answers.YES_ENDED, Held(Answer.ON, Limits(until=_LONG_AGO))
    ),
    _recording(14, "no-licence", "Yes, but no licence", BO, "no_licence", licence=None),
    _recording(
        15, "licence-ended", "The licence has ended", BO, "no_licence",
        licence=SandboxLicence(-2, "L-TEST-2", ended=True),
    ),
    _recording(
        16, "licence-eu", "Licensed in Germany and France", BO, "no_licence",
        licence=SandboxLicence(-3, "L-TEST-3", territories=("DE", "FR")),
    ),
    _recording(
        17, "ask-no-licence", "Ask me first, and no licence", BO, answers.CHOICE_ASK, Held(Answer.ASK), licence=None
    ),
    _recording(21, "no-holder", "Nobody to ask", CLEO, answers.NO_HOLDER, unknown=(answers.NO_HOLDER,)),
    _recording(
        22, "no-performer", "Whose track is this?", CLEO, answers.PERFORMER_UNKNOWN,
        unknown=(answers.PERFORMER_UNKNOWN,),
    ),
    _recording(23, "no-song", "Which song is this?", CLEO, answers.SONG_UNKNOWN, unknown=(answers.SONG_UNKNOWN,)),
    _recording(24, "no-voice", "Whose voice is this?", CLEO, answers.VOICE_UNKNOWN, unknown=(answers.VOICE_UNKNOWN,)),
    _recording(31, "drill", "The drill's track", DEE, "licensed"),
    _song(1, "yes", "Everyone says yes (song)", "licensed"),
    _song(2, "ask", "Ask me first (song)", answers.CHOICE_ASK, Answer.ASK),
    _song(3, "off", "One of us says no (song)", answers.CHOICE_OFF, Answer.OFF),
    _person(Need.VOICE, AYLA, "licensed"),
    _person(Need.VOICE, BO, answers.CHOICE_ASK, Held(Answer.ASK)),
    _person(Need.VOICE, CLEO, answers.CHOICE_OFF, Held(Answer.OFF)),
    _person(Need.LIKENESS, AYLA, "licensed"),
    _person(Need.LIKENESS, BO, answers.CHOICE_OFF, Held(Answer.OFF)),
)  # fmt: skip

ASSETS: Mapping[UUID, SandboxAsset] = MappingProxyType({one.id: one for one in _ALL})
DRILL = ASSETS[identity(f"{Need.RECORDING}:drill")]
DRILL_USE = "remix"
BY_ISRC: Mapping[str, SandboxAsset] = MappingProxyType({one.isrc: one for one in _ALL if one.isrc})
BY_ISWC: Mapping[str, SandboxAsset] = MappingProxyType({one.iswc: one for one in _ALL if one.iswc})
PERSONAL: Mapping[tuple[UUID, Need], SandboxAsset] = MappingProxyType(
    {(ARTISTS[one.artist].id, one.kind): one for one in _ALL if one.kind in (Need.VOICE, Need.LIKENESS)}
)
LICENCES: Mapping[int, SandboxLicence] = MappingProxyType(
    {one.licence.version: one.licence for one in _ALL if one.licence}
)

EXPERIENCES: Mapping[UUID, str] = MappingProxyType(
    {
        identity(f"experience:{code}"): code
        for code in ("experience_closed", "not_in_experience", "experience_full", "experience_full_today")
    }
)
"""Experiences that nothing can be made in, by the reason that a check gives."""


def named(key: str, kind: Need = Need.RECORDING) -> SandboxAsset:
    """The asset with this key; KeyError where there is none."""
    return ASSETS[identity(f"{kind}:{key}")]


def of_artist(key: str) -> list[SandboxAsset]:
    """All that is an artist's."""
    return [one for one in ASSETS.values() if one.artist == key]
