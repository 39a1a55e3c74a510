"""The rows of the matrix for accounts of sums, one sum, and settlements."""

from decimal import Decimal

from consent.earnings.models import Pool
from consent.earnings.pools import post_due
from consent.licences.terms import Basis, Rate
from tests.access.people import World
from tests.access.rows import Row, of_artist, of_team
from tests.support.licences import in_force, terms

MONEY = ("ayla", "marco", "ann")


def _pool(world: World) -> Pool:
    """A flat sum of a licence by the label, over the track it shares with her."""
    if not Pool.objects.exists():
        in_force(world.cast.partner, [world.cast.label], terms(rates=(Rate(Basis.FLAT, Decimal(10)),)))
        post_due()
    return Pool.objects.get()


def pool(world: World) -> dict[str, object]:
    """That sum."""
    return {"pk": _pool(world).pk}


def licence(world: World) -> dict[str, object]:
    """Its licence."""
    version = _pool(world).version
    assert version is not None
    return {"pk": version.licence_id}


ACCOUNTS: tuple[Row, ...] = (
    of_artist("site:accounts", may=MONEY),
    of_team("partner", "rin", "site:accounts", notes="of a partner"),
    of_team("operator", "olu", "site:accounts", outcome=404, notes="of the operator"),
    of_artist("site:account", args=licence, may=MONEY),
    of_team("label", "dana", "site:account", args=licence, notes="who licenses"),
    of_team("publisher", "theo", "site:account", args=licence, outcome=404, notes="who holds nothing licensed"),
    of_artist("site:pool", args=pool, may=MONEY),
    of_team("partner", "rin", "site:pool", args=pool, notes="its own"),
    of_team("publisher", "theo", "site:pool", args=pool, outcome=404, notes="who holds nothing in it"),
    of_team("other_artist", "sol", "site:pool", args=pool, outcome=404, notes="a stranger's"),
    of_team("operator", "olu", "site:pool", args=pool, outcome=404, notes="no settlement, to the operator"),
    of_team("operator", "olu", "site:settlements"),
    of_team("operator", "olu", "site:settlements", "POST", outcome=422),
    of_artist("site:settlements", outcome=404, others=404, notes="of holders"),
    of_artist("site:settlements", "POST", outcome=404, others=404, notes="of holders"),
)
