"""What the demonstration's partners have agreed with those who hold rights: licences in force."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from artists.catalog.models import Asset, AssetKind
from consent.licences.actions import Sheet, draft
from consent.licences.models import Licence
from consent.licences.terms import Basis, Catalogue, Rate, Scope, Terms
from consent.requests.actions import Ask, ask_for_use, offer_licence
from consent.requests.models import Request
from consent.requests.votes import vote
from portal.ops.seeding.world import World

# Who answers for each team that holds rights.
SPEAKS = {"Ayla Marsh": "ayla", "Odette Quaye": "odette", "Northlight Records": "dana", "Harbour Songs": "theo"}


def sow_deals(world: World) -> None:
    """Halcyon Audio's licences with the label, the publisher and the artist, and her voice for one thing."""
    _licence(
        world,
        "Studio tools on the Northlight catalogue",
        "Northlight Records",
        terms(("analyse", "discover", "remix"), rate("0.045", "remix"), rate("1.20", per=Basis.PER_1000_CHECKS)),
    )
    _licence(world, "Covers and remixes of Harbour’s songs", "Harbour Songs", terms(("cover", "remix"), rate("0.03")))
    _licence(
        world,
        "Covers, remixes and play-along with Ayla Marsh",
        "Ayla Marsh",
        terms(("analyse", "cover", "discover", "remix"), rate("0.06"), minimum=Decimal(600)),
    )
    voice = Asset.objects.get(kind=AssetKind.VOICE, artist__name="Ayla Marsh")
    ask = Ask(
        "Greetings in Ayla’s voice",
        "A fan types a name and hears Ayla wish them well. Ten sentences, written by her; nothing else is said.",
        terms(("speak",), rate("0.40"), assets=[voice], longest=20),
    )
    answer(world, ask_for_use(ask, actor=world.acting("rin", "Halcyon Audio")), "Ayla Marsh")


def terms(uses: tuple[str, ...], *rates: Rate, assets: Sequence[Asset] = (), **changed: Any) -> Terms:
    """A year's terms from today on: for these assets, or for all that the other side holds."""
    today = timezone.now().date()
    catalogue = Catalogue(Scope.ASSETS, assets=tuple(one.pk for one in assets)) if assets else Catalogue(Scope.ALL)
    values: dict[str, Any] = {"starts_on": today, "ends_on": today + timedelta(days=364), "rates": rates}
    values |= {"uses": uses, "catalogue": catalogue, "currency": "EUR"}
    return Terms(**values | changed)


def rate(amount: str, use: str = "", per: Basis = Basis.PER_OUTPUT) -> Rate:
    """A price in the terms' currency."""
    return Rate(per, Decimal(amount), use=use)


def answer(world: World, request: Request, *teams: str, yes: bool = True) -> None:
    """These teams vote, one after the other, on the round on the table."""
    for team in teams:
        request.refresh_from_db()
        vote(request, yes=yes, seen_sha256=request.version.sha256, actor=world.acting(SPEAKS[team], team))


def _licence(world: World, title: str, holder: str, agreed: Terms) -> Licence:
    """Halcyon Audio offers it, which signs it; the other side signs too."""
    rin = world.acting("rin", "Halcyon Audio")
    sides = world.teams["Halcyon Audio"].pk, (world.teams[holder].pk,)
    licence = draft(Sheet(title, *sides, agreed), actor=rin)
    ask = Ask(title, "One agreement for our studio tools, so that your artists’ own answers decide the rest.", agreed)
    answer(world, offer_licence(licence, ask, actor=rin), holder)
    return licence
