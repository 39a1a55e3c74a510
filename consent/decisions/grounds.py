"""What an `allow` rests on, as the one who asked may read it: the licence, its version, the rate, the credit line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consent.licences.models import Version

_MOST_KEPT = 20_000


@dataclass(frozen=True)
class Price:
    """A rate of the licence: an amount with six decimals, or basis points of revenue; `use` empty means all of them."""

    use: str
    basis: str
    amount: str | None
    basis_points: int | None
    currency: str


@dataclass(frozen=True, eq=False)
class Ground:
    """A signed version of a licence. `sha256` is the hash of the text both sides signed.

    There is one object for each version (`grounds_of`), which a cache finds by itself and not by all it holds.
    """

    licence: str
    version: int
    sha256: str
    credit_line: str
    prices: tuple[Price, ...]

    def prices_for(self, use: str) -> tuple[Price, ...]:
        """What this use costs under it."""
        return tuple(price for price in self.prices if price.use in ("", use))


# A signed version never changes, so a process reads it once.
_kept: dict[int, Ground] = {}
_invented: dict[int, Ground] = {}


def invent(number: int, ground: Ground) -> None:
    """Let a negative number stand for a version that is in no table: the sandbox's own."""
    _invented[number] = ground


def grounds_of(versions: Iterable[int]) -> dict[int, Ground]:
    """These versions, by id; one query for those not seen before, one for their rates."""
    wanted = set(versions)
    # Taken out before anything is thrown away: another thread may do that at any moment.
    known = {one: ground for one in wanted if (ground := _invented.get(one) or _kept.get(one))}
    if unknown := wanted - known.keys():
        if len(_kept) > _MOST_KEPT:
            _kept.clear()
        found = Version.objects.filter(pk__in=unknown).select_related("licence__partner").prefetch_related("rates")
        new = {one.pk: _ground(one) for one in found}
        _kept.update(new)
        known |= new
    return known


def credit(grounds: Sequence[Ground], title: str, artist: str | None) -> str:
    """The line to show beside what is made; licences that want different ones are all heard.

    A song alone has no artist of ours: then its writers are meant.
    """
    lines = dict.fromkeys(one.credit_line for one in grounds)
    return " · ".join(line.replace("{title}", title).replace("{artist}", artist or "its writers") for line in lines)


def _ground(version: Version) -> Ground:
    partner = version.licence.partner.name
    return Ground(
        version.licence.reference,
        version.number,
        version.sha256,
        version.agreed.credit_line.replace("{partner}", partner),
        tuple(
            Price(one.use, one.basis, None if one.amount is None else f"{one.amount:f}", one.basis_points, one.currency)
            for one in sorted(version.rates.all(), key=lambda rate: (rate.use, rate.basis))
        ),
    )
