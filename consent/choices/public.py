"""What the public may read: the standing of an artist's music, voice and likeness, and never who said what (rule 7).

It is worked out as a check would: a pause of any holder and a yes whose end has passed both count as off. A yes that
is narrowed (to partners, places or a period) counts as open and is marked, because it does not cover everybody.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from artists.catalog.models import Artist, Asset, AssetKind
from consent.choices.answers import CHOICE_ASK, CHOICE_OFF, Answer
from consent.choices.models import Pause, Standing
from consent.uses import TRACK_USES, USES, Need, Use

COLUMNS = 160  # as many as the consent map draws


@dataclass(frozen=True)
class UseInPublic:
    """What all choices come to for one use: how many of `total` subjects are on, or on when asked, and how many of
    those only within limits. `total` is the artist's tracks; for a voice or a likeness 1, or 0 where none is on file.
    """

    use: Use
    on: int
    ask: int
    narrowed: int
    total: int

    @property
    def answer(self) -> str:
        """The most open answer there is, as a word; `off` when nothing is open."""
        return (Answer.ON if self.on else Answer.ASK if self.ask else Answer.OFF).word

    @property
    def on_file(self) -> bool:
        """Whether there is anything that this use could be asked of."""
        return self.total > 0


@dataclass(frozen=True)
class TrackInPublic:
    """A column of the consent map: how tall (0 to 1, as it is played), and use code to on, ask or off."""

    name: str
    height: float
    answers: Mapping[str, str]
    key: str = ""


@dataclass(frozen=True)
class ArtistInPublic:
    """Everything the page of an artist says. `tracks` counts all, `columns` has the most played.

    `record` is the artist itself; `checked` says that an operator found who speaks for the artist to be the artist.
    """

    record: Artist
    name: str
    slug: str
    claimed: bool
    checked: bool
    tracks: int
    uses: tuple[UseInPublic, ...]
    columns: tuple[TrackInPublic, ...]
    all_paused: bool
    unanswered: bool

    def answered(self, answer: str) -> tuple[UseInPublic, ...]:
        """The uses whose most open answer is this one."""
        return tuple(one for one in self.uses if one.answer == answer)

    @property
    def has_voice(self) -> bool:
        """Whether the artist's voice is on file, so that anybody could say yes for it."""
        return any(one.on_file for one in self.uses if one.use.subject is Need.VOICE)

    @property
    def anything_open(self) -> bool:
        """Whether anything at all is on or on when asked."""
        return any(one.on or one.ask for one in self.uses)


def artists_in_public(search: str = "") -> QuerySet[Artist]:
    """The artists somebody speaks for, by name; those whose name contains `search`."""
    found = Artist.objects.filter(team__isnull=False)
    if search:
        found = found.filter(name__icontains=search)
    # Counted for the artists of a page, not for all of them.
    tracks = Asset.objects.filter(artist=OuterRef("pk"), kind=AssetKind.RECORDING).order_by().values("artist")
    counted = Coalesce(Subquery(tracks.annotate(count=Count("pk")).values("count")), 0)
    return found.annotate(tracks=counted).order_by("name", "pk")


def find_artist(slug: str) -> Artist | None:
    """The artist with this address; another name of an artist leads to that artist."""
    known = Artist.objects.filter(slug=slug).select_related("merged_into").first()
    return (known.merged_into or known) if known else None


def artist_in_public(slug: str, *, at: datetime | None = None) -> ArtistInPublic | None:
    """What is allowed with this artist's music, voice and likeness at this moment; None for an unknown artist.

    Another name of an artist leads to that artist. Six queries, however many tracks there are.
    """
    artist = find_artist(slug)
    if artist is None:
        return None
    standings = standings_as_checked(artist.assets.all(), at or timezone.now())
    counts = dict.fromkeys(AssetKind.values, 0)
    counts.update(artist.assets.values_list("kind").annotate(Count("pk")))
    tally = _tally(standings)
    return ArtistInPublic(
        record=artist,
        name=artist.name,
        slug=artist.slug,
        claimed=artist.team_id is not None,
        checked=artist.checked_at is not None,
        tracks=counts[Need.RECORDING],
        uses=tuple(tally.in_public(use, counts[use.subject]) for use in USES.values()),
        columns=_columns(artist, standings),
        all_paused=0 < tally.held == tally.paused,
        unanswered=not tally.said,
    )


class _Ended(Func):
    """Whether any limit's end (seconds since the epoch, as `standing` keeps it) has come by `now`."""

    function = "jsonb_path_exists"
    arg_joiner = ", '$[*] ? (@.until <= $now)', "
    output_field = BooleanField()


@dataclass
class _Tally:
    open: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    narrowed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    held: int = 0
    paused: int = 0
    said: int = 0

    def in_public(self, use: Use, total: int) -> UseInPublic:
        on, ask = self.open[use.code, Answer.ON], self.open[use.code, Answer.ASK]
        return UseInPublic(use, on, ask, self.narrowed[use.code], total)


def standings_as_checked(assets: "QuerySet[Asset]", at: datetime) -> "QuerySet[Any]":
    """The standings of these assets; `counts_as` is the answer with pauses and limits that have ended. Two queries."""
    paused = list(Pause.objects.filter(resumed_at__isnull=True).values_list("team_id", flat=True))
    return Standing.objects.filter(asset__in=assets).annotate(
        paused=Case(When(teams__overlap=paused, then=True), default=False) if paused else Value(False),
        ended=_Ended(F("limits"), JSONObject(now=Value(at.timestamp()))),
        counts_as=Case(
            When(Q(paused=True) | Q(ended=True), then=Value(Answer.OFF.value)),
            default=F("answer"),
            output_field=IntegerField(),
        ),
    )


def _tally(standings: "QuerySet[Any]") -> _Tally:
    tally = _Tally()
    groups = standings.values("use", "counts_as", "paused").annotate(
        rows=Count("pk"),
        held=Count("pk", filter=~Q(teams=[])),
        narrowed=Count("pk", filter=~Q(limits=[]) & Q(counts_as__gt=Answer.OFF)),
        said=Count("pk", filter=Q(answer__gt=Answer.OFF) | Q(reasons__overlap=[CHOICE_OFF, CHOICE_ASK])),
    )
    for group in groups:
        tally.open[group["use"], group["counts_as"]] += group["rows"]
        tally.narrowed[group["use"]] += group["narrowed"]
        tally.held += group["held"]
        tally.paused += group["rows"] if group["paused"] else 0
        tally.said += group["said"]
    return tally


def _columns(artist: Artist, standings: "QuerySet[Any]") -> tuple[TrackInPublic, ...]:
    tracks = list(
        Asset.objects.filter(artist=artist, kind=AssetKind.RECORDING).order_by("-plays", "title", "pk")[:COLUMNS]
    )
    answers: dict[UUID, dict[str, str]] = defaultdict(dict)
    cells = standings.filter(asset__in=[track.pk for track in tracks], use__in=[use.code for use in TRACK_USES])
    for asset, use, counts_as in cells.values_list("asset_id", "use", "counts_as"):
        answers[asset][use] = Answer(counts_as).word
    tallest = max((track.plays for track in tracks), default=0)
    return tuple(
        TrackInPublic(str(track), track.plays / tallest if tallest else 0.5, answers[track.pk]) for track in tracks
    )
