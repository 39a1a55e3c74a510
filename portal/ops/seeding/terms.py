"""Terms, prices and votes in few words, for the seed."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from artists.catalog.models import Asset
from consent.licences.terms import Basis, Catalogue, Rate, Scope, Terms
from consent.requests.models import Request
from consent.requests.votes import vote
from portal.ops.seeding.world import World

# Who answers for each team that holds rights.
SPEAKS = {"Ayla Marsh": "ayla", "Odette Quaye": "odette", "Northlight Records": "dana", "Harbour Songs": "theo"}


def terms(uses: tuple[str, ...], *rates: Rate, assets: Sequence[Asset] = (), **changed: Any) -> Terms:
    """A year's terms from today on: for these assets, or for all that the other side holds."""
    today = timezone.now().date()
    catalogue = Catalogue(Scope.ASSETS, assets=tuple(one.pk for one in assets)) if assets else Catalogue(Scope.ALL)
    values: dict[str, Any] = {"starts_on": today, "ends_on": today + timedelta(days=364), "rates": rates}
    values |= {"uses": uses, "catalogue": catalogue, "currency": "EUR"}
    return Terms(**values | changed)


def rate(amount: str, use: str = "", per: Basis = Basis.PER_OUTPUT) -> Rate:
    """A price in the terms' currency; for a share of revenue, basis points."""
    if per is Basis.REVENUE_SHARE:
        return Rate(per, basis_points=int(amount), use=use)
    return Rate(per, Decimal(amount), use=use)


def answer(world: World, request: Request, *teams: str, yes: bool = True) -> None:
    """These teams vote, one after the other, on the round on the table."""
    for team in teams:
        request.refresh_from_db()
        vote(request, yes=yes, seen_sha256=request.version.sha256, actor=world.acting(SPEAKS[team], team))
