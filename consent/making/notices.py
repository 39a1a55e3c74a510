"""Notices of what fans made: a fan hears that the artist chose it."""

from collections.abc import Iterator

from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import register
from artists.notices.telling import Cured, Told, Words
from consent.making import entries as acts
from consent.making.models import Making
from consent.reports import entries as reports
from consent.reports.models import Output

CHOSEN = register("making.chosen", "The artist chose something you made", group="experiences", permission=None)

GONE = register("making.gone", "Something you made was taken back", group="experiences", permission=None)


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


def taken_back(entries: EntryQuerySet) -> Iterator[Told | Cured]:
    """Whoever made what went with a withdrawal hears so, once for all of it. A claim has a letter of its own."""
    outputs = [entry.subject_id for entry in entries]
    went = Making.objects.filter(output__in=outputs, output__gone=Output.Gone.WITHDRAWAL, person__isnull=False)
    by_person: dict[int, list[Making]] = {}
    for making in went.select_related("output").order_by("pk"):
        by_person.setdefault(making.person_id or 0, []).append(making)
    for person, some in by_person.items():
        first = some[0]
        title = f"“{first.output.title}” is gone" if first.output else "Something you made is gone"
        if len(some) > 1:
            title = f"{len(some)} things you made are gone"
        words = Words(
            title, "The people whose music it is took their yes back, with what had been made. It is their right, and "
            "no fault of yours. Thank you for making it.", button="See its page",
        )  # fmt: skip
        yield Told(GONE, f"gone:{first.pk}", people={person: words}, place=("made", first.output_id))


tell(featured, acts.FEATURED)
tell(taken_back, reports.TAKEN_DOWN)
