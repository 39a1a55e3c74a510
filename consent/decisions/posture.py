"""What a check would answer somebody without any licence, for everything of an artist at once.

This is what the outward signals are made of (`consent.uses.outward`), worked out from the standings at each question:
the number of queries does not grow with the catalogue. Such a one is never told `allow`, for that takes a licence;
`ask` where nobody says no to everybody, everywhere, now; `deny` for all the rest. Hypothesis compares it with `check`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BooleanField, Count, F, Func, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils import timezone

from artists.catalog.models import Artist, Asset, AssetKind, Credit
from consent.choices.models import Pause, Standing
from consent.uses import USES, Need
from consent.uses.outward import ASK, DENY, MINING, Answers

OF_RECORDINGS = tuple(use.code for use in USES.values() if use.subject is Need.RECORDING)
OF_PERSONS = tuple(use.code for use in USES.values() if use.subject is not Need.RECORDING)


@dataclass(frozen=True)
class TrackPosture:
    """What a stranger is told of one track, by its public key, for each use of a recording."""

    key: str
    answers: Answers


class _ClosedToStrangers(Func):
    """Whether a limit keeps out who is no named partner, asks for everywhere, and asks now."""

    function = "jsonb_path_exists"
    arg_joiner = ", '$[*] ? (exists(@.partners[*]) || exists(@.territories[*]) || @.until <= $now)', "
    output_field = BooleanField()


def answers_for_artist(artist: Artist, *, at: datetime | None = None) -> Answers:
    """The least over all the artist's tracks for each use of a recording; the artist's own for voice and likeness.

    Without tracks, or without a voice on file, the answer is `deny`. Three queries.
    """
    counts: Mapping[str, int] = dict(artist.assets.values_list("kind").annotate(Count("pk")))
    open_ = dict(_open(at or timezone.now()).filter(asset__artist=artist).values_list("use").annotate(Count("pk")))
    return {
        use.code: ASK if 0 < counts.get(use.subject.value, 0) == open_.get(use.code, 0) else DENY
        for use in USES.values()
    }


def answers_for_track(recording: Asset, *, at: datetime | None = None) -> Answers:
    """What is answered for the recording; for a voice or a likeness the least over everybody credited. Four queries."""
    people = {recording.artist_id, *Credit.objects.filter(recording=recording).values_list("artist_id", flat=True)}
    open_ = _open(at or timezone.now())
    own = set(open_.filter(asset=recording).values_list("use", flat=True))
    persons = dict(
        open_.filter(asset__artist__in=people, asset__kind__in=[AssetKind.VOICE, AssetKind.LIKENESS])
        .values_list("use")
        .annotate(Count("pk"))
    )
    answers = {use: ASK if use in own else DENY for use in OF_RECORDINGS}
    return answers | {use: ASK if persons.get(use) == len(people) else DENY for use in OF_PERSONS}


def offers_mining(artist: Artist, *, at: datetime | None = None) -> bool:
    """Whether a stranger may ask to mine any track of the artist at all. Two queries."""
    standings = _open(at or timezone.now()).filter(asset__artist=artist, asset__kind=AssetKind.RECORDING)
    return standings.filter(use__in=MINING).exists()


def open_tracks(artist: Artist, *, at: datetime | None = None) -> list[TrackPosture]:
    """The artist's tracks of which a stranger may ask anything at all, oldest first. Two queries."""
    standings = _open(at or timezone.now()).filter(asset__artist=artist, asset__kind=AssetKind.RECORDING)
    rows = standings.values_list("asset_id", "asset__isrc").annotate(uses=ArrayAgg("use")).order_by("asset_id")
    return [
        TrackPosture(isrc or str(asset), {use: ASK if use in uses else DENY for use in OF_RECORDINGS})
        for asset, isrc, uses in rows
    ]


def _open(at: datetime) -> "QuerySet[Standing, Any]":
    """The standings at which a check tells a stranger to ask."""
    paused = list(Pause.objects.filter(resumed_at__isnull=True).values_list("team_id", flat=True))
    found = Standing.objects.filter(answer__gt=0).alias(
        closed=_ClosedToStrangers(F("limits"), JSONObject(now=Value(at.timestamp())))
    )
    return found.filter(closed=False).exclude(teams__overlap=paused)
