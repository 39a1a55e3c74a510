"""Starting a team: an artist's also gets the artist, the voice and the likeness on file, all closed."""

from django.db import transaction

from artists.access import TeamKind
from artists.catalog.actions import add_artist, add_personal
from artists.catalog.models import AssetKind
from artists.teams.actions import after_joining, create_team
from artists.teams.models import Team


def start_team(kind: TeamKind, name: str, *, person_id: int) -> Team:
    """The team, owned by this person. Raises as `create_team` does; then nothing is there."""
    with transaction.atomic():
        team = create_team(kind, name, person_id=person_id)
        if kind is TeamKind.ARTIST:
            actor = after_joining(person_id, team, None)
            artist = add_artist(team.name, actor=actor)
            for personal in (AssetKind.VOICE, AssetKind.LIKENESS):
                add_personal(artist, personal, actor=actor)
    return team
