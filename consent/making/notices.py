"""Notices of what fans made: a fan hears that the artist chose it."""

from collections.abc import Iterator

from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import register
from artists.notices.telling import Cured, Told, Words
from consent.making import entries as acts
from consent.making.models import Making

CHOSEN = register("making.chosen", "The artist chose something you made", group="experiences", permission=None)


def featured(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """Thanks, from the artist, if it is still chosen and somebody made it who can be told."""
    pks = [entry.subject_id for entry in entries]
    chosen = Making.objects.filter(pk__in=pks, featured_at__isnull=False, person__isnull=False)
    for making in chosen.select_related("output", "featured_for", "experience"):
        if making.output is None or making.featured_for is None or making.person_id is None:
            continue
        artist = making.featured_for.name
        words = Words(
            f"{artist} chose “{making.output.title}”",
            f"It stands first on {artist}’s page and with {making.experience.title}, for everybody to hear. "
            "Thank you for making it.",
            button="See its page",
        )
        yield Told(CHOSEN, f"chosen:{making.pk}", people={making.person_id: words}, place=("made", making.output_id))


tell(featured, acts.FEATURED)
