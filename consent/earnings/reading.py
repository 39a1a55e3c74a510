"""What a team earned in a period: read from the totals that every posting keeps, never from the lines.

So a page of a label with a hundred thousand tracks reads as many rows as one with forty. Amounts have six decimals and
are those of one currency; currencies are never added up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import F, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from artists.access import Actor, Permission
from artists.teams.models import Team
from consent.earnings import ledger
from consent.earnings.models import AssetTotal, DayTotal, PlaceTotal
from consent.reports.credits import Named, named

NOTHING = Decimal(0)
MOST_COUNTED = 1_000
LONGEST_BY_DAY = 400  # days; what is longer is read by the month


@dataclass(frozen=True)
class Amounts:
    """What some of it comes to. `closed` is what of the amount is on statements, the rest is in the open month."""

    amount: Decimal = NOTHING
    quantity: Decimal = NOTHING
    lines: int = 0
    closed: Decimal = NOTHING

    @property
    def open(self) -> Decimal:
        """What no month has closed with yet."""
        return self.amount - self.closed

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(
            self.amount + other.amount, self.quantity + other.quantity, self.lines + other.lines,
            self.closed + other.closed,
        )  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A day (or a month, by its first) and use, or a partner and use, and what they come to."""

    key: date | int
    use: str
    total: Amounts


@dataclass(frozen=True)
class AssetRow:
    """An asset and what it earned."""

    asset_id: UUID
    named: Named
    total: Amounts


@dataclass(frozen=True)
class Known:
    """What there is to look at: in which currencies, since when, and which month takes lines now."""

    currencies: tuple[str, ...]
    earliest: date | None
    opens: date


def known(actor: Actor) -> Known:
    """Two queries. Nothing for whoever may not see money."""
    found = list(_days(actor).values("currency").annotate(first=Min("day"), lines=Sum("lines")).order_by("-lines"))
    earliest = min((row["first"] for row in found), default=None)
    return Known(tuple(row["currency"] for row in found), earliest, ledger.first_open())


def by_day(actor: Actor, currency: str, first: date, last: date, *, opens: date) -> list[Piece]:
    """Each day and use; by the month where it is more than `LONGEST_BY_DAY` days. One query."""
    key = F("day") if (last - first).days < LONGEST_BY_DAY else TruncMonth("day")
    found = _days(actor).filter(currency=currency, day__range=(first, last))
    return _pieces(found.annotate(key=key).values_list("key", "use"), opens)


def by_partner(actor: Actor, currency: str, first: date, last: date, *, opens: date) -> list[Piece]:
    """Each partner and use. One query."""
    found = _days(actor).filter(currency=currency, day__range=(first, last))
    return _pieces(found.values_list("partner_id", "use"), opens)


def partners(numbers: Sequence[int]) -> dict[int, str]:
    """What they are called. One query."""
    return dict(Team.objects.filter(pk__in=set(numbers)).values_list("pk", "name"))


def assets(
    actor: Actor, currency: str, key: str, *, limit: int, after: tuple[Decimal, UUID] | None = None
) -> list[AssetRow]:
    """The assets that earned most in a period (see `Period.key`), from the one after `after`. Three queries."""
    found = _assets(actor, currency, key).order_by("-amount", "asset_id")
    if after:
        amount, asset = after
        found = found.filter(amount__lte=amount).filter(Q(amount__lt=amount) | Q(asset_id__gt=asset))
    rows = list(found.values_list("asset_id", "amount", "quantity", "lines")[:limit])
    called = named([asset for asset, *_ in rows])
    return [AssetRow(asset, called[asset], Amounts(*rest)) for asset, *rest in rows]


def count_assets(actor: Actor, currency: str, key: str) -> int:
    """How many there are, counted up to `MOST_COUNTED`. One query."""
    return _assets(actor, currency, key)[:MOST_COUNTED].count()


def places(actor: Actor, currency: str, months: tuple[date, date]) -> list[tuple[str, Amounts]]:
    """Territories (ISO 3166-1, empty where none was said) of whole months, the most first. One query."""
    if not actor.has(Permission.SEE_MONEY):
        return []
    found = PlaceTotal.objects.filter(team_id=actor.team_id, currency=currency, month__range=months)
    rows = found.values_list("territory").annotate(Sum("amount"), Sum("quantity"), Sum("lines")).order_by()
    summed = [(code, Amounts(*rest)) for code, *rest in rows]
    return sorted(summed, key=lambda row: (-row[1].amount, row[0]))


def assets_of_partner(
    actor: Actor, currency: str, partner: int, months: tuple[date, date], *, limit: int
) -> list[AssetRow]:
    """The assets with which a partner earned a team most, in whole months. Three queries; asked for one partner."""
    if not actor.has(Permission.SEE_MONEY):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_OF_PARTNER, [actor.team_id, *months, currency, partner, limit])
        rows = cursor.fetchall()
    called = named([asset for asset, *_ in rows])
    return [AssetRow(asset, called[asset], Amounts(*rest)) for asset, *rest in rows if asset in called]


_OF_PARTNER = """
SELECT asset_id, sum(amount), sum(quantity), sum(lines) FROM earnings_monthtotal
 WHERE team_id = %s AND month = ANY (ARRAY(SELECT generate_series(%s::date, %s::date, interval '1 month')::date))
   AND currency = %s AND partner_id = %s
 GROUP BY asset_id ORDER BY sum(amount) DESC, asset_id LIMIT %s
"""


def _days(actor: Actor) -> QuerySet[DayTotal]:
    every = DayTotal.objects.filter(team_id=actor.team_id)
    return every if actor.has(Permission.SEE_MONEY) else every.none()


def _assets(actor: Actor, currency: str, key: str) -> QuerySet[AssetTotal]:
    every = AssetTotal.objects.filter(team_id=actor.team_id, period=key, currency=currency)
    return every if actor.has(Permission.SEE_MONEY) else every.none()


def _pieces(rows: "QuerySet[DayTotal, tuple[date | int, str]]", opens: date) -> list[Piece]:
    summed = rows.annotate(
        Sum("amount"), Sum("quantity"), Sum("lines"), closed=Sum("amount", filter=Q(day__lt=opens))
    ).order_by()
    return [
        Piece(key, use, Amounts(amount, quantity, lines, closed or NOTHING))
        for key, use, amount, quantity, lines, closed in summed
    ]
