"""What the demonstration's partners have agreed with those who hold rights: licences in force."""

from decimal import Decimal

from artists.catalog.models import Asset, AssetKind
from consent.licences.actions import Sheet, draft
from consent.licences.models import Licence
from consent.licences.terms import Basis, Model, Terms
from consent.requests.actions import Ask, ask_for_use, offer_licence
from portal.ops.seeding.requests import sow_requests
from portal.ops.seeding.terms import answer, rate, terms
from portal.ops.seeding.world import World


def sow_deals(world: World) -> None:
    """Halcyon Audio's licences with label, publisher and artist, her voice for one thing; and all that is open."""
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
        terms(
            ("analyse", "cover", "discover", "remix"), rate("0.06"), rate("300", per=Basis.ADVANCE),
            minimum=Decimal(600),
        ),
    )  # fmt: skip
    _licence(
        world,
        "Loom 2 learns from the Northlight catalogue",
        "Northlight Records",
        terms(("train",), rate("1200", per=Basis.FLAT), model=Model("Loom", "2.0")),
    )
    voice = Asset.objects.get(kind=AssetKind.VOICE, artist__name="Ayla Marsh")
    ask = Ask(
        "Greetings in Ayla’s voice",
        "A fan types a name and hears Ayla wish them well. Ten sentences, written by her; nothing else is said.",
        terms(("speak",), rate("0.40"), assets=[voice], longest=20),
    )
    answer(world, ask_for_use(ask, actor=world.acting("rin", "Halcyon Audio")), "Ayla Marsh")
    sow_requests(world)


def _licence(world: World, title: str, holder: str, agreed: Terms) -> Licence:
    """Halcyon Audio offers it, which signs it; the other side signs too."""
    rin = world.acting("rin", "Halcyon Audio")
    sides = world.teams["Halcyon Audio"].pk, (world.teams[holder].pk,)
    licence = draft(Sheet(title, *sides, agreed), actor=rin)
    ask = Ask(title, "One agreement for our studio tools, so that your artists’ own answers decide the rest.", agreed)
    answer(world, offer_licence(licence, ask, actor=rin), holder)
    return licence
