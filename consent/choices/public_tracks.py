"""What the public may read of one track: its standing, as a check would find it, and never who said what (rule 7)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from artists.access import Invalid
from artists.catalog.identifiers import isrc
from artists.catalog.models import Artist, Asset, AssetKind, Credit
from consent.choices.answers import Answer
from consent.choices.public import standings_as_checked
from consent.uses import TRACK_USES, USES, Need, Use

# What can be asked of a recording: the six switches of a track, and its translation.
RECORDING_USES: tuple[Use, ...] = tuple(use for use in USES.values() if use.subject is Need.RECORDING)


@dataclass(frozen=True)
class UseOfTrack:
    """One use of one track: `on`, `ask` or `off`, whether within limits, and whether only a pause keeps it off."""

    use: Use
    answer: str
    narrowed: bool
    paused: bool


@dataclass(frozen=True)
class OneTrack:
    """Everything the page of a track says. `key` is its ISRC, or its id where it has none."""

    asset: Asset
    key: str
    artist: Artist
    others: tuple[str, ...]
    uses: tuple[UseOfTrack, ...]

    @property
    def anything_open(self) -> bool:
        """Whether anything is on or on when asked."""
        return any(one.answer != Answer.OFF.word for one in self.uses)

    @property
    def paused(self) -> bool:
        """Whether a pause is all that keeps something off."""
        return any(one.paused for one in self.uses)


@dataclass(frozen=True)
class TrackLine:
    """A track in the list of an artist's: the answer for each of the six switches."""

    key: str
    title: str
    answers: tuple[tuple[Use, str], ...]


def key_of(recording: Asset) -> str:
    """By what the public address of a track names it."""
    return recording.isrc or str(recording.pk)


def find_track(key: str) -> Asset | None:
    """The recording with this ISRC, as people type it, or with this id; its artist comes with it."""
    recordings = Asset.objects.filter(kind=AssetKind.RECORDING).select_related("artist")
    try:
        return recordings.filter(pk=UUID(key)).first()
    except ValueError:
        pass
    try:
        code = isrc(key)
    except Invalid:
        return None
    return recordings.filter(isrc=code).first() if code else None


def track_in_public(recording: Asset, *, at: datetime | None = None) -> OneTrack:
    """What may be done with this track at this moment. Three queries."""
    assert recording.artist is not None
    found = {row.use: row for row in standings_as_checked(Asset.objects.filter(pk=recording.pk), at or timezone.now())}
    names = Credit.objects.filter(recording=recording).exclude(artist=recording.artist)
    uses = []
    for use in RECORDING_USES:
        row = found.get(use.code)
        answer = Answer(row.counts_as) if row else Answer.OFF
        narrowed = bool(row and row.limits and answer > Answer.OFF)
        shut_by_pause = bool(row and row.paused and not row.ended and row.answer > Answer.OFF)
        uses.append(UseOfTrack(use, answer.word, narrowed, shut_by_pause))
    return OneTrack(
        recording,
        key_of(recording),
        recording.artist,
        tuple(names.order_by("position").values_list("artist__name", flat=True)),
        tuple(uses),
    )


def tracks_of(slug: str) -> "QuerySet[Asset]":
    """The tracks of the artist with this address, most played first."""
    found = Asset.objects.filter(kind=AssetKind.RECORDING, artist__slug=slug)
    return found.order_by("-plays", "title", "pk")


def lines(recordings: Iterable[Asset], *, at: datetime | None = None) -> list[TrackLine]:
    """These tracks with their six answers. Two queries."""
    some = list(recordings)
    answers: Mapping[UUID, dict[str, str]] = defaultdict(dict)
    asked = Asset.objects.filter(pk__in=[one.pk for one in some])
    for row in standings_as_checked(asked, at or timezone.now()):
        answers[row.asset_id][row.use] = Answer(row.counts_as).word
    return [
        TrackLine(
            key_of(one),
            str(one),
            tuple((use, answers[one.pk].get(use.code, Answer.OFF.word)) for use in TRACK_USES),
        )
        for one in some
    ]
