"""Is this voice licensed? What a platform asks before it publishes a track somebody sings on.

Whoever uploads it shows a permit, or the output that its maker registered. Each is checked as a stranger would check
it, and against what stands now. Without one the answer is never yes; and it names the maker of a genuine one alone,
never another licence, nor who holds what.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from artists.access import Invalid
from artists.catalog.models import Artist, Asset, Credit
from artists.teams.models import Team
from consent.choices.answers import CHOICE_ASK, NOT_ANSWERED, TERRITORY_NOT_NAMED, Answer
from consent.choices.models import Standing
from consent.decisions import permits, signing
from consent.decisions.checks import FULL, MODEL_NEEDED, NO_LICENCE, Question, check
from consent.decisions.grounds import credit, grounds_of
from consent.decisions.models import Permit
from consent.decisions.reasons import Reason
from consent.licences.models import Version
from consent.licences.terms import AtEnd
from consent.uses import VOICE_USES

Licensed = Literal["yes", "no", "unknown"]
VOICE_USE_CODES = frozenset(use.code for use in VOICE_USES)
_CLOCKS = timedelta(minutes=5)  # two machines' clocks may differ by so much
# What a check of today may say of something that was rightly made: it was asked for elsewhere, or the licence ended.
_ONLY_NOW = frozenset({TERRITORY_NOT_NAMED, NO_LICENCE, MODEL_NEEDED})
# An experience that is paused, over or full makes nothing new; what was made in it stands while its licence lets it.
# A choice to be asked each time is answered by that licence, which no check looks at then.
_CLOSED = frozenset({"experience_closed", *FULL})

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "licensed": "It is genuine, it is for this voice and this use, it counted when this was made, and the yes "
        "it rests on still stands.",
        "artist_unknown": "We know no artist by this. Silence is no.",
        "no_evidence": "Nobody has shown a permit or an output. Without one the answer is never yes.",
        "voice_closed": "The artist lets nobody use this voice now.",
        "permit_unreadable": "This is not a permit. A permit is one long line in three parts with dots between them.",
        "permit_not_ours": "This permit was not signed here, or it was changed since.",
        "test_permit": "This permit comes from a sandbox. It allows nothing real.",
        "for_something_else": "It is genuine, and for something else: not for the voice of this artist.",
        "not_for_a_voice": "It is genuine, but it does not allow to sing, speak or translate in a voice.",
        "made_when": "The permit has run out, as permits do within minutes. Say when this was made.",
        "not_made_then": "This was not made while the permit counted.",
        "taken_back": "What it allowed was taken back.",
        "not_in_force": "The licence it rested on is not in force any more. Ask whoever made it.",
        "output_unknown": "No output with this id is registered here.",
        "output_gone": "This output was taken down.",
        "output_not_covered": "No licence covered this output when it was registered.",
    }
)
"""Every reason there is, by its code."""


@dataclass(frozen=True)
class Evidence:
    """What the uploader showed: a permit, or an output's id, or nothing; and when it was made, if that is known."""

    permit: str = ""
    output: UUID | None = None
    made_at: datetime | None = None


@dataclass(frozen=True)
class Piece:
    """What a piece of evidence says, once it is known to be genuine. `ends_at` is the last moment it was good for."""

    partner: int
    assets: frozenset[UUID]
    use: str
    territory: str
    model: str
    versions: tuple[int, ...]
    credit: str
    starts_at: datetime
    ends_at: datetime | None
    taken_back_at: datetime | None = None
    title: str = ""
    sha256: str = ""
    experience: UUID | None = None


@dataclass(frozen=True)
class VoiceAnswer:
    """Only `yes` means yes. What follows the reasons is known for a genuine piece of evidence for this voice alone.

    `title` and `sha256` are those its maker registered for an output, to compare with the file at hand.
    """

    licensed: Licensed
    reasons: tuple[Reason, ...]
    artist: Artist | None
    at: datetime
    use: str = ""
    maker: str = ""
    territory: str = ""
    made_from: datetime | None = None
    made_until: datetime | None = None
    credit: str = ""
    title: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Registered:
    """An output, as the room of reports knows it: its parts are asset, use and the version that covered it, if any."""

    partner: int
    parts: tuple[tuple[UUID, str, int | None], ...]
    made_at: datetime
    gone: bool
    title: str = ""
    sha256: str = ""


FindOutput = Callable[[UUID], Registered | None]
_outputs: list[FindOutput] = []


class _Refused(Exception):
    """The evidence does not do; with the reason's code."""

    def __init__(self, code: str, licensed: Licensed = "no") -> None:
        super().__init__(code)
        self.code, self.licensed = code, licensed


def register_outputs(find: FindOutput) -> None:
    """Let outputs be shown: the room of reports says how they are found. Live ones alone."""
    _outputs[:] = [find]


def find_artist(*, artist: UUID | None = None, isni: str = "", voice: UUID | None = None) -> Artist | None:
    """The artist by our id, by ISNI or by the voice; under another name the one it turned out to be."""
    found = Artist.objects.select_related("merged_into")
    if artist is not None:
        one = found.filter(pk=artist).first()
    elif isni:
        one = found.filter(isni=isni).first()
    else:
        one = found.filter(assets__pk=voice, assets__kind="voice").first() if voice is not None else None
    return (one.merged_into or one) if one else None


def ask(artist: Artist | None, evidence: Evidence, *, at: datetime | None = None) -> VoiceAnswer:
    """Whether something in this artist's voice is licensed, by what the uploader shows. Queries do not grow.

    Raises `Invalid` for two pieces of evidence at once, or a time of making that is to come.
    """
    now = at or timezone.now()
    if evidence.permit and evidence.output:
        raise Invalid("one_piece_of_evidence", "Show a permit or an output, not both.", field="output")
    if evidence.made_at and evidence.made_at > now + _CLOCKS:
        raise Invalid("made_in_future", "This was made before now. Give the time it was made.", field="made_at")
    if artist is None:
        return _answer("unknown", "artist_unknown", None, None, now)
    if not evidence.permit and not evidence.output:
        return _without(artist, now)
    piece = None
    try:
        found = _permit(evidence.permit) if evidence.permit else _output(evidence.output, artist)
        _for_this_voice(found, artist)
        piece = found
        _counted(piece, evidence.made_at, now)
        _still_stands(piece, now)
    except _Refused as refused:
        return _answer(refused.licensed, refused.code, artist, piece, now)
    return _answer("yes", "licensed", artist, piece, now)


def _without(artist: Artist, now: datetime) -> VoiceAnswer:
    """Nothing was shown. What anybody may read on the artist's page is said all the same."""
    open_to_somebody = Standing.objects.filter(
        asset__artist=artist, asset__kind="voice", use__in=VOICE_USE_CODES, answer__gt=Answer.OFF
    ).exists()
    if open_to_somebody:
        return _answer("unknown", "no_evidence", artist, None, now)
    return _answer("no", "voice_closed", artist, None, now)


def _permit(token: str) -> Piece:
    try:
        claims = signing.verify_late("".join(token.split()), typ=permits.TYP)
    except Invalid as refused:
        unreadable = refused.code in ("token_unreadable", "token_of_another_kind")
        raise _Refused("permit_unreadable" if unreadable else "permit_not_ours") from None
    row = _row(claims.get("jti"))
    if row is None or (str(row.asset_id), row.use) != (claims.get("sub"), claims.get("use")):
        raise _Refused("permit_not_ours")
    if row.test:
        raise _Refused("test_permit")
    return Piece(
        row.partner_id, frozenset({row.asset_id}), row.use, row.territory, row.model, tuple(row.versions),
        str(claims.get("credit", "")), row.issued_at, row.expires_at, row.revoked_at, experience=row.experience,
    )  # fmt: skip


def _row(number: object) -> Permit | None:
    try:
        return Permit.objects.filter(pk=UUID(str(number))).first()
    except ValueError:
        return None


def _output(output: UUID | None, artist: Artist) -> Piece:
    found = next((one for find in _outputs if output and (one := find(output))), None)
    if found is None:
        raise _Refused("output_unknown")
    if found.gone:
        raise _Refused("output_gone")
    voiced = [(asset, use, version) for asset, use, version in found.parts if use in VOICE_USE_CODES]
    ours = _voices(artist, [asset for asset, _, _ in voiced])
    mine = [part for part in voiced if part[0] in ours]
    if not mine:
        raise _Refused("for_something_else" if voiced else "not_for_a_voice")
    versions = tuple(version for _, _, version in mine if version is not None)
    if len(versions) < len(mine):
        raise _Refused("output_not_covered")
    assets, use = frozenset(asset for asset, _, _ in mine), mine[0][1]
    return Piece(
        found.partner, assets, use, "", "", versions, _credit(versions, assets, artist), found.made_at, None,
        title=found.title, sha256=found.sha256, experience=_experience(versions),
    )  # fmt: skip


def _experience(versions: Sequence[int]) -> UUID | None:
    """Within which experience it was made: its licence covers nothing else."""
    of = Version.objects.filter(pk__in=versions, licence__experience__isnull=False)
    found: UUID | None = of.values_list("licence__experience", flat=True).first()
    return found


def _for_this_voice(piece: Piece, artist: Artist) -> None:
    if piece.use not in VOICE_USE_CODES:
        raise _Refused("not_for_a_voice")
    if not _voices(artist, piece.assets):
        raise _Refused("for_something_else")


def _voices(artist: Artist, assets: Sequence[UUID] | frozenset[UUID]) -> set[UUID]:
    """Those of the assets that hold this artist's voice: the voice itself, and recordings the artist is credited on."""
    names = Artist.objects.filter(Q(pk=artist.pk) | Q(merged_into=artist)).values("pk")
    own = Asset.objects.filter(pk__in=assets, kind="voice", artist__in=names).values_list("pk", flat=True)
    sung = Credit.objects.filter(recording__in=assets, artist__in=names).values_list("recording_id", flat=True)
    return set(own) | set(sung)


def _counted(piece: Piece, made_at: datetime | None, now: datetime) -> None:
    """A permit counts for what was made while it did."""
    if piece.ends_at is None:
        return
    if made_at is None and now >= piece.ends_at:
        raise _Refused("made_when", "unknown")
    made = made_at or now
    if not piece.starts_at - _CLOCKS <= made < piece.ends_at + _CLOCKS:
        raise _Refused("not_made_then")


def _still_stands(piece: Piece, now: datetime) -> None:
    """Nothing was taken back since; and where a licence ended, what was made under it may stay."""
    if piece.taken_back_at is not None:
        raise _Refused("taken_back")
    asked = [
        Question(
            piece.use, asset, territory=piece.territory or None, model=piece.model or None, experience=piece.experience
        )
        for asset in sorted(piece.assets)
    ]
    said: set[str] = set()
    for verdict in check(asked, partner_team_id=piece.partner, at=now):
        if verdict.answer != "allow":
            said |= {reason.code for reason in verdict.reasons}
    closed = said & _CLOSED
    said -= (_CLOSED | {CHOICE_ASK}) if closed else frozenset()
    if said - _ONLY_NOW:
        # Between a change of the catalogue and the next moment a standing is missing: that is no withdrawal.
        raise _Refused("taken_back", "unknown" if said - _ONLY_NOW == {NOT_ANSWERED} else "no")
    if (closed or NO_LICENCE in said) and not _may_stay(piece.versions, now):
        raise _Refused("not_in_force", "unknown")


def _may_stay(versions: Sequence[int], now: datetime) -> bool:
    """Whether each licence that is over lets what exists stay, for good or for now."""
    for version in Version.objects.filter(pk__in=versions).select_related("licence"):
        terms, ends_at = version.agreed, version.licence.ends_at
        if ends_at is None or ends_at > now:
            continue
        until = ends_at + timedelta(days=terms.sunset_days)
        if terms.at_end is AtEnd.TAKEDOWN or (terms.at_end is AtEnd.SUNSET and now >= until):
            return False
    return True


def _credit(versions: Sequence[int], assets: frozenset[UUID], artist: Artist) -> str:
    titles = Asset.objects.filter(pk__in=assets).order_by("pk").values_list("title", flat=True)
    return credit(list(grounds_of(versions).values()), ", ".join(titles), artist.name)


def _answer(licensed: Licensed, code: str, artist: Artist | None, piece: Piece | None, now: datetime) -> VoiceAnswer:
    reasons = (Reason(code, REASONS[code]),)
    if piece is None:
        return VoiceAnswer(licensed, reasons, artist, now)
    known: dict[str, Any] = {
        "use": piece.use, "territory": piece.territory, "made_from": piece.starts_at, "made_until": piece.ends_at,
        "title": piece.title, "sha256": piece.sha256,
        "maker": Team.objects.values_list("name", flat=True).get(pk=piece.partner),
    }  # fmt: skip
    return VoiceAnswer(licensed, reasons, artist, now, credit=piece.credit if licensed == "yes" else "", **known)
