"""Who asked for one track, song or voice, who may use it, and what was taken back: the way on from its switches."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from artists.access import Actor
from artists.catalog.models import Asset
from consent.licences.selectors import Covering, covering
from consent.requests import selectors as requests
from consent.requests.selectors import Row
from consent.withdrawals import selectors as withdrawals
from portal.site.requests.words import STATES
from portal.site.withdrawals.lists import HolderRow, holder_row

SHOWN = 5  # of each; the pages of requests, licences and withdrawals have the rest


@dataclass(frozen=True)
class Who:
    """The newest requests for it, the licences in force that cover it, and the newest withdrawals of it."""

    asked: Sequence[tuple[Row, str]]
    licences: Sequence[Covering]
    taken_back: Sequence[HolderRow]

    @property
    def nobody(self) -> bool:
        """Nobody asked, and nobody may."""
        return not (self.asked or self.licences or self.taken_back)


def of(asset: Asset, *, actor: Actor) -> Who:
    """As the actor may know it. A constant number of queries."""
    now = timezone.now()
    asked = requests.inbox(actor, now=now).filter(assets=asset).select_related("partner", "version").order_by("-pk")
    gone = withdrawals.listed(actor).filter(concerns__items__asset_id=asset.pk).distinct()
    return Who(
        [(row, STATES[row.state]) for row in requests.rows(list(asked[:SHOWN]), actor, now=now)],
        covering(actor, asset, at=now),
        [holder_row(one) for one in withdrawals.shown(actor, list(gone.select_related("team", "licence")[:SHOWN]))],
    )
