"""Notices of what became of an upload. They live here because the room of sound is below this one."""

from collections.abc import Iterator

from artists.access import Permission
from artists.audio import entries as acts
from artists.audio.models import Sound
from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import register
from artists.notices.telling import Cured, Told, Words

CHECKED = register("sound.checked", "A sound was checked", group="catalogue", permission=Permission.EDIT_CATALOGUE)


def checked(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """The team that uploaded it hears what came of it; a newer upload withdraws what was said of the one before."""
    for entry in entries:
        sound = Sound.objects.select_related("asset").filter(pk=entry.data["sound"]).first()
        if sound is None or sound.asset is None or sound.team_id is None:
            continue
        about = f"sound:{sound.asset_id}"
        yield Cured(about, outcome="A newer sound was uploaded.")
        if sound.state == Sound.State.REFUSED:
            words = Words(f"The sound of {sound.asset} was not taken", sound.problem, button="Upload it again")
        elif sound.state == Sound.State.READY:
            words = Words(f"The sound of {sound.asset} is ready", "It plays on the track's page.", button="Hear it")
        else:
            continue
        yield Told(CHECKED, f"{about}:{sound.pk}", teams={sound.team_id: words}, place=("sound", sound.asset_id))


tell(checked, acts.READY, acts.REFUSED)
