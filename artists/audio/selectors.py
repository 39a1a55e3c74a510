"""What pages read of sounds."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from artists.access import Actor
from artists.audio.intake import OF_THE_RECORDING
from artists.audio.models import Sound
from artists.catalog.models import Asset, Holding


@dataclass(frozen=True)
class SoundOfTrack:
    """Where a track's sound stands: what plays, what is being checked, and what was not taken since.

    `may_change` is whether the team holds a right in the recording itself.
    """

    plays: Sound | None
    checking: Sound | None
    refused: Sound | None
    may_change: bool


def sound_of_track(actor: Actor, asset: Asset) -> SoundOfTrack:
    """For a team's page of one of its tracks."""
    seen = Sound.objects.visible_to(actor).filter(asset=asset, replaced_at=None).order_by("-added_at", "-pk")
    rows = list(seen.select_related("added_by", "team")[:20])
    newest = rows[0] if rows else None
    return SoundOfTrack(
        plays=next((row for row in rows if row.state == Sound.State.READY), None),
        checking=next((row for row in rows if row.state == Sound.State.CHECKING), None),
        refused=newest if newest and newest.state == Sound.State.REFUSED else None,
        may_change=Holding.objects.filter(
            asset=asset, team_id=actor.team_id, right__in=OF_THE_RECORDING
        ).exists(),
    )  # fmt: skip


def sounds_of(assets: Collection[UUID]) -> dict[UUID, Sound]:
    """What plays of these tracks, by track. A track without sound is not in it."""
    current = Sound.objects.current().filter(asset__in=assets)
    return {sound.asset_id: sound for sound in current if sound.asset_id}
