"""From one press on a track to the answers it changes.

A cell is a track and a use. A press answers for the track itself and for its songs, as far as the team holds them and
the use needs them. Where the team holds the track too, the song follows the most open of the team's own tracks of it:
closing one version closes that version alone, and closing the last one closes the song.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from artists.access import Conflict
from artists.catalog.models import Embodiment, Holding
from consent.choices.answers import Answer
from consent.choices.models import Choice
from consent.choices.state import State
from consent.uses import Need, Use


@dataclass(frozen=True)
class Wish:
    """One answer to be set on one asset."""

    asset_id: UUID
    use: str
    state: State


def held_assets(team_id: int, assets: Collection[UUID]) -> set[UUID]:
    """Those of the assets that the team holds a right in."""
    return set(Holding.objects.filter(team_id=team_id, asset_id__in=assets).values_list("asset_id", flat=True))


def songs_of(recordings: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The songs each recording embodies."""
    songs: dict[UUID, list[UUID]] = defaultdict(list)
    links = Embodiment.objects.filter(recording_id__in=recordings).order_by("id")
    for recording, song in links.values_list("recording_id", "composition_id"):
        songs[recording].append(song)
    return songs


def assets_of_cells(team_id: int, recordings: Collection[UUID], use: Use) -> dict[UUID, list[UUID]]:
    """For each track: what of it the team holds and the use needs; an empty list where it holds nothing."""
    songs = songs_of(recordings) if Need.COMPOSITION in use.needs else {}
    every = set(recordings) | {song for some in songs.values() for song in some}
    mine = held_assets(team_id, every)
    return {
        recording: [
            asset
            for asset in ([recording] if Need.RECORDING in use.needs else []) + songs.get(recording, [])
            if asset in mine
        ]
        for recording in recordings
    }


def wishes_for(team_id: int, recordings: Collection[UUID], use: Use, state: State) -> list[Wish]:
    """The answers that set every one of these tracks to `state` for `use`. Conflict where a song cannot follow."""
    cells = assets_of_cells(team_id, recordings, use)
    tracks = {recording for recording, assets in cells.items() if recording in assets}
    songs = {asset for assets in cells.values() for asset in assets if asset not in tracks}
    wishes = [Wish(track, use.code, state) for track in tracks]
    leaders = _tracks_by_song(team_id, songs) if Need.RECORDING in use.needs else {}
    answers = _states(team_id, use, {track for some in leaders.values() for track in some} - tracks)
    for song in songs:
        own = leaders.get(song, set())
        states = [state if track in tracks else answers.get(track, State()) for track in own]
        wishes.append(Wish(song, use.code, _most_open(states) if own else state))
    return wishes


def _tracks_by_song(team_id: int, songs: Collection[UUID]) -> Mapping[UUID, set[UUID]]:
    links = Embodiment.objects.filter(composition_id__in=songs, recording__holdings__team_id=team_id)
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for song, track in links.values_list("composition_id", "recording_id"):
        found[song].add(track)
    return found


def _states(team_id: int, use: Use, tracks: Collection[UUID]) -> dict[UUID, State]:
    choices = Choice.objects.filter(team_id=team_id, use=use.code, asset_id__in=tracks)
    return {choice.asset_id: State(choice.given, choice.limits) for choice in choices}


def _most_open(states: Iterable[State]) -> State:
    every = list(states)
    yes = [state for state in every if state.effective > Answer.OFF]
    if not yes:
        said = [state for state in every if state.answer is not None]
        return State(Answer.OFF) if said else State()
    if len({state.limits for state in yes}) > 1:
        raise Conflict(
            "song_limits_differ",
            "Another of your tracks of the same song has other limits for this use. Give both the same limits, "
            "or turn the other one off first.",
        )
    return State(max(state.effective for state in yes), yes[0].limits)
