"""The earnings themselves, one by one: a page at a time, or all of them in a stream."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from artists.access import Actor
from consent.earnings.models import Earning
from consent.reports.credits import Named, named

_AT_ONCE = 2_000


@dataclass(frozen=True)
class Filters:
    """Which earnings. Empty values leave nothing out; `first` and `last` are the first days of accounting months,
    `sums` are those that no single use earned."""

    currency: str = ""
    partner: int = 0
    asset: UUID | None = None
    use: str = ""
    territory: str | None = None
    experience: UUID | None = None
    first: date | None = None
    last: date | None = None
    sums: bool = False

    def as_data(self) -> dict[str, object]:
        """As JSON can hold it; `from_data` reads it."""
        said = asdict(self)
        return {name: str(value) if isinstance(value, date | UUID) else value for name, value in said.items()}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Filters":
        """Back from `as_data`."""
        days = {name: date.fromisoformat(data[name]) if data.get(name) else None for name in ("first", "last")}
        ids = {name: UUID(data[name]) if data.get(name) else None for name in ("asset", "experience")}
        return cls(**{**data, **days, **ids})


@dataclass(frozen=True)
class Place:
    """Where a page ended: month, charge and turn of its last row."""

    month: date
    charge: int
    turn: int


@dataclass(frozen=True)
class Row:
    """An earning with what it is for. `late`: its use was made in a month that had closed."""

    earning: Earning
    named: Named

    @property
    def place(self) -> Place:
        """To go on after it."""
        return Place(self.earning.month, self.earning.charge_id, self.earning.turn)

    @property
    def late(self) -> bool:
        """Whether it belongs to an earlier month than that of its statement."""
        return self.earning.charge.used_on < self.earning.month

    @property
    def experience(self) -> str:
        """What fans did it in, empty for what was outside of any."""
        version = self.earning.charge.version
        found = getattr(version.licence, "experience", None) if version else None
        return found.title if found else ""

    @property
    def taken_back(self) -> bool:
        """Whether it takes an earlier one back, because its report or its split was wrong."""
        return self.earning.turn % 2 == 1 or self.earning.charge.reverses_id is not None


def page(actor: Actor, filters: Filters, *, size: int, after: Place | None = None) -> tuple[list[Row], Place | None]:
    """The newest first, from the one after `after`; and where to go on, if there is more. Three queries."""
    found = _found(actor, filters)
    if after:
        same = Q(month=after.month)
        further = Q(month__lt=after.month) | same & Q(charge_id__lt=after.charge)
        further |= same & Q(charge_id=after.charge, turn__lt=after.turn)
        found = found.filter(further, month__lte=after.month)
    earnings = list(found.order_by("-month", "-charge_id", "-turn")[: size + 1])
    rows = _rows(earnings[:size])
    return rows, rows[-1].place if len(earnings) > size else None


def count(actor: Actor, filters: Filters, *, most: int) -> int:
    """How many there are, counted up to `most`. One query."""
    return _found(actor, filters).order_by()[:most].count()


def stream(actor: Actor, filters: Filters) -> Iterator[list[Row]]:
    """All of them, the oldest first, some thousand at a time by a cursor of the server's."""
    chunk: list[Earning] = []
    every = _found(actor, filters).order_by("month", "charge_id", "turn")
    for earning in every.iterator(chunk_size=_AT_ONCE):
        chunk.append(earning)
        if len(chunk) == _AT_ONCE:
            yield _rows(chunk)
            chunk = []
    if chunk:
        yield _rows(chunk)


def _found(actor: Actor, filters: Filters) -> QuerySet[Earning]:
    wanted: Mapping[str, object] = {
        "charge__currency": filters.currency,
        "charge__partner_id": filters.partner,
        "charge__asset_id": filters.asset,
        "charge__use": filters.use,
        "charge__version__licence__experience": filters.experience,
        "month__gte": filters.first,
        "month__lte": filters.last,
    }
    found = Earning.objects.visible_to(actor).filter(**{name: value for name, value in wanted.items() if value})
    if filters.sums:
        found = found.filter(charge__use="")
    if filters.territory is not None:
        found = found.filter(charge__territory=filters.territory)
    joined = found.select_related("charge__line", "charge__pool", "charge__partner", "charge__rate", "split")
    joined = joined.select_related("charge__version__licence__experience")
    return joined.defer(
        "charge__version__text", "charge__version__terms", "charge__version__licence__experience__draft"
    )


def _rows(earnings: list[Earning]) -> list[Row]:
    called = named([earning.charge.asset_id for earning in earnings])
    return [Row(earning, called[earning.charge.asset_id]) for earning in earnings]
