"""Notices of what happens to the catalogue. They live here because the room of the catalogue is below this one."""

from collections.abc import Iterator

from artists.access import Permission
from artists.catalog import entries as acts
from artists.catalog.models import Delivery
from artists.journal.querysets import EntryQuerySet
from artists.notices.following import tell
from artists.notices.kinds import register
from artists.notices.telling import Told, Words

DELIVERED = register("catalogue.delivered", "A delivery is in", group="catalogue", permission=Permission.EDIT_CATALOGUE)


def delivered(entries: EntryQuerySet) -> Iterator[Told]:
    """A long delivery is in: whoever confirmed it hears as well, for they may have closed the page."""
    for entry in entries:
        delivery = Delivery.objects.filter(pk=entry.subject_id).first()
        if delivery is None:
            continue
        words = Words(f"{delivery.file_name} is in", f"{delivery.total:,} rows were read.", button="See what came in")
        named = {delivery.confirmed_by_id: words} if delivery.confirmed_by_id else {}
        yield Told(
            DELIVERED,
            f"delivery:{delivery.pk}",
            teams={delivery.team_id: words},
            people=named,
            place=("delivery", delivery.pk),
        )


tell(delivered, acts.DELIVERY_DONE)
