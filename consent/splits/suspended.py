"""For which works of a licence payment is suspended in part: those with an open dispute that the reader may see."""

from django.db.models import Exists, OuterRef, Q

from artists.access import Actor
from consent.licences.models import Cover, Exclusion, Licence
from consent.splits.models import Dispute
from consent.splits.querysets import DisputeQuerySet

SHOWN = 20


def under(licence: Licence, actor: Actor) -> DisputeQuerySet:
    """Open disputes over what the licence covers, the newest first. A partner sees none: it pays all the same."""
    work = OuterRef("asset_id")
    covers = Cover.objects.filter(licence=licence)
    every = covers.filter(asset__isnull=True, artist__isnull=True)
    covered = (
        Q(Exists(covers.filter(asset_id=work)))
        | Q(Exists(covers.filter(asset__compositions=work)))
        | Q(Exists(covers.filter(artist_id=OuterRef("asset__artist_id"))))
        | Q(Exists(covers.filter(artist__assets__compositions=work)))
        | Q(Exists(every.filter(team__holdings__asset_id=work)))
        | Q(side="whole") & Q(Exists(every.filter(team__holdings__asset__recordings=work)))
    )
    left_out = Exclusion.objects.filter(licence=licence).filter(
        Q(asset_id=work) | Q(artist__isnull=False, artist_id=OuterRef("asset__artist_id"))
    )
    found = Dispute.objects.visible_to(actor).open().filter(covered, ~Exists(left_out))
    return found.select_related("asset", "against", "raised_for").order_by("-raised_at")
