"""The terms of a licence as one value: what both sides negotiate, sign and hash. Pure: no tables, no people."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from consent.licences.offer import Offer


class Basis(StrEnum):
    """What a rate is counted by."""

    PER_OUTPUT = "per_output"
    PER_MINUTE = "per_minute"
    PER_1000_CHECKS = "per_1000_checks"
    REVENUE_SHARE = "revenue_share"
    FLAT = "flat"
    ADVANCE = "advance"

    @property
    def label(self) -> str:
        """The words people read after the amount."""
        return {
            "per_output": "for each output",
            "per_minute": "for each minute",
            "per_1000_checks": "for 1,000 checks",
            "revenue_share": "of revenue",
            "flat": "once",
            "advance": "in advance, set against what is earned until it is recouped",
        }[self.value]


POOLED = frozenset({Basis.FLAT, Basis.ADVANCE, Basis.PER_1000_CHECKS})
"""What is paid by sums that no single use earns."""


class Scope(StrEnum):
    """Which part of the licensors' catalogue a licence names."""

    ALL = "all"
    ARTISTS = "artists"
    ASSETS = "assets"


class PoolRule(StrEnum):
    """How a sum that no single use earned divides over the works covered: flat sums, advances, checks, minimums."""

    EQUAL = "equal"
    ATTRIBUTION = "attribution"


class Reporting(StrEnum):
    """How often the partner reports."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class AtEnd(StrEnum):
    """What happens when it ends: nothing new in any case; and what exists stays, runs out, or comes down."""

    KEEP = "keep"
    SUNSET = "sunset"
    TAKEDOWN = "takedown"


@dataclass(frozen=True)
class Rate:
    """A price: an amount with six decimals at most in `currency` (ISO 4217), or `basis_points` of revenue.

    `use` is one of the licence's uses, or empty for all of them together. A flat sum or an advance is paid once, when
    it begins; what is earned later is set against an advance.
    """

    basis: Basis
    amount: Decimal | None = None
    basis_points: int | None = None
    use: str = ""


@dataclass(frozen=True)
class Model:
    """The one model version that `train` may make: its maker's name for it, and the hash of its weights where known."""

    name: str
    version: str
    weights_sha256: str = ""

    @property
    def label(self) -> str:
        """As a check must name it: the name, a space, the version."""
        return f"{self.name} {self.version}"


@dataclass(frozen=True)
class Catalogue:
    """What is licensed: all that the licensors hold, some artists, or chosen assets; less the exclusions."""

    scope: Scope
    artists: tuple[UUID, ...] = ()
    assets: tuple[UUID, ...] = ()
    without_artists: tuple[UUID, ...] = ()
    without_assets: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Terms:
    """Everything the two sides agree on. Empty `territories` is the whole world; `ends_on` is the last day, in UTC.

    `minimum` is the least that all rates together come to in a year, in `currency`. `longest` is in seconds. `pool` is
    how sums divide over works that no single use earned; None is the public rule, see `rule_for`. `offer` is what
    fans may do, where the licence is for an experience: then it covers nothing outside that.
    """

    uses: tuple[str, ...]
    catalogue: Catalogue
    starts_on: date
    ends_on: date
    currency: str
    rates: tuple[Rate, ...] = ()
    minimum: Decimal | None = None
    territories: tuple[str, ...] = ()
    credit_line: str = "{title} by {artist}"
    notice_days: int = 30
    model: Model | None = None
    reporting: Reporting = Reporting.MONTHLY
    reporting_days: int = 10
    at_end: AtEnd = AtEnd.KEEP
    sunset_days: int = 0
    longest: int | None = None
    most_favoured: bool = False
    special: str = ""
    pool: PoolRule | None = None
    offer: Offer | None = None

    def rule_for(self, use: str = "") -> PoolRule:
        """How a sum for this use, or for all of them, divides over works.

        Where the terms do not say: money for training equally over the works, money for what is made by what was
        reported of each. STIM's licence for AI pays like this, and says so in public (docs/pools.md).
        """
        if self.pool:
            return self.pool
        trains = use == "train" or (not use and set(self.uses) == {"train"})
        return PoolRule.EQUAL if trains else PoolRule.ATTRIBUTION

    @property
    def pools(self) -> bool:
        """Whether it pays anything that no single use earns."""
        return self.minimum is not None or any(rate.basis in POOLED for rate in self.rates)

    def as_data(self) -> dict[str, Any]:
        """As JSON can hold it: decimals as text without trailing zeros, dates in ISO 8601, sets in one order.

        A term that came to the vocabulary later is left out where it says nothing, so that what was signed before keeps
        its text and its hash.
        """
        data: dict[str, Any] = _plain(asdict(_ordered(self)))
        return {name: value for name, value in data.items() if value is not None or name not in ("pool", "offer")}

    @property
    def canonical(self) -> str:
        """`as_data` as JSON with sorted keys and no spaces: the same terms give the same text, whoever writes them."""
        return json.dumps(self.as_data(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @property
    def deal_sha256(self) -> str:
        """The hash of everything but the catalogue: two requests with the same one ask for the same deal."""
        same = replace(self, catalogue=Catalogue(Scope.ALL))
        return hashlib.sha256(same.canonical.encode()).hexdigest()

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Terms":
        """Back from `as_data`; raises ValueError, KeyError or TypeError for anything else."""
        known = {field.name for field in fields(cls)}
        values = {key: value for key, value in data.items() if key in known}
        values |= {
            "uses": tuple(data["uses"]),
            "territories": tuple(data.get("territories", ())),
            "catalogue": _catalogue(data["catalogue"]),
            "starts_on": date.fromisoformat(data["starts_on"]),
            "ends_on": date.fromisoformat(data["ends_on"]),
            "rates": tuple(_rate(rate) for rate in data.get("rates", ())),
            "minimum": Decimal(data["minimum"]) if data.get("minimum") is not None else None,
            "model": Model(**data["model"]) if data.get("model") else None,
            "reporting": Reporting(data.get("reporting", Reporting.MONTHLY)),
            "at_end": AtEnd(data.get("at_end", AtEnd.KEEP)),
            "pool": PoolRule(data["pool"]) if data.get("pool") else None,
            "offer": Offer.from_data(data["offer"]) if data.get("offer") else None,
        }
        return cls(**values)


def _ordered(terms: Terms) -> Terms:
    listed = terms.catalogue
    return replace(
        terms,
        uses=tuple(sorted(set(terms.uses))),
        territories=tuple(sorted(set(terms.territories))),
        rates=tuple(sorted(terms.rates, key=lambda rate: (rate.use, rate.basis))),
        catalogue=Catalogue(
            listed.scope,
            *(
                tuple(sorted(set(some)))
                for some in (listed.artists, listed.assets, listed.without_artists, listed.without_assets)
            ),
        ),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | StrEnum) else value


def _catalogue(data: Mapping[str, Any]) -> Catalogue:
    names = ("artists", "assets", "without_artists", "without_assets")
    return Catalogue(Scope(data["scope"]), *(tuple(UUID(one) for one in data.get(name, ())) for name in names))


def _rate(data: Mapping[str, Any]) -> Rate:
    amount = data.get("amount")
    return Rate(
        Basis(data["basis"]),
        Decimal(amount) if amount is not None else None,
        data.get("basis_points"),
        data.get("use", ""),
    )
