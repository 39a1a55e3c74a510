"""The rights that come with speaking for an artist, given at a link and taken away where it was wrong.

Giving adds silent holders, and silence is no. Taking away ends the team's answers with its rights (the database sees to
that, docs/decisions/0011), and the artist's tracks then have nobody to speak for them, which is no as well.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from artists.access import Actor
from artists.catalog import entries
from artists.catalog.deliveries.apply import holders_of, holding_act
from artists.catalog.models import Artist, Asset, AssetKind, Credit, Embodiment, Holding, Identification, Right
from artists.catalog.personal import personal_acts, personal_assets
from artists.journal.record import Act

WHOLE = 10_000
_BATCH = 2000


def lock_tracks(artist: Artist) -> list[UUID]:
    """The tracks an artist is credited on, locked in one order."""
    credited = Credit.objects.filter(artist=artist).values("recording_id")
    return list(Asset.objects.filter(pk__in=credited).order_by("pk").select_for_update().values_list("pk", flat=True))


def give_performance(said: Identification, tracks: Sequence[UUID], *, actor: Actor, at: datetime) -> list[Act]:
    """Make the team the performer of these tracks, where it is not yet."""
    there = set(
        Holding.objects.filter(asset_id__in=tracks, team=said.team, right=Right.PERFORMER).values_list(
            "asset_id", flat=True
        )
    )
    new = [
        Holding(
            asset_id=track, team=said.team, right=Right.PERFORMER, created_at=at, created_by_id=actor.person_id,
            identification=said,
        )
        for track in tracks
        if track not in there
    ]  # fmt: skip
    return _given(new)


def give_person(said: Identification, *, actor: Actor, at: datetime) -> list[Act]:
    """Put the artist's voice and likeness on file and in the hands of the team. Both start closed."""
    there = list(
        Asset.objects.filter(artist=said.artist, kind__in=[AssetKind.VOICE, AssetKind.LIKENESS]).order_by("pk")
    )
    acts = _given(
        [
            Holding(
                asset=asset, team=said.team, right=Right.SELF, share_bp=WHOLE, created_at=at,
                created_by_id=actor.person_id, identification=said,
            )
            for asset in there
        ]
    )  # fmt: skip
    made = personal_assets([said.artist], actor=actor, holder_id=said.team_id)
    holders = frozenset({said.team_id})
    return acts + [Act(act.type, act.subject_kind, act.subject_id, act.data, holders) for act in personal_acts(made)]


def take_away(artist: Artist, team_id: int, tracks: Collection[UUID], *, person: bool, reason: str) -> list[Act]:
    """End what the team holds because it spoke for the artist: performer, voice, likeness, and songs it stood in for.

    A track on which another of its artists is credited stays with it; so does a share that it claimed itself.
    """
    others = Credit.objects.filter(recording_id__in=tracks, artist__team_id=team_id).exclude(artist=artist)
    left = set(others.values_list("recording_id", flat=True))
    gone = set(tracks) - left
    kept_songs = Embodiment.objects.filter(recording_id__in=left).values("composition_id")
    songs = Embodiment.objects.filter(recording_id__in=gone).exclude(composition_id__in=kept_songs)
    rights = Holding.objects.filter(team_id=team_id)
    ended = list(rights.filter(right=Right.PERFORMER, asset_id__in=gone))
    ended += rights.filter(right=Right.PUBLISHING, share_bp=None, asset_id__in=songs.values("composition_id"))
    if person:
        ended += rights.filter(right=Right.SELF, asset__artist=artist)
    return end(ended, reason=reason)


def end(holdings: Sequence[Holding], *, reason: str) -> list[Act]:
    """Delete these rights; every holder there was may read that, and why."""
    every = list(Holding.objects.filter(pk__in=[one.pk for one in holdings]).select_related("asset").order_by("pk"))
    concerns = holders_of({one.asset_id for one in every})
    acts = []
    for one in every:
        act = holding_act(entries.HOLDING_WITHDRAWN, one, concerns=concerns[one.asset_id])
        acts.append(Act(act.type, act.subject_kind, act.subject_id, {**act.data, "sentence": reason}, act.concerns))
    Holding.objects.filter(pk__in=[one.pk for one in every]).delete()
    return acts


def _given(new: Sequence[Holding]) -> list[Act]:
    Holding.objects.bulk_create(new, batch_size=_BATCH)
    concerns = holders_of([one.asset_id for one in new])
    assets = Asset.objects.in_bulk([one.asset_id for one in new])
    acts = []
    for one in new:
        one.asset = assets[one.asset_id]
        acts.append(holding_act(entries.HOLDING_ADDED, one, concerns=concerns[one.asset_id]))
    return acts
